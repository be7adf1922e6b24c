# SPDX-License-Identifier: GPL-2.0-only
#
# rsync's daemon.  What clients may write to lies on disks (usbdisk): the
# daemon is up only while all of them are mounted, and ends before one is
# unmounted.  A connection is served by a process of the user rsync, locked
# into the module's directory.
{
  description = "rsync server with passwords, for backups to disks";

  options = lib:
    let inherit (lib) option types; in
    {
      modules = option {
        type = types.attrsOf (types.submodule {
          path = option {
            type = types.matching "an absolute path (/srv/backup/data)"
              "(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+";
            description = "directory on the device; below the mount point of a disk it is made when it is missing";
          };
          readOnly = option {
            type = types.bool;
            default = false;
            description = "nobody may write";
          };
          users = option {
            type = types.setOf (types.matching "a name of a user (letters, digits, _ . -)"
              "[A-Za-z0-9_][A-Za-z0-9_.-]*");
            description = "who may use it; nobody may without a password";
          };
          comment = option {
            type = types.matching "a line of text" "[^\n\\\\]*";
            default = "";
            description = "shown to those who list the modules";
          };
        });
        description = "name -> directory, as in rsync://backuphost/NAME/";
        example = { backup = { path = "/srv/backup/data"; users = [ "backup" ]; }; };
      };
      secrets = option {
        type = types.attrsOf types.secret;
        default = { };
        description = "user -> the secret that is the password; rsync-password without";
        example = { alice = "rsync-alice"; };
      };
      port = option {
        type = types.port;
        default = 873;
        description = "TCP port";
      };
      fakeSuper = option {
        type = types.bool;
        default = true;
        description = "keep owners, devices and symbolic links in extended attributes, as the user rsync may not make them; rsync gives them back";
      };
      allow = option {
        type = types.setOf (types.matching "an address (192.168.1.7 or 192.168.1.0/24)"
          "[0-9.]+(/[0-9]+)?");
        default = [ ];
        description = "clients that may connect; all without";
      };
      maxConnections = option {
        type = types.between 1 100;
        default = 4;
        description = "clients at a time";
      };
      timeout = option {
        type = types.between 10 86400;
        default = 600;
        description = "seconds after which a client that says nothing is cut off";
      };
    };

  config = options: lib: final: prev:
    let
      inherit (lib) attrNames concatStringsSep filter lines map optional;
      names =
        if options.modules != { } then attrNames options.modules
        else lib.fail "modules" "is empty: name one directory at least";
      users = lib.unique (lib.concatMap (n: options.modules.${n}.users) names);
      secretOf = user: options.secrets.${user} or "rsync-password";
      strangers = filter (u: !lib.elem u users) (attrNames options.secrets);

      # The disk that a directory is on: [ service ], or none.
      disks = map (lib.removePrefix "mount")
        (filter (lib.hasPrefix "mount/") (attrNames final.claims));
      under = path: filter (at: lib.hasPrefix "${at}/" path) disks;
      diskOf = name:
        let
          m = options.modules.${name};
          at = under m.path;
        in
        if at != [ ] then [ final.claims."mount${lib.foldl' (outer: inner: inner) "" at}" ]
        else if m.readOnly then [ ]
        else
          lib.fail "modules"
            "${name}.path: ${m.path} is not in a directory on a disk (${if disks == [ ] then "there is no usbdisk" else concatStringsSep " " disks}): what is written there is nowhere";
      onDisk = name: diskOf name != [ ];

      section = name:
        let m = options.modules.${name}; in
        [
          ""
          (if name != "global" && lib.match "[A-Za-z0-9_][A-Za-z0-9._-]*" name != null
          then "[${name}]"
          else lib.fail "modules" "${lib.toJSON name} is no name of a module (letters, digits, . _ -)")
          "path = ${m.path}"
          "read only = ${if m.readOnly then "yes" else "no"}"
          "auth users = ${if m.users == [ ]
            then lib.fail "modules" "${name}.users: is empty: name one at least"
            else concatStringsSep " " m.users}"
        ] ++ optional (m.comment != "") "comment = ${m.comment}";

      # What the disk does not have yet.  A path that is not on the disk, as
      # when it was pulled out just now, is in the read-only root.
      prepare = name:
        let path = options.modules.${name}.path; in
        [
          "mkdir -p ${path} || exit 1"
          "[ \"$(stat -c %U ${path})\" = rsync ] || chown rsync:rsync ${path} || exit 1"
        ];
    in
    {
      packages = [ "rsync" ];
      claims."tcp/${toString options.port}" = "rsyncd";

      users.rsync = { uid = 873; group = "rsync"; description = "backups"; };
      groups.rsync.gid = 873;

      secrets = lib.listToAttrs (map
        (user: lib.nameValue (secretOf user) {
          description = "password for rsync";
          min_bytes = 8;
          max_bytes = 128;
        })
        users);
      files = {
        "/etc/rsyncd.conf".content = lines ([
          "port = ${toString options.port}"
          "uid = rsync"
          "gid = rsync"
          "use chroot = yes"
          "numeric ids = yes"
          "fake super = ${if options.fakeSuper then "yes" else "no"}"
          "reverse lookup = no"
          "secrets file = /etc/rsyncd.secrets"
          "lock file = /run/rsyncd.lock"
          "max connections = ${toString options.maxConnections}"
          "timeout = ${toString options.timeout}"
          # what a client was told is there is not left in memory for long
          "post-xfer exec = sync"
        ]
        ++ optional (options.allow != [ ])
          "hosts allow = ${concatStringsSep " " options.allow}"
        ++ lib.concatMap section names);
        "/etc/rsyncd.secrets" = {
          content =
            if strangers == [ ] then
              lines (map (u: "${u}:${lib.secret (secretOf u)}") users)
            else
              lib.fail "secrets" "${lib.head strangers}: no module has this user";
          mode = "0600";
        };
      };

      services.rsyncd = {
        run = lines (lib.concatMap prepare (filter onDisk names)
          ++ [ "exec rsync --daemon --no-detach" ]);
        check = "grep -q ':${lib.hex options.port} .* 0A ' /proc/net/tcp";
        bound_to = lib.unique (lib.concatMap diskOf names);
        after = [ "syslogd" ];
        packages = [ "rsync" ];
        log = true;
      };
      kernel_options.INET = "y";
    };
}
