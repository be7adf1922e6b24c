# SPDX-License-Identifier: GPL-2.0-only
#
# Tells the ports of a built-in switch apart.
#
# Where Linux drives the switch (DSA), every port is a network device: `ports`
# are bridged to the interface lan.  The MT7628's switch has no driver in
# Linux 6.1: a script sets up its VLANs before its MAC comes up, VLAN 1 for
# LAN ports, VLAN 2 for WAN ports, and the interfaces are VLANs of eth0.
# Unverified on hardware.  On a board without a switch this does nothing.
{
  description = "ports of a switch: DSA, or the SoC's own (MT7628)";
  imports = [ "interfaces" ];

  options = lib:
    let inherit (lib) option types; in
    {
      ports = option {
        type = types.setOf types.device;
        default = [ ];
        description = "DSA: the devices of the LAN's ports";
      };
      conduit = option {
        type = types.device;
        default = "eth0";
        description = "DSA: the MAC that the switch hangs on";
      };
      lanPorts = option {
        type = types.setOf (types.between 0 4);
        default = [ 1 2 3 4 ];
        description = "the SoC's own switch: numbers of the LAN's ports";
      };
      wanPorts = option {
        type = types.setOf (types.between 0 4);
        default = [ 0 ];
        description = "the SoC's own switch: numbers of the WAN's ports";
      };
    };

  config = options: lib: final: prev:
    let
      inherit (lib) optionalAttrs;
      own = final.board.soc == "mt7628";
      dsa = options.ports != [ ];
      both = lib.filter (p: lib.elem p options.wanPorts) options.lanPorts;
      numbers = ports: lib.concatStringsSep " " (map toString ports);
      vlan = tag: { parent = "eth0"; vlan = tag; };
      first = { after = [ "switch" ]; };
    in
    if own && dsa then
      lib.fail "ports" "the ${final.board.soc}'s switch has no DSA driver; lanPorts and wanPorts name its ports"
    else if own && both != [ ] then
      lib.fail "wanPorts" "port ${toString (lib.head both)} is in lanPorts, too"
    else {
      interfaces = optionalAttrs own { lan = vlan 1; wan = vlan 2; }
      // optionalAttrs dsa {
        lan = {
          device = lib.head options.ports;
          bridge = lib.tail options.ports;
        };
      };

      files = optionalAttrs own {
        "/sbin/mt7628-switch" = {
          source = ../../configs/router/mt7628-switch;
          mode = "0755";
        };
      };

      services = optionalAttrs own {
        switch = {
          run = "exec mt7628-switch '${numbers options.lanPorts}' '${numbers options.wanPorts}'";
          restart = "on-failure";
        };
        net-lan = first;
        net-wan = first;
      } // optionalAttrs dsa {
        switch = {
          run = "exec ip link set ${options.conduit} up";
          restart = "on-failure";
        };
        net-lan = first;
      };

      busybox_options = optionalAttrs own { DEVMEM = "y"; };
      # kernel/need/wan has /dev/mem for it
      needs = lib.optional own "wan";
    };
}
