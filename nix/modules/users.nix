# SPDX-License-Identifier: GPL-2.0-only
# Accounts for people and programs.  Each has a group of its own name, with
# the same number.  Over the network only keys let somebody in.
{
  description = "accounts: keys, password hashes, groups";

  options = lib: {
    accounts = lib.option {
      type = lib.types.attrsOf (lib.types.submodule {
        uid = lib.option {
          type = lib.types.between 1 65533;
          description = "number of the account and of its group";
        };
        description = lib.optionOf lib.types.line "full name";
        home = lib.optionOf lib.types.absolute "directory; /home/NAME without";
        shell = lib.option {
          type = lib.types.absolute;
          default = "/bin/sh";
          description = "program; /bin/false for one that nobody logs in as";
        };
        password = lib.option {
          type = lib.types.str;
          default = "locked";
          description = "\"locked\", or a hash as mkpasswd prints it, for the console";
        };
        keys = lib.option {
          type = lib.types.listOf lib.types.line;
          default = [ ];
          description = "public SSH keys";
        };
        groups = lib.option {
          type = lib.types.setOf lib.types.name;
          default = [ ];
          description = "further groups, which the configuration has";
        };
      });
      description = "name -> account";
    };
  };

  config = options: lib: final: prev:
    let
      inherit (options) accounts;
      members = group: lib.filter (name: lib.elem group accounts.${name}.groups)
        (lib.attrNames accounts);
      further = lib.unique (lib.concatMap (a: a.groups) (lib.attrValues accounts));
    in
    {
      users = lib.mapAttrs
        (name: a: {
          inherit (a) uid shell password description;
          group = name;
          home = if a.home == null then "/home/${name}" else a.home;
          authorized_keys = a.keys;
        })
        accounts;
      groups = lib.mapAttrs (name: a: { gid = a.uid; }) accounts
        // lib.genAttrs further (group: {
        members = members group;
        # somebody else has to give the number
        gid = lib.default (lib.fail "accounts" "there is no group ${group}");
      });
    };
}
