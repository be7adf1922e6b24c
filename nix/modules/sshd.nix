# SPDX-License-Identifier: GPL-2.0-only
# dropbear.  No image has a host key: it is made on the device, and nobody
# logs in with a password.
{
  description = "SSH server, dropbear, with public keys only";
  imports = [ "ready" "syslog" ];

  options = lib: {
    port = lib.option {
      type = lib.types.port;
      default = 22;
      description = "TCP port";
    };
    keyDirectory = lib.option {
      type = lib.types.absolute;
      default = "/persist/dropbear";
      description = "where the host key is kept; /run/dropbear when the directory above it cannot be written";
    };
  };

  config = options: lib: final: prev: {
    packages = [ "dropbear" ];
    claims."tcp/${toString options.port}" = "sshd";
    files."/sbin/ssh-server" = {
      source = ../../configs/base/ssh-server;
      mode = "0755";
    };
    services.dropbear = {
      run = "exec ssh-server ${options.keyDirectory} -p ${toString options.port}";
      check = "grep -q ':${lib.hex options.port} .* 0A ' /proc/net/tcp";
      packages = [ "dropbear" ];
      after = [ "syslogd" ];
      log = true;
    };
    services.ready.after = [ "dropbear" ];
    kernel_options = {
      INET = "y";
      UNIX98_PTYS = "y";
    };
  };
}
