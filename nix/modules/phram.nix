# SPDX-License-Identifier: GPL-2.0-only
#
# MTD devices in memory that Linux does not use itself: beyond the RAM that
# the device tree gives it, in a reserved region, or a chip's memory window.
# The one that phramware.bin runs from is made by the boot script and needs
# nothing here.
{
  description = "more MTD devices in memory that Linux leaves alone";
  imports = [ "syslog" ];

  options = lib: {
    regions = lib.option {
      type = lib.types.attrsOf (lib.types.submodule {
        address = lib.option {
          type = lib.types.matching "a number as 0x1f000000" "0x[0-9A-Fa-f]{1,8}";
          description = "physical address";
        };
        size = lib.option {
          type = lib.types.matching "a number as 0x100000" "0x[0-9A-Fa-f]{1,8}";
          description = "bytes";
        };
      });
      description = "name -> the MTD device";
    };
  };

  config = options: lib: final: prev: {
    files."/sbin/add-phram" = {
      source = ../../configs/base/add-phram;
      mode = "0755";
    };
    services.phram = {
      run = lib.lines (lib.mapAttrsToList
        (name: r: "add-phram ${name} ${r.address} ${r.size}")
        options.regions);
      restart = "never";
      log = true;
    };
    kernel_options.MTD_PHRAM = "y";
  };
}
