# SPDX-License-Identifier: GPL-2.0-only
#
# Every board's images as derivations that run this tree's make; README.md in
# this folder says how to use it.
#   nix-build nix -A malta.minimal.firmware
let env = builtins.getEnv; in

{ pkgs ? null
, system ? if pkgs == null then builtins.currentSystem else pkgs.system
  # Where `make fetch` has put the sources.
, dl ?
  let cache = env "XDG_CACHE_HOME"; home = env "HOME"; in
  if env "PHRAMEWORK_DL" != "" then env "PHRAMEWORK_DL"
  else if cache != "" then "${cache}/phramework/dl"
  else if home != "" then "${home}/.cache/phramework/dl"
  else ""
  # NAME = FILE.nix: configurations from elsewhere.
, configs ? { }
  # Public keys that may log in as root.
, authorizedKeys ? null
  # The file that `make SECRETS=` takes.  It will be in the store, and so will
  # be every image that it is in: readable for everybody on this machine.
, secretsInStore ? if env "PHRAMEWORK_SECRETS_IN_STORE" == "" then null
  else /. + env "PHRAMEWORK_SECRETS_IN_STORE"
  # The folder with the Raspberry Pi's own firmware.
, gpuFirmware ? null
  # A compiler cache for the kernel, outside the store.
, ccache ? env "PHRAMEWORK_CCACHE"
}:

let
  inherit (builtins) attrNames concatMap concatStringsSep elem filter fromJSON
    getAttr head isString listToAttrs map mapAttrs match pathExists readDir
    readFile replaceStrings substring toJSON;

  tables = import ./tables.nix;
  host = import (if pkgs == null then ./host.nix else ./nixpkgs.nix)
    { inherit pkgs tables; };
  steps = import ./steps.nix {
    inherit system host ccache;
    download = toString dl;
  };
  attrs = names: value:
    listToAttrs (map (name: { inherit name; value = value name; }) names);

  # ---- configurations ----

  stem = match "(.*)\\.(nix|json)";
  own = listToAttrs (concatMap
    (f: if stem f == null then [ ]
      else [{ name = head (stem f); value = ../configs + "/${f}"; }])
    (attrNames (readDir ../configs)));
  files = own // configs;

  import' = path: builtins.path {
    inherit path;
    name = replaceStrings [ "~" "%" "," ":" ] [ "-" "-" "-" "-" ] (baseNameOf path);
  };

  config = board: name:
    let
      path = files.${name};
      dir = "out/${board}_${name}";
      evaluated = import ./eval.nix {
        file = toString path;
        factsText = tables.boardFacts board name;
        relative = "../..";
        mark = "";
      };
      plain = match ".*\\.json" (toString path) != null;
      json = if plain then fromJSON (readFile path) else evaluated.json;
      # Sources are named from where the JSON lies, or absolute outside the tree.
      sources = concatMap (f: if f ? source then [ f.source ] else [ ])
        (builtins.attrValues (json.files or { }));
      absolute = f: substring 0 1 f == "/";
      inputs = f:
        if f ? source && absolute f.source then
          f // { source = "${import' f.source}"; }
        else f;
      text = toJSON (json // (if json ? files then {
        files = mapAttrs (_: inputs) json.files;
      } else { })) + "\n";
      given = n: value: if value == null then [ ] else [ "${n}=${import' value}" ];
    in
    {
      inherit name json;
      lacking = if secretsInStore != null then [ ] else attrNames (json.secrets or { });
      # What mkmanifest copies out of the tree.
      reads = map (f: if plain then "configs/${f}" else substring 6 (-1) f)
        (filter (f: !absolute f) sources);
      # The report names what was evaluated; the root needs only the result.
      original = { "configs/${name}.${if plain then "json" else "nix"}" = readFile path; };
      files =
        if plain then { "configs/${name}.json" = readFile path; }
        else {
          "configs/${name}.nix" = "# ${name}\n";
          "${dir}/config.json" = text;
        };
      typed = {
        inherit dir;
        secret = json.secrets or { } != { };
        old = [ "deps" ] ++ (if plain then [ ] else [ "$O/config.json" ]);
        variables = [ "board=${board}" "config=${name}" ]
          ++ given "SSH_AUTHORIZED_KEYS" authorizedKeys
          ++ (if json.secrets or { } == { } then [ ] else given "SECRETS" secretsInStore)
          ++ (if tables.boards.${board}.media == "flash" then [ ] else given "RPI_FIRMWARE" gpuFirmware);
      };
    };

  # ---- boards ----

  product = board: name:
    let
      facts = tables.boards.${board};
      c = config board name;
      packages = attrs (c.json.packages or [ ]) (p:
        if p == "busybox" then steps.busybox facts.arch (c.json.busybox_options or { })
        else steps.package facts.arch p);
      kernel = steps.kernel board {
        options = c.json.kernel_options or { };
        needs = c.json.needs or [ ];
      };
      rootfs = steps.rootfs board c (map (p: packages.${p}) (c.json.packages or [ ]));
      images = steps.images board c ([ steps.tools deviceTree.${board} kernel rootfs ]
        ++ (if facts.kernel_compression == "lzma" then [ (steps.compression board kernel) ] else [ ])
        ++ (if facts.media != "flash" then [ u-boot ] else [ ]));
      u-boot = steps.uboot facts.arch facts.uboot;
      # Without its secrets there is no image; with them everybody can read it.
      told = what:
        if c.lacking == [ ] then what
        else throw ("phramework: ${name} needs the secret ${head c.lacking}, and the Nix store is readable for everybody; "
          + "run `make board=${board} config=${name} SECRETS=FILE`, "
          + "or accept that with --arg secretsInStore FILE (nix/README.md)");
    in
    {
      inherit packages kernel;
      config = builtins.toFile "${name}.json" (toJSON c.json);
      device-tree = deviceTree.${board};
      rootfs = told rootfs;
      firmware = told (steps.pick "firmware" board c images);
      phramware = told (steps.pick "phramware" board c images);
    } // (if facts.uboot == "" then { } else { inherit u-boot; });

  deviceTree = attrs tables.boardNames steps.deviceTree;
  products = attrs tables.boardNames (board: attrs (attrNames files) (product board));

  # What boards.mk says is built for a board; parts only, where secrets lack.
  wanted = concatMap
    (board: concatMap
      (name:
        let p = products.${board}.${name}; in
        if (config board name).lacking != [ ] then [{
          name = "${board}-${name}-kernel";
          value = p.kernel;
        }] else [
          { name = "${board}-${name}-firmware"; value = p.firmware; }
          { name = "${board}-${name}-phramware"; value = p.phramware; }
        ])
      (filter (n: own ? ${n}) (tables.words tables.boards.${board}.configs)))
    tables.boardNames;
in
products // {
  all = listToAttrs wanted // { recurseForDerivations = true; };
  inherit (steps) tools;
}
