# SPDX-License-Identifier: GPL-2.0-only
# The same as interfaces.NAME.bridge = [ ... ], as a module of its own.
{
  description = "devices joined with an interface, also when they come later";
  imports = [ "interfaces" ];

  options = lib: {
    interface = lib.option {
      type = lib.types.name;
      default = "lan";
      description = "the interface whose device they are joined with";
    };
    members = lib.option {
      type = lib.types.setOf lib.types.device;
      description = "network devices, as \"eth1\"; the wire of the interface is one anyway";
    };
  };

  config = options: lib: final: prev: {
    interfaces.${options.interface}.bridge = options.members;
  };
}
