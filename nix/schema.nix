# SPDX-License-Identifier: GPL-2.0-only
#
# The keys of a configuration, which are also what a module may set.  What
# goes to mkmanifest is checked there once more, and more closely
# (rootfs-builder/config_schema.c); here the type and the names are, because
# only here it is known who wrote them.  nixOnly keys end here.
lib:

let
  inherit (lib) option;
  inherit (lib.types) attrsOf between bool cidr device either enum
    exclusive id int ipv4 line listOf mac mode name path setOf str submodule
    word;

  must = type: description: option { inherit type description; };
  may = type: description: lib.optionOf type description;
  set = type: description:
    option { inherit type description; default = { }; };
  list = type: description:
    option { inherit type description; default = [ ]; };
  table = options: set (attrsOf (submodule options));
  nixOnly = o: o // { nixOnly = true; };

  access = {
    mode = may mode "octal digits, as \"0755\"";
    owner = may name "a name in users; root without";
    group = may name "a name in groups; root without";
  };
  symbols = set (attrsOf (either int line))
    "NAME without CONFIG_ -> \"y\", \"n\", number or string";
in
{
  description = must line "the line in `make configs`";
  hostname = must line "the name of the device";
  packages = list (setOf name)
    "folders of packages/ whose programs are installed";
  exclude = list (setOf word) "patterns of package files to leave out";
  permissions = table access "path -> mode and owner of a package's file";
  files = table
    (access // {
      content = may str "what is in it";
      source = may path "the file that it is a copy of";
    }) "path -> regular file: content or source";
  directories = table access "path -> directory";
  links = set (attrsOf str) "path -> target of a symbolic link";
  nodes = table
    (access // {
      type = must (enum [ "c" "b" "p" ]) "character or block device, pipe";
      major = may id "device number";
      minor = may id "device number";
    }) "path -> device node or pipe";
  mounts = table
    {
      type = must word "file system, as tmpfs";
      device = may word "what is mounted; the type without";
      options = list (setOf word) "mount options";
    } "path -> line of /etc/fstab";
  users = table
    {
      uid = must id "number";
      group = must name "a name in groups";
      description = may line "full name";
      home = may str "directory; / without";
      shell = may str "program; /bin/false without";
      password = may str "\"locked\" (without), \"empty\" or a hash of mkpasswd";
      authorized_keys = list (listOf line) "public SSH keys";
    } "name -> account";
  groups = table
    {
      gid = must id "number";
      members = list (setOf name) "users";
    } "name -> group";
  services = table
    {
      run = must str "shell script; it stays in the foreground";
      check = may str "shell script that succeeds when the service is up";
      user = may name "who it runs as; root without";
      after = list (setOf name) "services that must be up before";
      bound_to = list (setOf name)
        "services that must be up, and with which it goes down";
      stop = may str "shell script, run when the service has ended";
      if_exists = may str "a path; without it the service stays down";
      restart = may (enum [ "always" "on-failure" "never" ])
        "\"always\" without";
      log = may bool "true: output goes to syslog";
      packages = list (setOf name) "packages that it is nothing without";
    } "name -> supervised service";
  kernel_options = symbols;
  busybox_options = symbols;
  cmdline = list (setOf word) "words appended to the kernel's command line";
  needs = list (setOf word)
    "what the board must have: usb-host, wifi, wan, ...";
  secrets = table
    {
      description = must line "what it is";
      min_bytes = may int "shortest";
      max_bytes = may int "longest";
    } "name -> what SECRETS=FILE must have";

  interfaces = nixOnly (table
    {
      device = may device
        "network device; without it lan and wan are the board's, others their name";
      address = option {
        type = either (enum [ "dhcp" "none" ]) cidr;
        default = "none";
        description = "by DHCP, none, or a static one";
      };
      gateway = may ipv4 "default route, with a static address";
      dns = list (setOf ipv4) "name servers, with a static address";
      bridge = list (setOf device)
        "devices joined with it, also when they come later, as bridge br-NAME";
      dhcp = list (listOf line) "words for udhcpc beyond the usual";
      vlan = may (between 1 4094) "tag: the device is PARENT.VLAN";
      parent = may device "the device that carries the tagged frames";
      mac = may mac "address of its own";
      mtu = may int "bytes";
    } "lan, wan, ... -> address; module interfaces makes services of them");
  claims = nixOnly (set (attrsOf exclusive)
    "\"tcp/22\", \"udp/53\", \"interface/wlan0\" -> who; one claim each");
  hotplug = nixOnly (list
    (listOf (submodule {
      match = must line
        "device name or variable, regular expressions as in mdev.conf";
      run = must line
        "program and arguments; $MDEV and the event's variables are set";
      when = option {
        type = enum [ "both" "add" "remove" ];
        default = "both";
        description = "event";
      };
    })) "what to run when devices come and go; module hotplug");
}
