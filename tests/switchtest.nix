# SPDX-License-Identifier: GPL-2.0-only
# tests/switch.sh: a board that routes between its LAN and its WAN.  There is no
# firewall: the test asks what the jacks tell each other, and uses both.
{ modules, ... }:
{
  description = "LAN and WAN, for a test of the switch";
  hostname = "switch";

  interfaces.lan.address = "192.168.1.1/24";
  interfaces.wan.address = "198.18.0.1/24";

  needs = [ "wan" ];
  # It is asked for, to be refused.
  kernel_options = { BRIDGE_VLAN_FILTERING = "y"; };
  modules = with modules; [
    system
    console
    interfaces
    (dnsmasq {
      hosts.client = { mac = "02:00:00:00:00:0a"; address = "192.168.1.10"; };
    })
    sshd
    watchdog
  ];
}
