# SPDX-License-Identifier: GPL-2.0-only
#
# mdev as a daemon that listens to the kernel: at its start it goes through
# the devices that are there already, then it runs what `hotplug` names when
# one comes or goes.  After `after = [ "hotplug" ]` no event is missed.
{
  description = "programs run when devices come and go: mdev";
  imports = [ "syslog" ];

  options = lib: { };

  config = options: lib: final: prev:
    let
      sign = { add = "@"; remove = "$"; both = "*"; };
      used = final.hotplug != [ ];
    in
    {
      # The first line that matches is the last one that is looked at, so
      # every line lets the next ones have their say (-).
      files = lib.optionalAttrs used {
        "/etc/mdev.conf".content = lib.lines (lib.map
          (h: "-${h.match} root:root 600 ${sign.${h.when}}${h.run}")
          final.hotplug);
      };
      services = lib.optionalAttrs used {
        hotplug = {
          run = "exec mdev -df";
          # a process, not the kernel (0), listens to netlink's family 15
          check = "awk '$2 == 15 && $3 { up = 1 } END { exit !up }' /proc/net/netlink";
          after = [ "syslogd" ];
          log = true;
        };
      };
      busybox_options = lib.optionalAttrs used {
        MDEV = "y";
        FEATURE_MDEV_CONF = "y";
        FEATURE_MDEV_EXEC = "y";
        FEATURE_MDEV_DAEMON = "y";
      };
    };
}
