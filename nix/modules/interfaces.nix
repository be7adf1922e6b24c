# SPDX-License-Identifier: GPL-2.0-only
#
# interfaces.NAME -> the service net-NAME, which is up when the interface has
# what was asked for: its address, or just its link.  A device that is not
# there yet is tried again until it comes.
{
  description = "network interfaces: addresses, bridges, VLANs";
  imports = [ "hotplug" "syslog" ];

  options = lib: { };

  config = options: lib: final: prev:
    let
      inherit (lib) bridgeOf deviceOf lines optional optionals optionalAttrs
        optionalString wireOf;

      ip = command: "ip ${command} || exit 1";
      bridged = name: bridgeOf name != [ ];

      # Commands that make the device and bring it up.
      link = name: i:
        let
          device = deviceOf name;
          wire = wireOf name;
        in
        (if i.vlan == null then
          # it may come later: runsv tries again
          [ "[ -e /sys/class/net/${wire} ] || exit 1" ]
        else [
          "[ -e /sys/class/net/${wire} ] ||"
          "	${ip "link add link ${i.parent} name ${wire} type vlan id ${toString i.vlan}"}"
          (ip "link set ${i.parent} up")
        ])
        ++ optional (i.mac != null) (ip "link set ${wire} address ${i.mac}")
        ++ optional (i.mtu != null) (ip "link set ${wire} mtu ${toString i.mtu}")
        ++ optionals (bridged name) ([
          "[ -e /sys/class/net/${device} ] ||"
          "	${ip "link add ${device} type bridge"}"
          # or it changes with the members, and DHCP takes it for another
          (ip "link set ${device} address $(cat /sys/class/net/${wire}/address)")
        ] ++ lib.map (member: "bridge-join ${member}") ([ wire ] ++ bridgeOf name))
        ++ [ (ip "link set ${device} up") ];

      resolver = name: i: optional (i.dns != [ ])
        "printf 'nameserver %s\\n' ${lib.concatStringsSep " " i.dns} | name-servers ${name}";

      static = name: i: [
        (ip "addr replace ${i.address} dev ${deviceOf name}")
      ]
      ++ optional (i.gateway != null)
        (ip "route replace default via ${i.gateway} dev ${deviceOf name}")
      ++ resolver name i
      ++ [ "echo \"phramework: ${deviceOf name} ${i.address}\" > /dev/console" ];

      service = name: i:
        if i.address == "dhcp" then {
          run = lines (link name i ++ [
            "export name=${name}"
            (lib.concatStringsSep " " ([
              "exec udhcpc -f -i ${deviceOf name} -s /etc/udhcpc.script"
              "-x \"hostname:$(hostname)\""
            ] ++ lib.map lib.quote i.dhcp))
          ]);
          check = "ip -4 addr show dev ${deviceOf name} 2> /dev/null | grep -q 'inet '";
          after = [ "syslogd" ] ++ optional (bridged name) "hotplug";
          log = true;
        } else {
          run = lines (link name i
            ++ optionals (i.address != "none") (static name i));
          after = optional (bridged name) "hotplug";
          restart = "on-failure";
        };

      bridges = lib.filter bridged (lib.attrNames final.interfaces);
      members = lib.concatMap
        (name: lib.map (member: { inherit member; bridge = deviceOf name; })
          ([ (wireOf name) ] ++ bridgeOf name))
        bridges;
      any = wanted: lib.any (name: wanted final.interfaces.${name})
        (lib.attrNames final.interfaces);
    in
    {
      files = {
        "/etc/interfaces".content = lines ([ "# NAME DEVICE ADDRESS" ]
          ++ lib.mapAttrsToList (name: i: "${name} ${deviceOf name} ${i.address}")
          final.interfaces);
        "/sbin/lan-interface" = {
          source = ../../configs/base/lan-interface;
          mode = "0755";
        };
        "/sbin/name-servers" = {
          source = ../../configs/base/name-servers;
          mode = "0755";
        };
      } // optionalAttrs (any (i: i.address == "dhcp")) {
        "/etc/udhcpc.script" = {
          source = ../../configs/base/udhcpc.script;
          mode = "0755";
        };
      } // optionalAttrs (bridges != [ ]) {
        "/etc/bridges".content = lines ([ "# BRIDGE MEMBER" ]
          ++ lib.map (m: "${m.bridge} ${m.member}") members);
        "/sbin/bridge-join" = {
          source = ../../configs/base/bridge-join;
          mode = "0755";
        };
      };
      links."/etc/resolv.conf" = "/run/resolv.conf";

      claims = lib.listToAttrs (lib.mapAttrsToList
        (name: i: lib.nameValue "interface/${wireOf name}" "interfaces.${name}")
        final.interfaces);

      services = lib.listToAttrs (lib.mapAttrsToList
        (name: i: lib.nameValue "net-${name}" (service name i))
        final.interfaces);

      # A member that comes when the bridge is up joins it then.
      hotplug = lib.map
        (m: {
          match = "SUBSYSTEM=net;${lib.replaceStrings [ "." ] [ "\\." ] m.member}";
          run = "/sbin/bridge-join ${m.member}";
          when = "add";
        })
        members;

      kernel_options = {
        INET = "y";
        PACKET = "y";
      } // optionalAttrs (bridges != [ ]) { BRIDGE = "y"; }
      // optionalAttrs (any (i: i.vlan != null)) { VLAN_8021Q = "y"; };
    };
}
