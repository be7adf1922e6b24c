# SPDX-License-Identifier: GPL-2.0-only
#
# A disk with the label "backup" (mkfs.ext4 -L backup) is mounted whenever it
# is plugged in, and only then does rsync answer:
#
#     rsync -a --password-file=FILE /home/ rsync://backup@backuphost/backup/
#
# `usbdisk eject backup` on the device before the disk is pulled out.
{ modules, ... }:
{
  description = "backup server: rsync to a USB disk";
  hostname = "backuphost";
  interfaces.lan.address = "dhcp";
  modules = with modules; [
    system
    console
    syslog
    interfaces
    sshd
    watchdog
    (usbdisk {
      label = "backup";
      mountPoint = "/srv/backup";
    })
    (rsyncd {
      modules.backup = {
        path = "/srv/backup/data";
        users = [ "backup" ];
        comment = "backups";
      };
    })
  ];
}
