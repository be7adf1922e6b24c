# SPDX-License-Identifier: GPL-2.0-only
#
# Stands in for nixpkgs, as far as nix/nixpkgs.nix looks at it: for evaluation,
# nothing here can be built.
{ system ? "x86_64-linux", crossSystem ? { config = "host"; } }:
let
  tool = name: { inherit name; version = "1"; outPath = "${derivation {
    inherit name system; builder = "/bin/sh"; }}"; };
  names = [ "dtc" "jansson" "openssl" "squashfs-tools-ng" "xz" "zlib" "bash" "bc"
    "bison" "bzip2" "ccache" "coreutils" "diffutils" "dpkg" "findutils" "flex"
    "gawk" "gnugrep" "gnumake" "gnused" "gnutar" "gzip" "mtools" "patch" "perl"
    "pkg-config" "util-linux" "which" ];
  path = part: list: builtins.concatStringsSep ":" (map (p: "${p}/${part}") list);
in
builtins.listToAttrs (map (name: { inherit name; value = tool name; }) names) // {
  inherit system;
  path = ./.;
  stdenv.cc = tool "cc";
  lib = {
    makeBinPath = path "bin";
    makeLibraryPath = path "lib";
    makeSearchPathOutput = output: path;
  };
  writeShellScriptBin = name: text: tool name;
  fetchurl = { name, sha256, urls }: derivation {
    inherit name urls system; builder = "builtin:fetchurl";
    outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = sha256;
  };
  buildPackages = {
    gcc.cc = tool "${crossSystem.config}-gcc";
    bintools-unwrapped = tool "${crossSystem.config}-binutils";
  };
}
