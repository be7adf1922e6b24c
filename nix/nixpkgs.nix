# SPDX-License-Identifier: GPL-2.0-only
#
# Tools and sources from nixpkgs.  Written by its manual, and evaluated here
# only with a stand-in for it: nobody has built with it yet.
{ pkgs, tables }:

let
  inherit (builtins) concatMap concatStringsSep head map match substring;
  inherit (pkgs) lib;

  arches = {
    mips = "mips-unknown-linux-gnu";
    mipsel = "mipsel-unknown-linux-gnu";
    armv6 = "armv6l-unknown-linux-gnueabi";
  };
  # Compilers without nixpkgs' own flags: musl and the kernel bring theirs.
  cross = config:
    let p = (import pkgs.path { inherit (pkgs) system; crossSystem = { inherit config; }; }).buildPackages; in
    [ p.gcc.cc p.bintools-unwrapped ];

  libraries = with pkgs; [ dtc jansson openssl squashfs-tools-ng xz zlib ];
  programs = with pkgs; [
    bash bc bison bzip2 ccache coreutils diffutils dpkg dtc findutils flex
    gawk gnugrep gnumake gnused gnutar gzip mtools patch perl pkg-config
    stdenv.cc util-linux which xz
  ] ++ concatMap (a: cross arches.${a}) (builtins.attrNames arches);

  # mkreport asks dpkg for the versions of tools.
  versions = pkgs.writeShellScriptBin "dpkg-query" (concatStringsSep "\n" (map
    (p: "echo '${p.pname or p.name} ${p.version or "-"}'")
    (programs ++ libraries)));

  # Where Debian keeps a file: pool/main/LETTER/SOURCE-PACKAGE.
  origin = row:
    if row.name == "u-boot-qemu" then "u-boot"
    else if row.kind == "deb" || row.kind == "deb-tar" then row.name
    else row.package;
  pool = row:
    let
      o = origin row;
      letter = if match "lib.+" o != null then substring 0 4 o else substring 0 1 o;
    in
    "main/${letter}/${o}/${row.file}";
in
{
  impure = false;
  shell = "${pkgs.bash}/bin/bash";
  PATH = lib.makeBinPath ([ versions ] ++ programs);
  # Which tools they are, their store paths tell.
  installed = _: [ ];
  old = [ "deps" ];
  variables = map (a: "${a}.cross=${arches.${a}}-") (builtins.attrNames arches);
  environment = {
    C_INCLUDE_PATH = lib.makeSearchPathOutput "dev" "include" libraries;
    LIBRARY_PATH = lib.makeLibraryPath libraries;
  };
  # Debian drops old versions; then add a mirror of snapshot.debian.org, or
  # give the folder of `make fetch`.
  fetch = name: row: pkgs.fetchurl {
    inherit name;
    inherit (row) sha256;
    urls = [
      "https://deb.debian.org/debian/pool/${pool row}"
      "https://deb.debian.org/debian-security/pool/updates/${pool row}"
    ];
  };
}
