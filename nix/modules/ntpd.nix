# SPDX-License-Identifier: GPL-2.0-only
# The clock is set when the first answer comes; until then it is the time at
# which the image was made (/etc/rc).  `after = [ "ntpd" ]` waits for it.
{
  description = "clock by NTP, and an NTP server for the LAN if wanted";
  imports = [ "syslog" ];

  options = lib: {
    servers = lib.option {
      type = lib.types.listOf lib.types.word;
      default = [ "0.pool.ntp.org" "1.pool.ntp.org" "2.pool.ntp.org" ];
      description = "names or addresses that are asked";
    };
    serve = lib.option {
      type = lib.types.bool;
      default = false;
      description = "answer others on UDP port 123";
    };
  };

  config = options: lib: final: prev: {
    claims = lib.optionalAttrs options.serve { "udp/123" = "ntpd"; };
    files."/sbin/clock-was-set" = {
      source = ../../configs/base/clock-was-set;
      mode = "0755";
    };
    services.ntpd = {
      run =
        if options.servers == [ ] then lib.fail "servers" "is empty: name one at least"
        else lib.concatStringsSep " " ([ "exec ntpd -n -S /sbin/clock-was-set" ]
          ++ lib.optional options.serve "-l"
          ++ lib.map (s: "-p ${lib.quote s}") options.servers);
      check = "[ -e /run/clock-was-set ]";
      after = [ "syslogd" ];
      log = true;
    };
    busybox_options = {
      NTPD = "y";
      FEATURE_NTPD_SERVER = "y";
    };
    kernel_options.INET = "y";
  };
}
