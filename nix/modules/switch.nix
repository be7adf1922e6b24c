# SPDX-License-Identifier: GPL-2.0-only
#
# Another choice of LAN ports than the board's.
#
# Linux drives the switches of these boards as DSA: every jack is a network
# device, and the board's lan_interface (boards.mk) names those of the LAN,
# which interfaces.lan bridges.  This module is for who wants it otherwise: a
# jack of the LAN for something else, or switches that the board knows nothing
# of.  Without `ports` it changes nothing.
{
  description = "which jacks of a switch (DSA) are the LAN";
  imports = [ "interfaces" ];

  options = lib:
    let inherit (lib) option types; in
    {
      ports = option {
        type = types.setOf types.device;
        default = [ ];
        description = "network devices of the LAN's jacks, in place of the board's";
      };
    };

  config = options: lib: final: prev: {
    interfaces = lib.optionalAttrs (options.ports != [ ]) {
      lan = {
        device = lib.head options.ports;
        bridge = lib.tail options.ports;
      };
    };
  };
}
