# SPDX-License-Identifier: GPL-2.0-only
#
# An access point, WPA2 with a passphrase, in the bridge of an interface.
# hostapd itself puts the radio into the bridge: the kernel takes it only when
# it is an access point.
{
  description = "WPA2 access point: hostapd";
  imports = [ "entropy" "interfaces" "regdb" ];

  options = lib:
    let inherit (lib) option types; in
    {
      ssid = option {
        type = types.matching "a network name of 1 to 32 bytes, without blanks at its ends"
          "[^[:cntrl:][:space:]]([^[:cntrl:]]{0,30}[^[:cntrl:][:space:]])?";
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
      bridge = option {
        type = types.name;
        default = "lan";
        description = "the interface that stations are joined with";
      };
      hwMode = option {
        type = types.enum [ "g" "a" ];
        default = "g";
        description = "band: \"g\" is 2.4 GHz, \"a\" is 5 GHz; 802.11n on both";
      };
      channel = option {
        type = types.between 1 196;
        default = 1;
        description = "channel; 1 to 13 (\"g\"), 36 and more (\"a\"), as the country allows";
      };
      countryCode = lib.optionOf (types.matching "a country as \"DE\"" "[A-Z]{2}")
        "where the device is, for channels and power; without, what all countries allow: 2.4 GHz, channels 1 to 11";
      hidden = option {
        type = types.bool;
        default = false;
        description = "do not tell the name to those who do not know it";
      };
      isolate = option {
        type = types.bool;
        default = false;
        description = "stations cannot reach each other";
      };
    };

  config = options: lib: final: prev:
    let
      inherit (lib) deviceOf optional;
      inherit (options) device hwMode;
      bridge = deviceOf options.bridge;

      # Last allowed channel when no country is told: the "world".
      last = if options.countryCode == null then 11 else 13;
      channel =
        if hwMode == "g" && options.channel > last then
          lib.fail "channel" ("2.4 GHz has channels 1 to ${toString last}"
            + lib.optionalString (options.countryCode == null)
            " where no countryCode is given")
        else if hwMode == "a" && options.channel < 36 then
          lib.fail "channel" "5 GHz begins at channel 36"
        else if hwMode == "a" && options.countryCode == null then
          lib.fail "countryCode" "is missing: no channel of 5 GHz is allowed everywhere"
        else options.channel;
    in
    {
      claims."radio/${device}" = "hostapd";
      # its address is the bridge's
      claims."interface/${device}" = "hostapd";
      packages = [ "hostapd" ];
      interfaces.${options.bridge}.bridge = [ device ];

      secrets.${options.passphrase} = {
        description = "passphrase of the wireless network ${options.ssid}";
        min_bytes = 8;
        max_bytes = 63;
      };
      files."/etc/hostapd.conf" = {
        mode = "0600";
        content = lib.lines ([
          "interface=${device}"
          "bridge=${bridge}"
          "driver=nl80211"
          "logger_syslog=0" # it goes there by way of the service's log
          "logger_stdout=-1"
          "logger_stdout_level=2"
        ] ++ lib.optionals (options.countryCode != null) [
          "country_code=${options.countryCode}"
          "ieee80211d=1"
        ] ++ [
          "hw_mode=${hwMode}"
          "channel=${toString channel}"
          "ieee80211n=1"
          "wmm_enabled=1" # 802.11n has no speed without it
          "ssid=${options.ssid}"
          "auth_algs=1"
          "wpa=2"
          "wpa_key_mgmt=WPA-PSK"
          "rsn_pairwise=CCMP"
          "wpa_passphrase=${lib.secret options.passphrase}"
        ] ++ optional options.hidden "ignore_broadcast_ssid=1"
        ++ optional options.isolate "ap_isolate=1");
      };

      services.hostapd = {
        run = ''
          for device in ${device} ${bridge}; do
            until [ -e /sys/class/net/$device ]; do
              echo "waits for $device" > supervise/why
              sleep 1
            done
          done
          rm -f supervise/why
          exec hostapd /etc/hostapd.conf
        '';
        # the device has a carrier when it sends beacons
        check = "grep -qx up /sys/class/net/${device}/operstate";
        packages = [ "hostapd" ];
        after = [ "syslogd" "entropy" "regdb" ];
        log = true;
      };
      services.ready.after = [ "hostapd" ];

      kernel_options = {
        BRIDGE = "y";
        EPOLL = "y";
        PACKET = "y";
      };
    };
}
