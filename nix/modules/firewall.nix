# SPDX-License-Identifier: GPL-2.0-only
#
# NAT and a stateful packet filter in nf_tables.  What is not trusted is
# outside: nothing of it reaches the router or the LAN but answers, and what
# `open` and `forward` name.  The rules are loaded as one, before the first
# interface that is not trusted comes up; only then are packets forwarded.
# When loading fails the outside stays down, and the service tries again.
#
# The kernel has no IPv6, so there is nothing of it to filter.
{
  description = "NAT and stateful packet filter: nftables";
  imports = [ "interfaces" ];

  options = lib:
    let
      inherit (lib) option types;
      number = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
    in
    {
      trusted = option {
        type = types.setOf types.name;
        default = [ "lan" ];
        description = "interfaces that may use the router and go out through it";
      };
      wan = option {
        type = types.name;
        default = "wan";
        description = "the interface that leads out; with pppoe on it, its ppp0";
      };
      open = option {
        type = types.setOf (types.matching
          "PROTOCOL/PORT, as \"tcp/22\"" "(tcp|udp)/${number}");
        default = [ ];
        description = "ports of the router that can be reached from outside";
      };
      forward = option {
        type = types.attrsOf (types.submodule {
          to = option {
            type = types.ipv4;
            description = "computer in the LAN";
          };
          port = lib.optionOf types.port "its port, when it is another one";
        });
        default = { };
        example = { "tcp/8080" = { to = "192.168.1.10"; port = 80; }; };
        description = "\"tcp/8080\" or \"udp/53\" of the outside -> a computer in the LAN";
      };
      ping = option {
        type = types.bool;
        default = false;
        description = "answer pings from outside";
      };
      log = option {
        type = types.bool;
        default = false;
        description = "log what is dropped, at most ten packets a minute";
      };
    };

  config = options: lib: final: prev:
    let
      inherit (lib) concatMap elem filter lines match optional optionalAttrs;

      known = name:
        if final.interfaces ? ${name} then name
        else lib.fail "trusted" "there is no interface ${name} in interfaces";
      trusted = map (name: lib.deviceOf (known name)) options.trusted;
      outside =
        if final.services ? pppoe then "ppp0"
        else if final.interfaces ? ${options.wan} then lib.deviceOf options.wan
        else lib.fail "wan" "there is no interface ${options.wan} in interfaces";

      # "tcp/80" -> "tcp dport 80"
      dport = where: key:
        let m = match "(tcp|udp)/([0-9]{1,5})" key; in
        if m == null then
          lib.fail where "expected PROTOCOL/PORT, as \"tcp/22\", got ${lib.show key}"
        else "${builtins.head m} dport ${builtins.elemAt m 1}";
      forwards = lib.attrNames options.forward;
      redirect = key:
        let f = options.forward.${key}; in
        if elem key options.open then
          lib.fail "forward" "${key} is in open, too: the router or the LAN can have it"
        else
          "iifname \"${outside}\" ${dport "forward" key} dnat to ${f.to}"
          + (if f.port == null then "" else ":${toString f.port}");

      chain = name: hook: rules:
        [ "	chain ${name} {" "		type ${hook}" ]
        ++ map (r: "		${r}") rules ++ [ "	}" ];
      drops = optional options.log
        "limit rate 10/minute log prefix \"dropped: \"";
      known-flows = [
        "ct state established,related accept"
        "ct state invalid drop"
      ];

      ruleset = [
        "# The first two lines make loading it again replace what is there."
        "table ip router"
        "delete table ip router"
        "table ip router {"
      ]
      ++ chain "input" "filter hook input priority filter; policy drop"
        (known-flows
          ++ [ "iifname \"lo\" accept" ]
          ++ map (d: "iifname \"${d}\" accept") trusted
          ++ map (key: "${dport "open" key} accept") options.open
          ++ optional options.ping
          "icmp type echo-request limit rate 10/second accept"
          ++ drops)
      # A PPPoE link carries less than Ethernet, and not everybody on the way
      # says so.
      ++ chain "forward" "filter hook forward priority filter; policy drop"
        ([ "tcp flags syn tcp option maxseg size set rt mtu" ]
          ++ known-flows
          ++ optional (forwards != [ ]) "ct status dnat accept"
          ++ map (d: "iifname \"${d}\" oifname \"${outside}\" accept") trusted
          ++ drops)
      ++ lib.optionals (forwards != [ ])
        (chain "prerouting" "nat hook prerouting priority dstnat; policy accept"
          (map redirect forwards))
      ++ chain "postrouting" "nat hook postrouting priority srcnat; policy accept"
        [ "oifname \"${outside}\" masquerade" ]
      ++ [ "}" ];
    in
    {
      packages = [ "nftload" ];
      needs = [ "wan" ];
      files."/etc/firewall.nft".content = lines ruleset;
      files."/sbin/firewall" = {
        source = ../../configs/router/firewall;
        mode = "0755";
      };

      services = {
        firewall = {
          run = "exec firewall";
          packages = [ "nftload" ];
          restart = "on-failure";
          after = [ "syslogd" ];
          log = true;
        };
        ready.after = [ "firewall" ];
      } // lib.listToAttrs (map
        (name: lib.nameValue "net-${name}" { after = [ "firewall" ]; })
        (filter (name: !elem name options.trusted)
          (lib.attrNames final.interfaces)));

      kernel_options = {
        INET = "y";
        NETFILTER = "y";
        NF_CONNTRACK = "y";
        NF_NAT = "y";
        NF_TABLES = "y";
        NF_TABLES_IPV4 = "y";
        NFT_CT = "y";
        NFT_MASQ = "y";
        NFT_NAT = "y";
        SYSCTL = "y";
      } // optionalAttrs (options.log || options.ping) { NFT_LIMIT = "y"; }
      // optionalAttrs options.log { NFT_LOG = "y"; NF_LOG_SYSLOG = "y"; };
    };
}
