# SPDX-License-Identifier: GPL-2.0-only
#
# PPP over Ethernet: pppd stays, and tries again until the link is up.  The
# interface below carries nothing else; the default route and the provider's
# name servers come and go with ppp0.
{
  description = "PPPoE client, as behind a DSL modem: pppd";
  imports = [ "interfaces" ];

  options = lib:
    let inherit (lib) option types; in
    {
      interface = option {
        type = types.name;
        default = "wan";
        description = "the interface that leads to the modem";
      };
      user = option {
        type = types.line;
        description = "name at the provider; the password is the secret pppoe-password";
      };
      serviceName = lib.optionOf types.line "PPPoE service; any without";
      concentrator = lib.optionOf types.line "access concentrator; any without";
      mtu = option {
        type = types.between 576 1500;
        default = 1492;
        description = "bytes; Ethernet leaves 1492";
      };
      echoInterval = option {
        type = types.between 1 600;
        default = 10;
        description = "seconds between questions whether the provider is there";
      };
      echoFailures = option {
        type = types.between 1 100;
        default = 3;
        description = "unanswered questions after which the link counts as lost";
      };
      holdoff = option {
        type = types.between 1 3600;
        default = 5;
        description = "seconds between attempts";
      };
      defaultRoute = option {
        type = types.bool;
        default = true;
        description = "the Internet is behind it";
      };
      peerDns = option {
        type = types.bool;
        default = true;
        description = "use the provider's name servers";
      };
    };

  config = options: lib: final: prev:
    let
      inherit (lib) optional;
      device =
        if final.interfaces ? ${options.interface} then lib.deviceOf options.interface
        else lib.fail "interface" "there is no interface ${options.interface} in interfaces";
      # pppd's options are words; in quotes, a backslash takes away meaning
      word = s: "\"${lib.replaceStrings [ "\\" "\"" ] [ "\\\\" "\\\"" ] s}\"";
    in
    {
      packages = [ "ppp" ];
      needs = [ "wan" ];
      claims."interface/ppp0" = "pppoe";
      secrets.pppoe-password = {
        description = "the password at the provider";
        min_bytes = 1;
        max_bytes = 255;
      };

      files = {
        "/etc/ppp/options".content = lib.lines ([
          "plugin pppoe.so"
          "nic-${device}"
          "user ${word options.user}"
          "remotename provider"
        ]
        ++ optional (options.serviceName != null)
          "pppoe-service ${word options.serviceName}"
        ++ optional (options.concentrator != null)
          "pppoe-ac ${word options.concentrator}"
        ++ optional options.defaultRoute "defaultroute"
        ++ optional options.peerDns "usepeerdns"
        ++ [
          "unit 0"
          "mtu ${toString options.mtu}"
          "mru ${toString options.mtu}"
          "lcp-echo-interval ${toString options.echoInterval}"
          "lcp-echo-failure ${toString options.echoFailures}"
          "persist"
          "maxfail 0"
          "holdoff ${toString options.holdoff}"
          "nodetach"
          "noauth"
          "noipdefault"
          "noproxyarp"
          "hide-password"
        ]);
        # As it is; /sbin/pppoe puts it into pppd's quotes.
        "/etc/ppp/password" = {
          content = lib.secret "pppoe-password" + "\n";
          mode = "0600";
        };
        "/etc/ppp/user" = { content = options.user + "\n"; mode = "0600"; };
      } // lib.genAttrs [ "/sbin/pppoe" "/etc/ppp/ip-up" "/etc/ppp/ip-down" ]
        (path: {
          source = ../../configs/router + "/${baseNameOf path}";
          mode = "0755";
        });
      links = {
        # pppd knows no other places
        "/etc/ppp/pap-secrets" = "/run/ppp/secrets";
        "/etc/ppp/chap-secrets" = "/run/ppp/secrets";
        "/etc/ppp/resolv.conf" = "/run/ppp/resolv.conf";
      };

      services.pppoe = {
        run = "exec pppoe";
        check = "ip -4 addr show dev ppp0 2> /dev/null | grep -q 'inet '";
        packages = [ "ppp" ];
        after = [ "syslogd" "net-${options.interface}" ];
      };

      kernel_options = {
        INET = "y";
        PACKET = "y";
        PPP = "y";
        PPPOE = "y";
      };
    };
}
