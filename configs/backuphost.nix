# SPDX-License-Identifier: GPL-2.0-only
#
# A disk with the label "backup" (mkfs.ext4 -L backup) is mounted whenever it
# is plugged in, and only then does rsync answer:
#
#     rsync -a --password-file=FILE /home/ rsync://backup@backuphost/backup/
#
# The password is rsync-password in the file that SECRETS= names.  Before the
# disk is pulled out: `usbdisk eject backup` on the device.
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
