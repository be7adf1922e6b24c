# SPDX-License-Identifier: GPL-2.0-only
#
# The steps from sources to images, each a derivation that runs make on the
# files that this step reads and on what earlier steps made (build-step).
# Whatever stands in `reads`, in `files` or in a part decides whether it is
# built again, so each has the least that it can do with.
{ system, host, download, ccache }:

let
  inherit (builtins) any attrNames concatMap concatStringsSep elem filter isString map match
    pathExists replaceStrings stringLength substring toFile;
  tables = import ./tables.nix;

  root = toString ../.;
  hasPrefix = p: s: substring 0 (stringLength p) s == p;

  # The files and folders of the tree that are named, and nothing else.
  tree = reads: builtins.path {
    name = "phramework-tree";
    path = ../.;
    filter = path: type:
      let rel = substring (stringLength root + 1) (stringLength path) path; in
      match ".*(~|\\.orig|\\.rej|\\.sw.)" rel == null
      && any
        (r: r == rel || hasPrefix (r + "/") rel
          || type == "directory" && hasPrefix (rel + "/") r)
        reads;
  };

  # A name that the store takes.
  tame = replaceStrings [ "~" "%" "," ":" ] [ "-" "-" "-" "-" ];
  file = name: text: toFile (tame (baseNameOf name)) text;

  # Always the same fixed-output derivation, so that a machine without the file
  # can use what another one has built.  Where the file is, it is put into the
  # store now, as that derivation's output, and nothing is left to be built.
  source = row:
    let
      name = tame row.file;
      here = "${download}/${row.file}";
      added = builtins.path {
        path = here;
        inherit name;
        inherit (row) sha256;
        recursive = false;
      };
      fetched = derivation {
        inherit name system;
        inherit (row) file;
        inherit (host) PATH;
        builder = host.shell;
        args = [ ./take-source ];
        outputHashMode = "flat";
        outputHashAlgo = "sha256";
        outputHash = row.sha256;
        impureEnvVars = [ "PHRAMEWORK_DL" "XDG_CACHE_HOME" "HOME" ];
        preferLocalBuild = true;
        __noChroot = host.impure;
      };
    in
    if download != "" && pathExists here then
      builtins.seq "${added}" fetched
    else if host.fetch != null then host.fetch name row
    else fetched;

  # As `mkmanifest --list kernel-options` prints them, but for who asks.
  optionLines = options: concatStringsSep "" (map
    (name:
      let v = options.${name}; in
      if v == "n" then "# CONFIG_${name} is not set\n"
      else if !isString v || v == "y" || match "-?[0-9]+|0x[0-9a-fA-F]+" v != null
      then "CONFIG_${name}=${toString v}\n"
      else "CONFIG_${name}=\"${v}\"\n")
    (attrNames options));

  # What the long steps read instead of boards.mk and scripts/common.mk, which
  # change often: the few facts that decide their bits.
  common = name: facts: keys: {
    "scripts/common.mk" = ''
      board := ${name}
      arch := ${facts.arch}
      ${facts.arch}.cross := ${tables.triple facts.arch}-
      ${facts.arch}.linux := ${tables.linuxArch facts.arch}
      CACHE := $(XDG_CACHE_HOME)/phramework
      O := out/${name}_none
      TOOLS := out/tools
      PKG := out/pkg/${facts.arch}
      export XDG_CACHE_HOME
      export SOURCE_DATE_EPOCH := ${tables.date}
      export LC_ALL := C
      export TZ := UTC
    '' + concatStringsSep "" (map (k: "${name}.${k} := ${facts.${k}}\n") keys);
  };
  lock = names: {
    "packages/sources.lock" = tables.lockText (tables.rowsOf names);
  };

  step =
    { name, reads, includes ? [ ], dir ? "out/none", files ? { }, sources ? [ ]
    , parts ? [ ], old ? [ "deps" ], targets ? [ ], variables ? [ ]
    , tools ? [ ], only ? "", result ? [ ], keeps ? targets, secret ? false
    , ccache ? "" }:
    let
      # Includes are what the Makefile of a step is about.
      makefile = ''
        MAKEFLAGS += -rR --no-print-directory
        SHELL := /bin/sh
        .DELETE_ON_ERROR:
        .SUFFIXES:
        default:
      '' + concatStringsSep "" (map (i: "include ${i}\n") includes);
      made = (if includes == [ ] then { } else { Makefile = makefile; }) // files;
      # Parts name what they made in make's words; $O is the board's folder.
      here = replaceStrings [ "$O" ] [ dir ];
    in
    derivation (host.environment // {
        inherit system dir only result secret ccache;
        variables = host.variables ++ variables;
        name = "phramework-${name}";
        builder = host.shell;
        args = [ ./build-step ];
        inherit (host) PATH;
        tree = tree (filter (r: !(made ? ${r})) (reads ++ includes));
        files = map (f: "${f}=${file f made.${f}}") (attrNames made);
        sources = map (row: "${row.file}=${source row}") sources;
        inherit parts;
        old = host.old ++ map here (old ++ concatMap (p: p.makes) parts);
        targets = map here targets;
        host_tools = concatMap host.installed tools;
        __noChroot = host.impure;
      }) // {
      makes = keeps;
    };

  kinds.firmware = [ "firmware.bin" "firmware.cmdline" "flash.txt" "flash.scr" ];
  kinds.phramware = [ "phramware.bin" "phramware.cmdline" "phramware.txt" "phramware.scr" ];
  about = [ "manifest.json" "layout.txt" "facts.txt" "rootfs.sizes" ];

  # Debian's names of what decides a step's bits.
  crossTools = arch: [ "(gcc|binutils)(-[0-9]+)?-${tables.triple arch}" ];
  hostTools = [ "gcc" "gcc-[0-9]+" "libfdt1" "libjansson4" "liblzma5" "libsquashfs1" "zlib1g" ];

  # ---- shared by all boards ----

  # The host's own programs.
  tools =
    let names = [ "bootcfg" "checkfirmware" "checkneeds" "lzmatune" "mkfirmware" "mkkernel" "mkmanifest" "mkreport" "mkrootfs" "mksdcard" ]; in
    step {
      name = "tools";
      includes = [ "boards.mk" "scripts/common.mk" "lib/lib.mk" "kernel/kernel.mk" "uboot-env/uboot-env.mk" "rootfs-builder/rootfs-builder.mk" ];
      reads = [ "lib" "uboot-env" "rootfs-builder" "kernel/checkneeds.c" "scripts/install-deps" ];
      files."boards.mk" = "boards :=\n";
      # Says which of Debian's packages are missing, before the long steps.
      variables = [ "NO_INSTALL=1" ];
      old = [ ];
      tools = hostTools;
      targets = map (n: "out/tools/${n}") names;
    };

  # What device trees take from the kernel's source.
  linuxTrees = step {
    name = "linux-device-trees";
    reads = [ "scripts/fetch" ];
    files = lock [ "linux" ] // { Makefile = "linux:\n\tscripts/fetch linux\n"; };
    sources = tables.rowsOf [ "linux" ];
    targets = [ "linux" ];
    keeps = [ ];
    only = "linux-*/.complete linux-*/include/dt-bindings linux-*/arch/mips/boot/dts linux-*/arch/arm/boot/dts";
  };

  # ---- one for each architecture ----

  recipe = arch: name: more:
    let names = tables.sourcesOf name; in
    step ({
      name = "${name}-${arch}";
      includes = [ "scripts/common.mk" "packages/packages.mk" ];
      reads = [ "scripts/fetch" "scripts/cached" "scripts/package-key" "packages/common.sh" "packages/${name}" ];
      dir = "out/any_none";
      sources = tables.rowsOf names;
      tools = crossTools arch;
    } // more // {
      files = common "any" { inherit arch; } [ ] // lock names // {
        "packages/packages.mk" = tables.packageRules name;
      } // more.files or { };
    });

  sysroot = arch: recipe arch "musl" {
    targets = map (n: "out/pkg/${arch}/${n}") [ "sysroot.key" "sysroot" "musl" ];
  };

  package = arch: name:
    if name == "musl" then sysroot arch
    else if !pathExists (../packages + "/${name}/build") then
      throw "phramework: no package is called ${name} (packages/${name}/build)"
    else
      recipe arch name {
        parts = [ (sysroot arch) ] ++ map (package arch) (tables.librariesOf name);
        targets = map (n: "out/pkg/${arch}/${n}") [ "${name}.key" name ];
      };

  # One for each set of options.
  busybox = arch: options: recipe arch "busybox" {
    files."out/any_none/busybox.options" = optionLines options;
    old = [ "deps" "$O/busybox.options" ];
    parts = [ (sysroot arch) ];
    targets = [ "$O/busybox" ];
  };

  # Variants have architectures of their own (packages/u-boot/u-boot.mk).
  uboot = arch: variant: recipe arch "u-boot" {
    name = "u-boot-${variant}";
    includes = [ "scripts/common.mk" "packages/packages.mk" "packages/u-boot/u-boot.mk" ];
    targets = [ "out/pkg/u-boot/${variant}/u-boot.bin" ];
  };
in
{
  inherit tools package busybox uboot;

  # ---- one for each board ----

  deviceTree = board: step {
    name = "device-tree-${board}";
    includes = [ "scripts/common.mk" "lib/lib.mk" "kernel/kernel.mk" "dts/dts.mk" ];
    reads = [ "dts" "scripts/fetch" ];
    files = common board tables.boards.${board} [ "soc" ] // lock [ "linux" ];
    dir = "out/${board}_none";
    parts = [ linuxTrees ];
    old = [ "deps" "$O/kernel.name" ];
    targets = [ "$O/board.dtb" ];
  };

  # ---- one for each board and set of kernel options ----

  kernel = board: { options, needs }:
    let
      facts = tables.boards.${board};
      soc = "${facts.soc}.config";
      dir = "out/${board}_none";
      fragments = [ "kernel/base.config" "kernel/soc/${soc}" "kernel/board/${board}.config" ]
        ++ map (f: "kernel/feature/${f}.config") (tables.words facts.kernel_features)
        ++ map (n: "kernel/need/${n}/${soc}")
          (needs ++ filter (n: !elem n needs) (tables.words facts.kernel_needs));
      drivers = concatMap tables.driversOf fragments;
    in
    step {
      name = "kernel-${board}";
      includes = [ "scripts/common.mk" "kernel/kernel.mk" ];
      reads = [ "scripts/fetch" "scripts/cached" "scripts/kconfig-merge" "kernel/add-drivers" "kernel/build" "kernel/kconfig-check.c" ]
        ++ fragments
        ++ concatMap tables.driverFiles drivers;
      files = common board facts [ "soc" "kernel_features" "kernel_needs" ] // lock [ "linux" ] // {
        "${dir}/kernel.options" = optionLines options;
      };
      inherit dir ccache;
      # Whether the board has what is needed, the image's make finds out.
      old = [ "deps" "$O/kernel.options" "$O/kernel.name" "$O/needs.checked" ];
      sources = tables.rowsOf [ "linux" ];
      variables = map (n: "config_needs+=${n}") needs;
      tools = crossTools facts.arch;
      targets = map (f: "$O/kernel/${f}") [ "vmlinux" "image.bin" ".config" "System.map" ];
    };

  # How it compresses best.
  compression = board: kernel: step rec {
    name = "compression-${board}";
    includes = [ "scripts/common.mk" "kernel/kernel.mk" "rootfs-builder/rootfs-builder.mk" ];
    reads = [ "rootfs-builder/rootfs.mk" "rootfs-builder/image.mk" "scripts/cached" "scripts/fetch" ];
    files = common board tables.boards.${board} tables.boardKeys // lock [ "linux" ] // {
      "${dir}/board.facts" = tables.boardFacts board "none";
    };
    dir = "out/${board}_none";
    old = [ "deps" "$O/board.facts" ];
    parts = [ tools kernel ];
    targets = [ "$O/kernel.lzma-params" ];
  };

  # ---- one for each board and configuration ----

  rootfs = board: config: packages: step (config.typed // {
    name = "rootfs-${board}-${config.name}";
    includes = [ "boards.mk" "scripts/common.mk" "packages/packages.mk" "rootfs-builder/rootfs.mk" ];
    reads = [ "scripts/fetch" ] ++ config.reads;
    files = config.files // {
      "boards.mk" = tables.boardTable board tables.boards.${board} tables.boardKeys;
      "packages/sources.lock" = "";
    };
    parts = [ tools ] ++ packages;
    targets = map (f: "$O/${f}") [ "rootfs.manifest" "rootfs.squashfs" "rootfs.sizes" "rootfs.sizes.json" ];
  });

  images = board: config: parts: step (config.typed // {
    name = "${board}-${config.name}";
    reads = [ "Makefile" "boards.mk" "dts" "kernel" "lib" "packages" "qemu/qemu.mk" "rootfs-builder" "scripts" "uboot-env" "tests/tests.mk" "nix/modules" ]
      ++ map (f: "nix/${f}") (filter (f: match ".*\\.nix" f != null) (attrNames (builtins.readDir ./.)))
      ++ config.reads;
    files = config.files // config.original;
    inherit parts;
    targets = [ "firmware" "phramware" "$O/needs.checked" "$O/facts.txt" ];
    tools = hostTools;
    keeps = [ ];
    result = about ++ kinds.firmware ++ kinds.phramware;
  });

  # One of the two images, with what belongs to it.
  pick = kind: board: config: images: derivation {
    name = "phramework-${board}-${config.name}-${kind}";
    inherit system images;
    inherit (host) PATH;
    builder = host.shell;
    args = [ "-euc" "mkdir $out; for f in ${toString (about ++ kinds.${kind})}; do [ ! -e $images/$f ] || cp $images/$f $out; done" ];
    preferLocalBuild = true;
    __noChroot = host.impure;
  };
}
