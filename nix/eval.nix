# SPDX-License-Identifier: GPL-2.0-only
#
# A configuration and its modules -> what mkmanifest reads.  Called by
# scripts/eval-config:
#
#   file      absolute name of the configuration
#   facts     board.facts, or "" where no board is chosen
#   relative  the way from the directory of the result to this tree
#   mark      what faults begin with
#
# Modules are functions of (lib, final, prev), as overlays are: final is the
# configuration when everything was said, prev what was said before this
# module.  Both are merged from the same layers, the configuration's own
# attributes first.  Lists concatenate, sets merge, scalars must agree.
{ file ? "", facts ? "", relative ? "", module ? "", mark ? "@fault@"
, factsText ? if facts == "" then "" else builtins.readFile facts }:

let
  inherit (builtins) attrNames concatMap elem elemAt filter foldl'
    functionArgs genList head intersectAttrs isAttrs isFunction isList isPath
    isString length listToAttrs map mapAttrs match pathExists readDir
    removeAttrs split stringLength substring tail;

  top = toString ../.;
  inside = path: substring 0 (stringLength top + 1) path == top + "/";
  shorten = path:
    if inside path
    then substring (stringLength top + 1) (stringLength path) path
    else path;

  lib = import ./lib.nix { inherit shorten mark; };
  schema = import ./schema.nix lib;
  inherit (lib) fault join option show suggest within;
  here = shorten file;

  # ---- the board ----

  # "key=value" lines; make writes them from boards.mk.
  board =
    if factsText == "" then
      mapAttrs (name: _: fault here "board.${name}" "is known only with board=")
        (listToAttrs (map (name: { inherit name; value = null; })
          [ "name" "title" "soc" "arch" "media" "lan_interface" "wan_interface" ]))
    else
      listToAttrs (concatMap
        (line:
          let m = if isString line then match "([^=]+)=(.*)" line else null; in
          if m == null then [ ]
          else [{ name = head m; value = head (tail m); }])
        (split "\n" factsText));

  # ---- modules ----

  moduleFiles =
    let all = readDir ./modules; in
    listToAttrs (concatMap
      (f:
        let m = match "(.*)\\.nix" f; in
        if m == null then [ ]
        else [{ name = head m; value = ./modules + "/${f}"; }])
      (attrNames all));

  # A module with options: callable behind them, usable without.
  withOptions = name: path: content: given: {
    _module = true;
    inherit name path content given;
    __functor = self: options:
      if self.given != null then
        fault here self.name "has been given its options already"
      else withOptions name path content options;
  };

  # modules.NAME; the file is read when the module is used.
  modules = mapAttrs (name: path: withOptions name path (import path) null)
    moduleFiles;

  optionsOf = m:
    let
      o = m.content.options or (lib: { });
      set = if isFunction o then o lib else o;
      wrong = filter (n: !(isAttrs set.${n} && set.${n} ? _option))
        (attrNames set);
    in
    if wrong == [ ] then set
    else
      fault (shorten (toString m.path)) "options.${head wrong}"
        "expected lib.option { type, description, default }";

  # What a module from ORIGIN is given as lib: helpers that know the whole.
  library = origin: lib // {
    fail = fault origin;
    # A module of one's own, in FILE, with its options.
    module = file: withOptions (moduleName file) file (import file);
    # The network device that has the address of interfaces.NAME.
    deviceOf = name: interface origin name "device";
    # And the one below it: the wire, where the former is a bridge.
    wireOf = name: interface origin name "wire";
    # What is bridged with the wire: a board's LAN may have several jacks.
    bridgeOf = name: interface origin name "bridge";
  };

  interface = origin: name: what:
    let
      i = final.interfaces.${name};
      fact = filter (word: isString word && word != "")
        (split " " (board."${name}_interface" or ""));
      given = i.vlan != null || i.device != null
        || !(elem name [ "lan" "wan" ]);
      wire =
        if i.vlan != null then "${i.parent}.${toString i.vlan}"
        else if i.device != null then i.device
        else if given then name
        else if fact != [ ] then head fact
        else
          fault (whereIs "interfaces" name) (join "interfaces" name)
            "the board ${board.name} has no ${name}_interface in boards.mk: give a device";
      bridge = (if given || fact == [ ] then [ ] else tail fact) ++ i.bridge;
    in
    if !(final.interfaces ? ${name}) then
      fault origin "interfaces.${name}"
        "is needed by this module; ${suggest name (attrNames final.interfaces)}"
    else if what == "bridge" then bridge
    else if what == "device" && bridge != [ ] then "br-${name}"
    else wire;

  # Modules as they stand in the list -> { origin, options, imports, apply }.
  understand = where: m:
    if isPath m || (isString m && substring 0 1 m == "/") then fromPath where m
    else if isAttrs m && m ? _module then fromOptions m
    else if isFunction m then {
      origin = here;
      options = { };
      imports = [ ];
      apply = call where here (m (library here));
    }
    else if isAttrs m && m ? config then
      fromOptions (withOptions where file m null)
    else if isAttrs m then {
      origin = here;
      options = { };
      imports = [ ];
      apply = final: prev: m;
    }
    else
      fault here where
        ("expected a module (modules.NAME, a path, lib: final: prev: { ... })"
          + ", got ${show m}");

  moduleName = path:
    let m = match "(.*/)?([^/]*)\\.nix" (toString path); in
    if m == null then toString path else elemAt m 1;

  fromPath = where: path:
    let
      name = shorten (toString path);
      content = import path;
    in
    if !pathExists path then fault here where "there is no ${name}"
    else if isFunction content then {
      origin = name;
      options = { };
      imports = [ ];
      apply = call "module" name (content (library name));
    }
    else if isAttrs content && content ? config then
      fromOptions (withOptions (moduleName path) path content null)
    else if isAttrs content then {
      origin = name;
      options = { };
      imports = [ ];
      apply = final: prev: content;
    }
    else
      fault name "module"
        ("expected a function lib: final: prev: { ... } or a set with options"
          + " and config, got ${show content}");

  fromOptions = m:
    let
      origin = shorten (toString m.path);
      given = if m.given == null then { } else m.given;
      declared = optionsOf m;
      options = (lib.types.submodule declared).merge m.name
        [{ value = given; origin = here; }];
      # For faults that only the module can see: where its option was set.
      own = library origin // {
        fail = name: what:
          let at = within [{ value = given; origin = here; }] name; in
          fault (if at == [ ] then here else (head at).origin)
            (join m.name name)
            what;
      };
    in
    {
      inherit origin;
      name = m.name;
      options =
        if isAttrs given then options
        else
          fault here m.name
            "expected its options as an attribute set, got ${show given}";
      imports = m.content.imports or [ ];
      apply =
        if !isFunction (m.content.config or null) then
          fault origin "config"
            "expected a function options: lib: final: prev: { ... }"
        else call "config" origin (m.content.config options own);
    };

  # What is left of a module behind lib: two more arguments, then a set.
  call = where: origin: rest: final: prev:
    let
      more = "a module is lib: final: prev: { ... }";
      one = if isFunction rest then rest final
        else fault origin where "${more}, but after lib it gives ${show rest}";
      two = if isFunction one then one prev
        else fault origin where "${more}, but after final it gives ${show one}";
    in
    if isAttrs two && !(two ? _module) then two
    else if isFunction two then
      fault origin where
        ("still a function behind lib, final and prev:"
          + " does it wait for its options?")
    else
      fault origin where
        "expected an attribute set from a module, got ${show two}";

  # ---- the configuration's own file ----

  arguments = { lib = library here; inherit modules board; };

  base =
    let
      content = import file;
      wanted = functionArgs content;
      unknown = filter (n: !wanted.${n} && !(arguments ? ${n}))
        (attrNames wanted);
      called =
        if !isFunction content then content
        else if unknown != [ ] then
          fault here (head unknown)
            "a configuration is given lib, modules and board only"
        else
          content (if wanted == { } then arguments
          else intersectAttrs wanted arguments);
    in
    if isAttrs called && !(called ? _module) && !(called ? config) then called
    else
      fault here ""
        ("expected a configuration: an attribute set, or a function"
          + " { lib, modules, board, ... } that gives one");

  listed =
    let l = base.modules or [ ]; in
    if isList l then
      genList (i: understand "modules[${toString i}]" (elemAt l i))
        (length l)
    else fault here "modules" "expected a list of modules, got ${show l}";

  # What modules ask for themselves, once, before the first that asks; a
  # module that the configuration lists stands where it is listed.
  used =
    let
      names = concatMap (m: if m ? name then [ m.name ] else [ ]);
      pull = asking: done: m:
        let
          there = asking ++ names (listed ++ done);
          missing = filter (n: !(elem n there)) m.imports;
          one = done: n:
            if elem n (names done) then done
            else if modules ? ${n} then
              pull (there ++ missing) done (fromOptions modules.${n})
            else
              fault m.origin "imports"
                "there is no module ${n}; ${suggest n (attrNames modules)}";
        in
        foldl' one done missing ++ [ m ];
    in
    foldl' (pull [ ]) [ ] listed;

  # ---- the fixpoint ----

  layers = [{ value = removeAttrs base [ "modules" ]; origin = here; }]
    ++ genList
    (i:
      let m = elemAt used i; in
      { value = m.apply final (merge (i + 1)); inherit (m) origin; })
    (length used);

  # The configuration that the first N layers amount to.
  merge = n:
    lib.fill "" schema (genList (elemAt layers) n)
    // { inherit board; };
  final = merge (length layers);

  whereIs = section: name:
    let at = within (within layers section) name; in
    if at == [ ] then here else (head at).origin;

  checks = import ./checks.nix {
    inherit lib schema final layers used here whereIs;
    wireOf = name: interface here name "wire";
  };

  # ---- the result ----

  emitted = filter (n: !(schema.${n}.nixOnly or false)) (attrNames schema);
  isEmpty = v: v == null || v == [ ];

  # Nothing that was not set; an empty set inside says that a thing exists.
  strip = v:
    if isAttrs v then
      mapAttrs (_: strip)
        (removeAttrs v (filter (n: isEmpty v.${n}) (attrNames v)))
    else v;

  sourceName = path:
    if inside path then "${relative}/${shorten path}" else path;
  emit = {
    services = mapAttrs (_: s: removeAttrs s [ "packages" ]) final.services;
    files = mapAttrs
      (_: f:
        if f.source == null then f
        else f // { source = sourceName f.source; })
      final.files;
  };

  # Who said so first, for the messages of mkmanifest.
  origins = listToAttrs (concatMap
    (section: map
      (name: {
        name = "${section}.${name}";
        value = (head (within (within layers section) name)).origin;
      })
      (if isAttrs final.${section} then attrNames final.${section} else [ ]))
    emitted);

  json =
    let
      all = strip (lib.genAttrs emitted (n: emit.${n} or final.${n}));
      full = removeAttrs all (filter (n: all.${n} == { }) (attrNames all));
    in
    full // { inherit origins; };

in
{
  json = checks json;
  # For names that Nix itself does not know, found by eval-config.
  nearest = suggest module (attrNames modules);
  description = (lib.fill "" { inherit (schema) description; }
    [{ value = base; origin = here; }]).description;
  options = import ./options.nix {
    inherit lib schema modules optionsOf module;
  };
}
