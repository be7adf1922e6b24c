# SPDX-License-Identifier: GPL-2.0-only
#
# What `make options` prints, made from the modules themselves.
{ lib, schema, modules, optionsOf, module }:

let
  inherit (lib) attrNames concatMap concatStrings elem fault filter genList
    isAttrs isList isString length lines mapAttrsToList optional
    optionalString stringLength substring suggest;

  width = 79;
  spaces = n: concatStrings (genList (_: " ") n);
  words = s: filter (w: w != "") (lib.splitString " " s);

  # TEXT in lines that fit, each behind INDENT blanks.
  wrap = indent: text:
    let
      step = done: w:
        if done.line == "" then done // { line = w; }
        else if indent + stringLength done.line + 1 + stringLength w <= width then
          done // { line = "${done.line} ${w}"; }
        else { all = done.all ++ [ done.line ]; line = w; };
      end = lib.foldl' step { all = [ ]; line = ""; } (words text);
    in
    lib.map (l: spaces indent + l) (end.all ++ [ end.line ]);

  literal = v:
    if isAttrs v && v == { } then "{ }"
    else if isList v && v == [ ] then "[ ]"
    else if v == null then "none"
    else lib.toJSON v;

  # The options inside a type: of a set, of the elements of a list or set.
  inner = type: prefix:
    if type ? options then { inherit (type) options; inherit prefix; }
    else if type ? of then inner type.of (prefix + (if type.check [ ] then "[]" else ".NAME"))
    else null;

  one = depth: prefix: name: o:
    let
      full = prefix + name;
      more = inner o.type full;
      indent = 2 * depth;
      first = "${spaces indent}${full}";
      kind = o.type.name + (
        if !(o ? default) then "; required"
        else optionalString (o.default != null) "; default ${literal o.default}");
    in
    [ first ] ++ wrap (indent + 4) kind
    ++ wrap (indent + 4) o.description
    ++ (if more == null then [ ]
    else concatMap (n: one (depth + 1) "${more.prefix}." n more.options.${n})
      (attrNames more.options));

  section = name: m:
    let options = optionsOf m; in
    [ "${name} - ${m.content.description or "no description"}" ]
    ++ optional (options == { }) "    no options"
    ++ concatMap (n: one 1 "" n options.${n}) (attrNames options)
    ++ [ "" ];

  keys = [
    "Keys of a configuration, which modules may set, too"
  ] ++ concatMap (n: one 1 "" n schema.${n}) (attrNames schema)
  ++ [ "" ];

in
lines (
  if module == "" then
    keys ++ concatMap (n: section n modules.${n}) (attrNames modules)
  else if modules ? ${module} then section module modules.${module}
  else fault "make options" "module" "there is no module ${module}; ${suggest module (attrNames modules)}"
)
