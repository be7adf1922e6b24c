# SPDX-License-Identifier: GPL-2.0-only
#
# The keys of a configuration, which are also what a module may set.  What
# goes to mkmanifest is checked there once more, and more closely
# (rootfs-builder/config_schema.c); here the type and the names are, because
# only here it is known who wrote them.  nixOnly keys end here.
lib:

let
  inherit (lib) option optionOf;
  inherit (lib.types) absolute attrsOf bool cidr device either enum exclusive id
    int ipv4 line listOf mac mode name path port setOf str submodule word;

  access = {
    mode = optionOf mode "octal digits, as \"0755\"";
    owner = optionOf name "a name in users; root without";
    group = optionOf name "a name in groups; root without";
  };
  only = o: o // { nixOnly = true; };
  set = type: description: option { inherit type description; default = { }; };
  list = type: description:
    option { type = setOf type; inherit description; default = [ ]; };
in
{
  description = option {
    type = line;
    description = "the line in `make configs`";
  };
  hostname = option {
    type = line;
    description = "the name of the device";
  };
  packages = list name "folders of packages/ whose programs are installed";
  exclude = list word "patterns of package files to leave out";
  permissions = set (attrsOf (submodule access))
    "path -> mode and owner of a package's file";
  files = set
    (attrsOf (submodule (access // {
      content = optionOf str "what is in it";
      source = optionOf path "the file that it is a copy of";
    }))) "path -> regular file: content or source";
  directories = set (attrsOf (submodule access)) "path -> directory";
  links = set (attrsOf str) "path -> target of a symbolic link";
  nodes = set
    (attrsOf (submodule (access // {
      type = option { type = enum [ "c" "b" "p" ]; description = "character or block device, pipe"; };
      major = optionOf id "device number";
      minor = optionOf id "device number";
    }))) "path -> device node or pipe";
  mounts = set
    (attrsOf (submodule {
      type = option { type = word; description = "file system, as tmpfs"; };
      device = optionOf word "what is mounted; the type without";
      options = option { type = setOf word; default = [ ]; description = "mount options"; };
    })) "path -> line of /etc/fstab";
  users = set
    (attrsOf (submodule {
      uid = option { type = id; description = "number"; };
      group = option { type = name; description = "a name in groups"; };
      description = optionOf line "full name";
      home = optionOf str "directory; / without";
      shell = optionOf str "program; /bin/false without";
      password = optionOf str "\"locked\" (without), \"empty\" or a hash of mkpasswd";
      authorized_keys = option { type = listOf line; default = [ ]; description = "public SSH keys"; };
    })) "name -> account";
  groups = set
    (attrsOf (submodule {
      gid = option { type = id; description = "number"; };
      members = option { type = setOf name; default = [ ]; description = "users"; };
    })) "name -> group";
  services = set
    (attrsOf (submodule {
      run = option { type = str; description = "shell script; it stays in the foreground"; };
      check = optionOf str "shell script that succeeds when the service is up";
      user = optionOf name "who it runs as; root without";
      after = option { type = setOf name; default = [ ]; description = "services that must be up before"; };
      bound_to = option { type = setOf name; default = [ ]; description = "services that must be up, and with which it goes down"; };
      stop = optionOf str "shell script: what it leaves behind is tidied up";
      if_exists = optionOf str "a path; without it the service stays down";
      restart = optionOf (enum [ "always" "on-failure" "never" ]) "\"always\" without";
      log = optionOf bool "true: output goes to syslog";
      packages = option { type = setOf name; default = [ ]; description = "packages that it is nothing without"; };
    })) "name -> supervised service";
  kernel_options = set (attrsOf (either int line))
    "NAME without CONFIG_ -> \"y\", \"n\", number or string";
  busybox_options = set (attrsOf (either int line))
    "NAME without CONFIG_ -> \"y\", \"n\", number or string";
  cmdline = list word "words appended to the kernel's command line";
  needs = list word "what the board must have: usb-host, wifi, wan, ...";
  secrets = set
    (attrsOf (submodule {
      description = option { type = line; description = "what it is"; };
      min_bytes = optionOf int "shortest";
      max_bytes = optionOf int "longest";
    })) "name -> what SECRETS=FILE must have";

  interfaces = only (set
    (attrsOf (submodule {
      device = optionOf device "the network device; lan and wan without it: the board's, others: the name itself";
      address = option {
        type = either (enum [ "dhcp" "none" ]) cidr;
        default = "none";
        description = "\"dhcp\", \"none\" or ADDRESS/PREFIX";
      };
      gateway = optionOf ipv4 "default route, with a static address";
      dns = option { type = setOf ipv4; default = [ ]; description = "name servers, with a static address"; };
      bridge = option { type = setOf device; default = [ ]; description = "devices bridged with it, also when they appear later; the bridge is br-NAME"; };
      dhcp = option { type = listOf line; default = [ ]; description = "words for udhcpc beyond the usual"; };
      vlan = optionOf (lib.types.between 1 4094) "tag: the device is PARENT.VLAN";
      parent = optionOf device "the device that carries the tagged frames";
      mac = optionOf mac "address of its own";
      mtu = optionOf int "bytes";
    })) "lan, wan, ... -> address; module interfaces makes services of them");
  claims = only (set (attrsOf exclusive)
    "\"tcp/22\", \"udp/53\", \"interface/wlan0\" -> who; one claim each");
  hotplug = only (option {
    type = listOf (submodule {
      match = option { type = line; description = "device name or variable, a regular expression as in mdev.conf"; };
      run = option { type = line; description = "program and arguments; $MDEV and the event's variables are set"; };
      when = option { type = enum [ "both" "add" "remove" ]; default = "both"; description = "event"; };
    });
    default = [ ];
    description = "what to run when devices come and go; module hotplug";
  });
}
