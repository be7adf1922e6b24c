# SPDX-License-Identifier: GPL-2.0-only
# The base of every configuration: boot, mounts, the supervisor, root.
{
  description = "the base system: boot, mounts, supervisor, root's account";
  imports = [ "busybox" "ready" ];

  options = lib: {
    rootPassword = lib.option {
      type = lib.types.str;
      default = "empty";
      description = "\"empty\", \"locked\" or a hash as mkpasswd prints it; empty works on the console only";
    };
    runSize = lib.option {
      type = lib.types.word;
      default = "10%";
      description = "most that /run may take of the RAM";
    };
    tmpSize = lib.option {
      type = lib.types.word;
      default = "25%";
      description = "most that /tmp may take of the RAM";
    };
    varSize = lib.option {
      type = lib.types.word;
      default = "10%";
      description = "most that /var may take of the RAM";
    };
  };

  config = options: lib: final: prev: {
    packages = [ "musl" ];

    mounts = {
      # the kernel mounts it
      "/dev" = { type = "devtmpfs"; options = [ "noauto" ]; };
      "/dev/pts" = {
        type = "devpts";
        options = [ "nosuid" "noexec" "gid=5" "mode=620" ];
      };
      "/proc" = { type = "proc"; options = [ "nosuid" "nodev" "noexec" ]; };
      "/sys" = { type = "sysfs"; options = [ "nosuid" "nodev" "noexec" ]; };
      "/run" = {
        type = "tmpfs";
        options = [ "nosuid" "nodev" "mode=755" "size=${options.runSize}" ];
      };
      "/tmp" = {
        type = "tmpfs";
        options = [ "nosuid" "nodev" "mode=1777" "size=${options.tmpSize}" ];
      };
      "/var" = {
        type = "tmpfs";
        options = [ "nosuid" "nodev" "mode=755" "size=${options.varSize}" ];
      };
    };

    # for the time before /dev is mounted
    nodes = {
      "/dev/console" = { type = "c"; major = 5; minor = 1; mode = "0600"; };
      "/dev/null" = { type = "c"; major = 1; minor = 3; mode = "0666"; };
    };

    directories = {
      "/mnt" = { };
      "/var/log" = { };
      "/var/tmp".mode = "1777";
    };

    files = {
      "/etc/inittab".source = ../../configs/base/inittab;
      "/etc/profile".source = ../../configs/base/profile;
      "/etc/rc" = { source = ../../configs/base/rc; mode = "0755"; };
    };

    links."/etc/mtab" = "/proc/self/mounts";

    users = {
      root = {
        uid = 0;
        group = "root";
        description = "root";
        home = "/root";
        shell = "/bin/sh";
        password = options.rootPassword;
      };
      nobody = { uid = 65534; group = "nobody"; description = "nobody"; };
    };
    groups = {
      root.gid = 0;
      tty.gid = 5;
      nobody.gid = 65534;
    };

    kernel_options = {
      BINFMT_SCRIPT = "y";
      DEVTMPFS_MOUNT = "y";
      FUTEX = "y";
      MULTIUSER = "y";
      PROC_FS = "y";
      SYSFS = "y";
      TMPFS = "y";
      UNIX = "y";
    };
  };
}
