# SPDX-License-Identifier: GPL-2.0-only
#
# A USB disk, known by its label.  The service usbdisk-NAME is up while the
# disk is mounted, whenever it is plugged in; services that are bound to it
# end before it is unmounted.  Without the disk the mount point is an empty
# directory of the read-only root, so nothing can be written there.
#
# claims."mount/srv/backup" tells other modules whose that directory is.
{
  description = "USB disk, mounted when it is plugged in";
  imports = [ "hotplug" ];

  options = lib: {
    label = lib.option {
      type = lib.types.matching "a label (up to 16 letters, digits, . _ -)"
        "[A-Za-z0-9][A-Za-z0-9._-]{0,15}";
      description = "label of the file system, as mkfs.ext4 -L makes it";
    };
    name = lib.optionOf lib.types.name
      "the service is usbdisk-NAME; the label without";
    mountPoint = lib.option {
      type = lib.types.matching "an absolute path (/srv/backup)"
        "(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+";
      description = "directory on the device";
    };
    fsType = lib.option {
      type = lib.types.enum [ "ext4" "ext3" "ext2" "vfat" ];
      default = "ext4";
      description = "file system";
    };
    options = lib.option {
      type = lib.types.setOf (lib.types.matching "an option of mount (noatime)" "[A-Za-z0-9_=.:-]+");
      default = [ "noatime" "nosuid" "nodev" "noexec" ];
      description = "mount options";
    };
    readOnly = lib.option {
      type = lib.types.bool;
      default = false;
      description = "never write to the disk, not even to repair it";
    };
    check = lib.option {
      type = lib.types.bool;
      default = true;
      description = "repair it before it is mounted (e2fsck -p); a disk that needs more than that is left alone";
    };
  };

  config = options: lib: final: prev:
    let
      name = if options.name == null then options.label else options.name;
      service = "usbdisk-${name}";
      isExt = lib.hasPrefix "ext" options.fsType;
      check = options.check && isExt && !options.readOnly;

      inMemory = lib.filter
        (at: final.mounts.${at}.type == "tmpfs"
          && lib.hasPrefix "${at}/" "${options.mountPoint}/")
        (lib.attrNames final.mounts);
      mountPoint =
        if inMemory == [ ] then options.mountPoint
        else lib.fail "mountPoint" "${options.mountPoint} lies in memory (${lib.head inMemory} is a tmpfs): without the disk it would fill up";

      mountOptions = options.options
        ++ lib.optional options.readOnly "ro"
        ++ lib.optional isExt "errors=remount-ro";
    in
    {
      claims."mount${options.mountPoint}" = service;
      claims."disk/${options.label}" = service;

      packages = lib.optional check "e2fsprogs";
      directories.${mountPoint} = { };
      files = {
        "/etc/usbdisk/${name}".content = lib.lines [
          "label=${options.label}"
          "type=${options.fsType}"
          "options=${lib.concatStringsSep "," mountOptions}"
          "check=${lib.optionalString check "yes"}"
          "mount_point=${mountPoint}"
        ];
        "/sbin/usbdisk" = {
          source = ../../configs/usbdisk/usbdisk;
          mode = "0755";
        };
      } // lib.optionalAttrs check {
        "/etc/e2fsck.conf".source = ../../configs/usbdisk/e2fsck.conf;
      };

      services.${service} = {
        run = "exec usbdisk serve ${name}";
        check = "mountpoint -q ${mountPoint}";
        stop = "exec usbdisk release ${name}";
        packages = lib.optional check "e2fsprogs";
        after = [ "syslogd" ];
        log = true;
      };
      hotplug = [{
        match = "SUBSYSTEM=block;sd[a-z].*";
        run = "/sbin/usbdisk event ${name}";
      }];

      needs = [ "usb-host" ];
      kernel_options = {
        SCSI = "y";
        BLK_DEV_SD = "y";
        USB_STORAGE = "y";
      } // (if isExt then {
        EXT4_FS = "y";
      } // lib.optionalAttrs (options.fsType == "ext2") {
        EXT4_USE_FOR_EXT2 = "y";
      } else {
        VFAT_FS = "y";
        NLS_CODEPAGE_437 = "y";
        NLS_ISO8859_1 = "y";
      });
    };
}
