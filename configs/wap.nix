# SPDX-License-Identifier: GPL-2.0-only
# An access point: what comes by radio and what comes by wire are one network,
# whose DHCP server is elsewhere.  Change the name and the country; the
# passphrase is `wifi-passphrase` in the file that SECRETS= names.
{ modules, ... }:
{
  description = "WPA2 access point, bridged to the LAN";
  hostname = "wap";

  interfaces.lan.address = "dhcp"; # the bridge's own, for those who look after it

  modules = with modules; [
    system
    console
    interfaces
    (hostapd {
      ssid = "phramework";
      countryCode = "DE";
      channel = 1;
    })
    sshd
    watchdog
  ];
}
