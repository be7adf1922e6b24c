# SPDX-License-Identifier: GPL-2.0-only
#
# A radio as a client of somebody else's wireless network.  An address comes
# from interfaces.NAME = { device = "wlan0"; address = "dhcp"; }.
{
  description = "client of a WPA2 network: wpa_supplicant";
  imports = [ "entropy" "regdb" ];

  options = lib:
    let inherit (lib) option types; in
    {
      ssid = option {
        type = types.matching "a network name of 1 to 32 bytes"
          "[^[:cntrl:]]{1,32}";
        description = "name of the network";
      };
      passphrase = option {
        type = types.secret;
        default = "wifi-passphrase";
        description = "which secret is the passphrase, 8 to 63 characters";
      };
      device = option {
        type = types.device;
        default = "wlan0";
        description = "the radio's network device";
      };
      countryCode = lib.optionOf (types.matching "a country as \"DE\"" "[A-Z]{2}")
        "where the device is, for channels and power; without, the access point tells";
      hidden = option {
        type = types.bool;
        default = false;
        description = "the network does not tell its name by itself";
      };
    };

  config = options: lib: final: prev:
    let inherit (options) device; in
    {
      claims."radio/${device}" = "wpa-supplicant";
      packages = [ "wpa-supplicant" ];

      secrets.${options.passphrase} = {
        description = "passphrase of the wireless network ${options.ssid}";
        min_bytes = 8;
        max_bytes = 63;
      };
      files."/etc/wpa_supplicant.conf" = {
        mode = "0600";
        content = lib.lines (
          lib.optional (options.countryCode != null)
            "country=${options.countryCode}"
          ++ [
            "network={"
            "	ssid=\"${options.ssid}\""
            "	psk=\"${lib.secret options.passphrase}\""
            "	key_mgmt=WPA-PSK"
            "	proto=RSN"
            "	pairwise=CCMP"
            "	group=CCMP"
          ] ++ lib.optional options.hidden "	scan_ssid=1"
          ++ [ "}" ]
        );
      };

      services.wpa-supplicant = {
        run = ''
          until [ -e /sys/class/net/${device} ]; do
            echo "waits for ${device}" > supervise/why
            sleep 1
          done
          rm -f supervise/why
          exec wpa_supplicant -D nl80211 -i ${device} -c /etc/wpa_supplicant.conf
        '';
        # the device has a carrier when it has its keys
        check = "grep -qx up /sys/class/net/${device}/operstate";
        packages = [ "wpa-supplicant" ];
        after = [ "syslogd" "entropy" "regdb" ];
        log = true;
      };

      kernel_options = {
        EPOLL = "y";
        PACKET = "y";
      };
    };
}
