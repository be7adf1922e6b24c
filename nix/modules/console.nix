# SPDX-License-Identifier: GPL-2.0-only
# A login where the kernel's messages go.
{
  description = "login on the serial console";

  options = lib: {
    terminal = lib.option {
      type = lib.types.word;
      default = "vt100";
      description = "TERM";
    };
  };

  config = options: lib: final: prev: {
    files."/etc/securetty".source = ../../configs/base/securetty;
    services.console.run = ''
      read -r ttys < /sys/class/tty/console/active
      exec getty -L 0 "''${ttys##* }" ${options.terminal}
    '';
  };
}
