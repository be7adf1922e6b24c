# SPDX-License-Identifier: GPL-2.0-only
# The programs of the base system.  packages/busybox/busybox.config has what
# all images share; what a module needs beyond it is added to busybox_options.
{
  description = "shell, supervisor and tools of the base system";

  options = lib: {
    applets = lib.option {
      type = lib.types.setOf lib.types.name;
      default = [ ];
      description = "applets beyond those of packages/busybox, as \"telnetd\"";
    };
    options = lib.option {
      type = lib.types.attrsOf (lib.types.either lib.types.int lib.types.str);
      default = { };
      description = "symbols of busybox's configuration without CONFIG_ -> \"y\", \"n\", number or string";
    };
  };

  config = options: lib: final: prev: {
    packages = [ "busybox" ];
    busybox_options = options.options
      // lib.genAttrs (lib.map lib.toUpper options.applets) (_: "y");
  };
}
