# SPDX-License-Identifier: GPL-2.0-only
# Reads a megabyte of the flash when everything else is quiet, and says so
# (scripts/bench).
args@{ modules, ... }:
import ../configs/minimal.nix args // {
  description = "how fast the flash is read";
  hostname = "flashspeed";
  services.readflash = {
    run = ''
      mtd=$(sed -n 's/^\(mtd[0-9]*\):.*"firmware"$/\1/p' /proc/mtd)
      echo "flash: begin" > /dev/console
      dd if=/dev/''${mtd}ro of=/dev/null bs=65536 count=16 2> /dev/null
      echo "flash: end" > /dev/console
    '';
    after = [ "ready" ];
    restart = "never";
  };
}
