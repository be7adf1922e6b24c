# SPDX-License-Identifier: GPL-2.0-only
# configs/wap.nix with a station beside the access point: a second radio in a
# network namespace of its own, whose only way out is by radio.
{ modules, ... }@given:
let
  wap = import ../../configs/wap.nix given;
in
wap // {
  modules = wap.modules ++ [
    (modules.busybox { applets = [ "nsenter" "unshare" ]; })
    (modules.wpa-supplicant {
      ssid = "phramework";
      passphrase = "station-passphrase";
      device = "wlan1";
    })
    (lib: final: prev: {
      packages = [ "iw" ];
      files = {
        "/sbin/station" = { source = ./station; mode = "0755"; };
        "/sbin/station-address" = { source = ./station-address; mode = "0755"; };
      };
      services = {
        # /sys shows the devices of the first namespace only
        wpa-supplicant = {
          run = lib.force "exec station wpa_supplicant -D nl80211 -i wlan1 -c /etc/wpa_supplicant.conf";
          check = lib.force "station ip link show wlan1 | grep -q LOWER_UP";
        };
        station-address = {
          run = "exec station udhcpc -f -i wlan1 -s /sbin/station-address";
          after = [ "wpa-supplicant" ];
          log = true;
        };
      };
      cmdline = [ "mac80211_hwsim.radios=2" ];
      kernel_options = {
        NAMESPACES = "y";
        NET_NS = "y";
      };
    })
  ];
}
