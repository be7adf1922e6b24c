# SPDX-License-Identifier: GPL-2.0-only
#
# What the tree's own tables say: make's and the scripts' files, read as text,
# so that no fact is written twice.
let
  inherit (builtins) attrNames concatLists concatMap concatStringsSep elem elemAt filter foldl' head
    isString listToAttrs match pathExists readDir readFile replaceStrings split tail;

  pieces = separator: text: filter isString (split separator text);
  words = text: filter (w: w != "") (pieces "[ \t\n]+" text);
  lines = text: pieces "\n" (replaceStrings [ "\\\n" ] [ " " ] text);
  matches = pattern: list:
    filter (m: m != null) (map (match pattern) list);

  # "NAME.KEY := VALUE" -> { NAME.KEY = "VALUE"; }
  dotted = file: foldl'
    (all: m:
      let name = elemAt m 0; in
      all // {
        ${name} = (all.${name} or { }) // { ${elemAt m 1} = elemAt m 2; };
      })
    { }
    (matches "([a-z0-9_]+)\\.([a-z0-9_]+) *:= *(.*)" (lines (readFile file)));

  # "NAME := VALUE" -> { NAME = "VALUE"; }
  plain = file: listToAttrs (map
    (m: { name = head m; value = elemAt m 1; })
    (matches "([a-z_]+) *:= *(.*)" (lines (readFile file))));

  boardsMk = plain ../boards.mk;
  common = dotted ../scripts/common.mk;
  packagesMk = lines (readFile ../packages/packages.mk);

  # The names on one side of such a row's colon, and whether it is one.
  side = n: row: map head
    (matches "\\$\\(PKG\\)/([a-z0-9-]+)" (words (elemAt (pieces ":" row) n)));
  isLibraryRow = line:
    match "\\$\\(PKG\\)/[a-z].*: \\$\\(PKG\\)/[^:]*" line != null
    && !(elem "sysroot" (side 0 line ++ side 1 line));

  lock = concatMap
    (line:
      let w = words line; in
      if w == [ ] || match "#.*" line != null then [ ]
      else [{
        name = elemAt w 0;
        kind = elemAt w 1;
        package = elemAt w 2;
        version = elemAt w 3;
        file = elemAt w 4;
        sha256 = elemAt w 5;
        inherit line;
      }])
    (lines (readFile ../packages/sources.lock));
in
rec {
  inherit pieces words lines;

  # ---- boards.mk ----

  boards = dotted ../boards.mk;
  boardNames = words boardsMk.boards;
  boardKeys = words (replaceStrings [ "$(board_facts)" ] [ boardsMk.board_facts ]
    boardsMk.board_keys);

  # A board table of one board with these keys and no others.
  boardTable = name: facts: keys: ''
    boards := ${name}
    board_facts := ${toString keys}
    board_keys := ${toString keys}
  '' + concatStringsSep "" (map
    (key: "${name}.${key} := ${facts.${key}}\n")
    keys);

  # As make writes it to out/B_C/board.facts (scripts/common.mk).
  boardFacts = name: config: concatStringsSep "" ([
    "name=${name}\nconfig=${config}\n"
  ] ++ map (key: "${key}=${boards.${name}.${key}}\n") boardKeys);

  # ---- scripts/common.mk ----

  # The tool chain's prefix without its last dash.
  triple = arch: head (match "(.*)-" common.${arch}.cross);
  linuxArch = arch: common.${arch}.linux;
  # What everything is dated by.
  date = head (head (matches "SOURCE_DATE_EPOCH \\?= ([0-9]+)"
    (lines (readFile ../scripts/common.mk))));

  # ---- kernel ----

  # The folders of kernel/drivers that a fragment names, if there is one.
  driversOf = fragment:
    let file = ../. + "/${fragment}"; in
    if !pathExists file then [ ]
    else concatMap (m: words (head m)) (matches "# drivers:(.*)" (lines (readFile file)));

  # Those that are compiled, not those that explain.
  driverFiles = driver:
    let dir = "kernel/drivers/${driver}"; in
    if !pathExists (../. + "/${dir}") then [ ]
    else map (f: "${dir}/${f}") (filter (f: match "Kconfig|Makefile|.*\\.[ch]" f != null)
      (attrNames (readDir (../. + "/${dir}"))));

  # ---- packages ----

  rowsOf = names: filter (row: elem row.name names) lock;
  lockText = rows: concatStringsSep "" (map (row: row.line + "\n") rows);

  # Those that a recipe asks for, as scripts/package-key finds them.
  sourcesOf = package: concatLists (matches ".*\\$\\(source_of ([a-z0-9-]*)\\).*"
    (lines (readFile (../packages + "/${package}/build"))));

  # "$(PKG)/PROGRAM...: $(PKG)/LIBRARY...": what a package is linked with.
  librariesOf = package: concatMap
    (line: if elem package (side 0 line) then side 1 line else [ ])
    (filter isLibraryRow packagesMk);

  # packages.mk as one package needs it.
  packageRules = package: concatStringsSep "\n" (
    # musl and U-Boot have rules of their own.
    [ "packages := ${if elem package [ "musl" "u-boot" ] then "" else toString ([ package ] ++ librariesOf package)}" ]
    ++ filter (line: match "(#|packages :=).*|" line == null && !isLibraryRow line)
      packagesMk
    ++ concatMap
      (l: [ "$(PKG)/${package}.key: $(PKG)/${l}.key" "$(PKG)/${package}: $(PKG)/${l}" ])
      (librariesOf package)
    ++ [ "" ]);

  # ---- the host ----

  # "NAME=VERSION" of those installed Debian packages that match the pattern.
  # Unknown in a flake's pure evaluation, and where there is no dpkg.
  installed = pattern:
    map (m: "${head m}=${elemAt m 1}") (concatMap
      (block:
        let
          name = match "Package: (${pattern})" (head block);
          version = concatLists (matches "Version: (.*)" block);
        in
        if name == null then [ ] else [ [ (head name) (head version) ] ])
      dpkg);
  dpkg =
    if !pathExists /var/lib/dpkg/status then [ ]
    else
      map (pieces "\n") (filter (b: b != "")
        (pieces "\n\n" (readFile /var/lib/dpkg/status)));
}
