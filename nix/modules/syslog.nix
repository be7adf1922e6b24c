# SPDX-License-Identifier: GPL-2.0-only
{
  description = "system log in memory, to another computer, or both";
  imports = [ "ready" ];

  options = lib: {
    remote = lib.optionOf (lib.types.matching "HOST or HOST:PORT" "[A-Za-z0-9._-]+(:[0-9]{1,5})?")
      "where every line is sent, as HOST or HOST:PORT (UDP 514)";
    local = lib.option {
      type = lib.types.bool;
      default = true;
      description = "keep /var/log/messages, too";
    };
    size = lib.option {
      type = lib.types.between 16 100000;
      default = 200;
      description = "KiB after which /var/log/messages is rotated, once";
    };
  };

  config = options: lib: final: prev: {
    services.syslogd.check = "[ -S /dev/log ]";
    services.syslogd.run = "exec syslogd -n -s ${toString options.size}"
      + (if options.local || options.remote == null
    then " -O /var/log/messages" else "")
      + lib.optionalString (options.remote != null) " -R ${options.remote}"
      + lib.optionalString (options.remote != null && options.local) " -L";
    services.ready.after = [ "syslogd" ];
  };
}
