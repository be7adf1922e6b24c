# SPDX-License-Identifier: GPL-2.0-only
#
# What `make options` prints, made from the modules themselves.
{ lib, schema, modules, optionsOf, module }:

let
  inherit (lib) attrNames concatMap concatStrings fault filter genList isList
    isString lines optional optionalString stringLength substring suggest;

  width = 79;
  column = 26;
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

  literal = v: if isList v then "[ ${toString (lib.map lib.toJSON v)} ]" else lib.toJSON v;

  # The options inside a type: of a set, of the elements of a list or set.
  inner = type: prefix:
    if type ? options then { inherit (type) options; inherit prefix; }
    else if type ? of then inner type.of (prefix + (if type.check [ ] then "[]" else ".NAME"))
    else null;

  # An option that may be null is one that may be left out.
  # What the type's name has in brackets is for those who got it wrong.
  kind = o:
    let
      m = lib.match "(.*) or null" o.type.name;
      name = if m == null then o.type.name else lib.head m;
    in
    if o.type ? of && o.type.of ? options then
      "${if o.type.check [ ] then "a list" else "a set by name"} of what follows"
    else concatStrings (filter isString (builtins.split " \\([^)]*\\)" name));
  whether = o:
    if !(o ? default) then ", required"
    else optionalString (o.default != null && !(isEmpty o.default))
      ", default ${literal o.default}";
  isEmpty = v: v == [ ] || v == { };

  # NAME in a column of its own, where it fits there.
  one = prefix: name: o:
    let
      full = "  ${prefix}${name}";
      more = inner o.type "${prefix}${name}";
      text = wrap column (kind o + whether o) ++ wrap column o.description;
      first = lib.head text;
    in
    (if stringLength full < column - 1 then
      [ (full + substring (stringLength full) (stringLength first) first) ] ++ lib.tail text
    else [ full ] ++ text)
    ++ (if more == null then [ ]
    else concatMap (n: one "${more.prefix}." n more.options.${n}) (attrNames more.options));

  section = name: m:
    let options = optionsOf m; in
    [ "${name} - ${m.content.description or "no description"}" ]
    ++ optional (options == { }) "  (no options)"
    ++ concatMap (n: one "" n options.${n}) (attrNames options)
    ++ [ "" ];

  keys = [
    "The keys of a configuration, which modules may set, too; modules below"
    ""
  ] ++ concatMap (n: one "" n schema.${n}) (attrNames schema)
  ++ [ "" ];

in
lines (
  if module == "" then
    keys ++ concatMap (n: section n modules.${n}) (attrNames modules)
  else if modules ? ${module} then section module modules.${module}
  else fault "make options" "module" "there is no module ${module}; ${suggest module (attrNames modules)}"
)
