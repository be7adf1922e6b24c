# SPDX-License-Identifier: GPL-2.0-only
#
# DHCP and DNS on one interface, and on that one only.  Questions go on to the
# name servers of /run/resolv.conf, which the way out writes, or to `servers`.
{
  description = "DHCP and DNS server for the LAN: dnsmasq";
  imports = [ "interfaces" ];

  options = lib:
    let inherit (lib) option types; in
    {
      interface = option {
        type = types.name;
        default = "lan";
        description = "the interface that it serves; its address must be static";
      };
      domain = option {
        type = types.matching "a domain name" "[a-z0-9-]+(\\.[a-z0-9-]+)*";
        default = "lan";
        description = "the name that the LAN's computers have behind theirs";
      };
      dhcp = option {
        type = types.bool;
        default = true;
        description = "give out addresses";
      };
      from = lib.optionOf types.ipv4
        "first address given out; .100 of a /24 without";
      to = lib.optionOf types.ipv4
        "last address given out; .249 of a /24 without";
      leaseTime = option {
        type = types.matching "a time as \"12h\", \"30m\", \"7d\" or \"infinite\""
          "([1-9][0-9]*[mhd]|infinite)";
        default = "12h";
        description = "how long an address is given";
      };
      hosts = option {
        type = types.attrsOf (types.submodule {
          mac = option { type = types.mac; description = "its network card"; };
          address = option { type = types.ipv4; description = "its address, always"; };
        });
        default = { };
        example = { printer = { mac = "00:11:22:33:44:55"; address = "192.168.1.10"; }; };
        description = "name -> a computer that always gets the same address";
      };
      servers = option {
        type = types.setOf types.ipv4;
        default = [ ];
        description = "name servers to ask in place of the provider's";
      };
      rebindProtection = option {
        type = types.bool;
        default = true;
        description = "drop answers from outside that point into private networks";
      };
    };

  config = options: lib: final: prev:
    let
      inherit (lib) length match optional optionals;

      interface =
        if final.interfaces ? ${options.interface}
        then final.interfaces.${options.interface}
        else lib.fail "interface" "there is no interface ${options.interface} in interfaces";
      parts = match "((.*)\\.[0-9]+)/([0-9]+)" interface.address;
      static =
        if parts == null then
          lib.fail "interface" "${options.interface} needs a static address, not ${lib.show interface.address}"
        else { address = lib.head parts; net = lib.elemAt parts 1; bits = lib.elemAt parts 2; };
      end = name: suffix:
        if options.${name} != null then options.${name}
        else if static.bits == "24" then "${static.net}.${suffix}"
        else lib.fail name "is missing: only a /24 has a default";

      names = lib.attrNames options.hosts;
      host = name:
        let
          h = options.hosts.${name};
          twin = lib.head (lib.filter
            (n: options.hosts.${n}.address == h.address) names);
        in
        if match "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?" name == null then
          lib.fail "hosts" "${lib.show name} is no host name"
        else if twin != name then
          lib.fail "hosts" "${twin} and ${name} have one address, ${h.address}"
        else "dhcp-host=${h.mac},${h.address},${name}";
    in
    {
      packages = [ "dnsmasq" ];
      claims = { "udp/53" = "dnsmasq"; "tcp/53" = "dnsmasq"; }
      // lib.optionalAttrs options.dhcp { "udp/67" = "dnsmasq"; };

      users.dnsmasq = { uid = 653; group = "dnsmasq"; description = "DHCP and DNS"; };
      groups.dnsmasq.gid = 653;
      directories."/run/dnsmasq" = { owner = "dnsmasq"; group = "dnsmasq"; };

      files."/etc/dnsmasq.conf".content = lib.lines ([
        "user=dnsmasq"
        "group=dnsmasq"
        "pid-file="
        "interface=${lib.deviceOf options.interface}"
        "except-interface=lo"
        "bind-dynamic"
        "no-hosts"
        "domain=${options.domain}"
        "local=/${options.domain}/"
        "expand-hosts"
        "domain-needed"
        "bogus-priv"
        "host-record=${final.hostname}.${options.domain},${final.hostname},${static.address}"
      ]
      ++ optionals options.rebindProtection [ "stop-dns-rebind" "rebind-localhost-ok" ]
      ++ (if options.servers == [ ] then [ "resolv-file=/run/resolv.conf" ]
      else [ "no-resolv" ] ++ map (s: "server=${s}") options.servers)
      ++ optionals options.dhcp ([
        "dhcp-authoritative"
        "dhcp-leasefile=/run/dnsmasq/leases"
        "dhcp-range=${end "from" "100"},${end "to" "249"},${options.leaseTime}"
      ] ++ map host names));

      services = {
        dnsmasq = {
          run = ''
            [ -e /run/resolv.conf ] || : > /run/resolv.conf
            exec dnsmasq --keep-in-foreground
          '';
          check = "grep -q ':${lib.hex 53} ' /proc/net/udp";
          packages = [ "dnsmasq" ];
          after = [ "syslogd" "net-${options.interface}" ];
        };
        ready.after = [ "dnsmasq" ];
      };

      kernel_options = {
        INET = "y";
        PACKET = "y";
      };
    };
}
