# SPDX-License-Identifier: GPL-2.0-only
# Every base module at once, for tests/base.sh.
{ lib, modules, ... }:
{
  description = "every base module at once";
  hostname = "basetest";

  interfaces.lan = { address = "dhcp"; bridge = [ "veth1" ]; };
  interfaces.iptv.address = "10.7.7.1/24";
  groups.backup.gid = 500;

  modules = with modules; [
    system
    console
    interfaces
    sshd
    watchdog
    entropy
    kexec
    (syslog { remote = "10.0.2.2:5514"; })
    (ntpd { servers = [ "10.0.2.2" ]; serve = true; })
    # Malta's flash, which physmap shows as well; and what is Linux's own
    (phram { regions.window = { address = "0x1e000000"; size = "0x10000"; }; })
    (users { accounts.eva = { uid = 1000; groups = [ "backup" ]; }; })
    (vlan { interface = "iptv"; parent = "eth1"; id = 7; })
    (lib: final: prev: {
      kernel_options = { NET_CORE = "y"; VETH = "y"; };
      hotplug = [{
        match = "SUBSYSTEM=net;veth.*";
        run = "/bin/touch /run/seen-$MDEV";
        when = "add";
      }];
    })
  ];
}
