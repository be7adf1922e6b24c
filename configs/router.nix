# A router behind a DSL modem.  The name at the provider and the LAN's network
# are to be changed; the password is `pppoe-password` in the file that SECRETS=
# names.
{ modules, ... }:
{
  description = "PPPoE, NAT and firewall, DHCP and DNS for the LAN";
  hostname = "router";

  interfaces.lan.address = "192.168.1.1/24";
  interfaces.wan.address = "none"; # PPPoE needs no other

  modules = with modules; [
    system
    console
    syslog
    interfaces
    (pppoe { user = "user@provider.example"; })
    (firewall { log = true; })
    dnsmasq
    (ntpd { serve = true; })
    sshd # on the LAN: the firewall lets nobody in from outside
    watchdog
  ];
}
