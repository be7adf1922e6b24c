# SPDX-License-Identifier: GPL-2.0-only
#
# What configurations and modules are written with: types that say what a
# value must be, options made of them, and small helpers for strings, lists
# and attribute sets.  Nothing here knows what a configuration is.
#
# A definition is { value, origin }: what somebody wrote and where, as
# "FILE:LINE".  A type has a name, which completes "expected ...", and
# merge PATH DEFINITIONS, which gives the one value that they amount to or
# ends with a fault.  FILES turns an absolute file name into what people read.
{ shorten, mark }:

let
  inherit (builtins) all any attrNames concatLists concatMap concatStringsSep
    elem elemAt filter foldl' genList head isAttrs isBool isFunction isInt
    isList isPath isString length listToAttrs map mapAttrs match pathExists
    removeAttrs replaceStrings split stringLength substring tail toJSON
    typeOf unsafeGetAttrPos;

  # ---- faults: one line each; scripts/eval-config looks for the mark ----

  fault = origin: path: what:
    throw "${mark}${origin}: ${if path == "" then "" else path + ": "}${what}";

  plain = name: match "[A-Za-z_][A-Za-z0-9_'-]*" name != null;
  join = path: name:
    (if path == "" then "" else path + ".")
    + (if plain name then name else toJSON name);

  # A value as it is shown in a message.
  show = v:
    let
      text = toJSON v;
      cut =
        if stringLength text > 48 then substring 0 45 text + "..." else text;
    in
    if isString v || isInt v || isBool v then cut
    else if v == null then "null"
    else if isPath v then "the path ${toString v}"
    else if isList v then "a list"
    else if isAttrs v then "an attribute set"
    else if isFunction v then "a function"
    else "a ${typeOf v}";

  # ---- the nearest name, for those that were misspelt ----

  characters = s: genList (i: substring i 1 s) (stringLength s);
  last = list: elemAt list (length list - 1);
  least = a: b: if a < b then a else b;

  # Levenshtein's distance, one row of the table after the other.
  distance = a: b:
    let
      other = characters b;
      columns = length other;
      next = row: c:
        foldl'
          (done: i: done ++ [
            (least (least (last done + 1) (elemAt row (i + 1) + 1))
              (elemAt row i + (if elemAt other i == c then 0 else 1)))
          ]) [ (head row + 1) ]
          (genList (i: i) columns);
    in
    last (foldl' next (genList (i: i) (columns + 1)) (characters a));

  nearest = name: names:
    let
      near = foldl'
        (best: n:
          let d = distance name n; in
          if best == null || d < best.d then { inherit n d; } else best)
        null names;
    in
    if near == null || near.d > 1 + stringLength name / 3 then null
    else near.n;

  # "unknown ..., did you mean X?", or all that there are
  suggest = name: names:
    let near = nearest name names; in
    if near != null then "did you mean ${near}?"
    else "there are: ${concatStringsSep ", " names}";

  # ---- definitions ----

  # Where NAME in SET was written; what is computed has no place of its own.
  placeOf = set: name: otherwise:
    let
      p = unsafeGetAttrPos name set;
      at = if p == null then "" else shorten p.file;
    in
    if p == null || elem at [ "nix/lib.nix" "nix/eval.nix" ] then otherwise
    else "${at}:${toString p.line}";

  # Somewhere in SET: the place of what is missing in it.
  nearby = set: otherwise:
    let all = attrNames set; in
    if all == [ ] then otherwise else placeOf set (head all) otherwise;

  # What the definitions of a set say about one of its names.
  within = defs: name:
    concatMap
      (d:
        if d.value ? ${name}
        then [{
          value = d.value.${name};
          origin = placeOf d.value name d.origin;
        }]
        else [ ])
      defs;

  names = defs:
    attrNames (foldl' (all: d: all // d.value) { } defs);

  # lib.default gives way to, and lib.force wins over, what is plainly set.
  priority = d: if isAttrs d.value then d.value._priority or 1 else 1;
  pick = defs:
    let
      highest = foldl' (m: d: if priority d > m then priority d else m) 0 defs;
      plainly = d:
        if isAttrs d.value && d.value ? _priority
        then d // { value = d.value._value; } else d;
    in
    map plainly (filter (d: priority d == highest) defs);

  merged = type: path: defs: type.merge path (pick defs);

  # ---- types ----

  # One value; all who set it must agree.
  single = path: defs:
    let
      first = head defs;
      other = filter (d: d.value != first.value) defs;
    in
    if other == [ ] then first.value
    else
      fault first.origin path
        ("set to ${show first.value} here"
          + " and to ${show (head other).value} in ${(head other).origin}");

  scalar = name: check: {
    inherit name;
    inherit check;
    merge = path: defs:
      let wrong = filter (d: !check d.value) defs; in
      if wrong != [ ] then
        fault (head wrong).origin path
          "expected ${name}, got ${show (head wrong).value}"
      else single path defs;
  };

  pattern = name: regex: scalar name (v: isString v && match regex v != null);

  octet = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
  quad = "${octet}\\.${octet}\\.${octet}\\.${octet}";

  # Every definition must be of this kind before its parts can be looked at.
  expect = name: check: path: defs:
    let wrong = filter (d: !check d.value) defs; in
    if wrong == [ ] then defs
    else
      fault (head wrong).origin path
        "expected ${name}, got ${show (head wrong).value}";

  list = name: finish: type: {
    name = "${name} of ${plural type}";
    of = type;
    check = isList;
    merge = path: defs:
      let
        elements = concatLists (map
          (d: map (value: { inherit value; inherit (d) origin; }) d.value)
          (expect "a list of ${plural type}" isList path defs));
        each = genList
          (i: merged type "${path}[${toString i}]" [ (elemAt elements i) ])
          (length elements);
      in
      finish each;
  };
  # "a port (1 to 65535)" -> "ports (1 to 65535)"
  plural = type: type.plural or (
    let
      m = match
        "an? ((whole|attribute|network|IPv4|MAC|absolute) )?([a-z]+)(.*)"
        type.name;
      noun = elemAt m 2;
    in
    if m == null then type.name
    else (if head m == null then "" else head m) + noun
      + (if match ".*s" noun == null then "s" else "es") + elemAt m 3);

  unique = foldl' (seen: v: if elem v seen then seen else seen ++ [ v ]) [ ];

  types = rec {
    anything = { name = "a value"; check = v: true; merge = single; };
    str = scalar "a string" isString;
    line = scalar "a string of one line" (v: isString v && match "[^\n]*" v != null);
    matching = pattern;
    word = pattern "a word without blanks" "[^[:space:]]+";
    int = scalar "a whole number" isInt;
    bool = scalar "true or false" isBool;
    between = from: to:
      scalar "a number from ${toString from} to ${toString to}"
        (v: isInt v && v >= from && v <= to);
    port = scalar "a port (1 to 65535)" (v: isInt v && v >= 1 && v <= 65535);
    id = between 0 65534;
    enum = words:
      scalar "one of ${concatStringsSep ", " (map show words)}"
        (v: elem v words);
    mode = pattern "a mode as \"0755\"" "[0-7]{3,4}";
    name = pattern "a name (letters, digits, . _ + -)" "[A-Za-z0-9_+][A-Za-z0-9._+-]*";
    device = pattern "a network device (up to 15 letters, digits, . _ -)" "[A-Za-z0-9_.-]{1,15}";
    secret = pattern "the name of a secret" "[A-Za-z0-9][A-Za-z0-9._-]*";
    mac = pattern "a MAC address (00:11:22:33:44:55)" "[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}";
    ipv4 = pattern "an IPv4 address" quad;
    cidr = pattern "an IPv4 address with its prefix (192.168.1.1/24)" "${quad}/(3[0-2]|[12]?[0-9])";
    absolute = pattern "an absolute path on the device" "/.*[^/]";

    # A file on this computer.  Never a Nix path in the result: one that
    # reaches the JSON would be copied into a store.
    path = {
      name = "a path (./file, or a string that begins with /)";
      plural = "paths";
      check = v: isPath v || (isString v && substring 0 1 v == "/");
      merge = path': defs:
        let
          good = expect path.name path.check path' defs;
          file = single path' (map (d: d // { value = toString d.value; }) good);
        in
        if pathExists file then file
        else fault (head defs).origin path' "there is no ${shorten file}";
    };

    nullOr = type: type // {
      name = "${type.name} or null";
      check = v: v == null || type.check v;
      merge = path: defs:
        if all (d: d.value == null) defs then null
        else if any (d: d.value == null) defs then single path defs
        else merged type path defs;
    };

    # Whatever the first definition is decides which of the two it is.
    either = a: b: {
      name = "${a.name} or ${b.name}";
      plural = "${plural a} or ${plural b}";
      check = v: a.check v || b.check v;
      merge = path: defs:
        let good = expect "${a.name} or ${b.name}" (v: a.check v || b.check v) path defs; in
        if a.check (head good).value then merged a path good
        else merged b path good;
    };

    listOf = list "a list" (each: each);
    # of words: what is there twice counts once
    setOf = list "a list" unique;

    attrsOf = type: {
      name = "an attribute set of ${plural type}";
      of = type;
      check = isAttrs;
      merge = path: defs:
        let sets = expect "an attribute set" isAttrs path defs; in
        listToAttrs (map
          (name: {
            inherit name;
            value = merged type (join path name) (within sets name);
          })
          (names sets));
    };

    # A thing that only one can have, as the port that a daemon listens on.
    exclusive = {
      name = "who claims it";
      plural = "claims";
      check = isString;
      merge = path: defs:
        let good = expect "a string: who claims it" isString path defs; in
        if length good == 1 then (head good).value
        else
          let
            other = elemAt good 1;
            # two uses of one module say it in one place
            where =
              if other.origin == (head good).origin then ""
              else " (${other.origin})";
          in
          fault (head good).origin path
            ("${(head good).value} and ${other.value}${where} cannot both"
              + " have it");
    };

    submodule = options: {
      name = "an attribute set";
      inherit options;
      check = isAttrs;
      merge = path: defs:
        let
          sets = expect "an attribute set" isAttrs path defs;
          unknown = filter (n: !(options ? ${n})) (names sets);
          bad = head unknown;
        in
        if unknown == [ ] then fill path options sets
        else
          fault (head (within sets bad)).origin (join path bad)
            "there is no such option; ${suggest bad (attrNames options)}";
    };
  };

  # The values of OPTIONS as DEFS, all of them sets, give them.
  fill = path: options: defs:
    mapAttrs (name: o: value (join path name) o (within defs name)
      (if defs == [ ] then ""
      else nearby (head defs).value (head defs).origin)) options;

  value = path: o: defs: origin:
    if defs != [ ] then merged o.type path defs
    else if !(o ? default) then
      fault origin path
        "is missing: ${o.description}; expected ${o.type.name}"
    else if o.default == null then null
    else merged o.type path [{ value = o.default; inherit origin; }];

  option = { type, description, ... }@o: o // { _option = true; };

in
{
  inherit fault show suggest join within fill types option unique distance;
  inherit (builtins) all any attrNames attrValues concatLists concatMap
    concatStringsSep elem elemAt filter foldl' genList hasAttr head
    isAttrs isBool isFunction isInt isList isString length listToAttrs map
    mapAttrs match removeAttrs replaceStrings sort stringLength substring
    tail toJSON;

  # An option that may be left out: null then.
  optionOf = type: description:
    option { type = types.nullOr type; default = null; inherit description; };

  # What is set plainly elsewhere wins over default, and force over that.
  default = value: { _priority = 0; _value = value; };
  force = value: { _priority = 2; _value = value; };

  # Stands in a file's content for the secret; only mkmanifest knows it.
  secret = name: "@secret:${name}@";

  # As builtins.readFile, and the configuration is evaluated again when FILE
  # has changed.
  readFile = file:
    builtins.trace "@reads@${toString file}" (builtins.readFile file);

  optional = condition: v: if condition then [ v ] else [ ];
  optionals = condition: list: if condition then list else [ ];
  optionalString = condition: s: if condition then s else "";
  optionalAttrs = condition: set: if condition then set else { };

  # Each string on a line of its own.
  lines = strings: concatStringsSep "" (map (s: s + "\n") strings);
  concatStrings = concatStringsSep "";
  hasPrefix = prefix: s: substring 0 (stringLength prefix) s == prefix;
  hasSuffix = suffix: s:
    let n = stringLength s - stringLength suffix; in
    n >= 0 && substring n (stringLength suffix) s == suffix;
  removePrefix = prefix: s:
    if substring 0 (stringLength prefix) s == prefix
    then substring (stringLength prefix) (stringLength s) s else s;
  splitString = separator: s:
    filter isString (split (replaceStrings
      [ "." "*" "+" "?" "|" "(" ")" "[" "{" "^" "$" "\\" ]
      [ "\\." "\\*" "\\+" "\\?" "\\|" "\\(" "\\)" "\\[" "\\{" "\\^" "\\$" "\\\\" ]
      separator) s);
  # One word of a shell script, whatever is in it.
  quote = s: "'${replaceStrings [ "'" ] [ "'\\''" ] (toString s)}'";

  toUpper = replaceStrings
    (characters "abcdefghijklmnopqrstuvwxyz-")
    (characters "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");

  # Four hexadecimal digits, as /proc/net writes a port.
  hex = n:
    let digit = i: substring (i - i / 16 * 16) 1 "0123456789ABCDEF"; in
    digit (n / 4096) + digit (n / 256) + digit (n / 16) + digit n;

  genAttrs = keys: f:
    listToAttrs (map (name: { inherit name; value = f name; }) keys);
  mapAttrsToList = f: set: map (n: f n set.${n}) (attrNames set);
  filterAttrs = keep: set:
    removeAttrs set (filter (n: !keep n set.${n}) (attrNames set));
  nameValue = name: value: { inherit name value; };
}
