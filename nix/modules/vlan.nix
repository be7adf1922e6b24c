# SPDX-License-Identifier: GPL-2.0-only
# An interface on tagged frames: interfaces.NAME with vlan and parent.
{
  description = "an interface on a VLAN of another device";
  imports = [ "interfaces" ];

  options = lib: {
    interface = lib.option {
      type = lib.types.name;
      description = "its name; its address is set as interfaces.NAME.address";
    };
    parent = lib.option {
      type = lib.types.device;
      description = "the device that carries the tagged frames, as \"eth0\"";
    };
    id = lib.option {
      type = lib.types.between 1 4094;
      description = "the tag";
    };
  };

  config = options: lib: final: prev: {
    interfaces.${options.interface} = {
      inherit (options) parent;
      vlan = options.id;
    };
  };
}
