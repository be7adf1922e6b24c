# SPDX-License-Identifier: GPL-2.0-only
# Says on the console when the system is up.  A module whose service belongs
# to that adds it: services.ready.after = [ "rsyncd" ];
{
  description = "a line on the console when all services are up";

  options = lib: { };

  config = options: lib: final: prev: {
    services.ready = {
      run = ''
        read -r up idle < /proc/uptime
        echo "phramework: $(hostname) ready after $up s," \
          "idle for $idle s" > /dev/console
      '';
      restart = "never";
    };
  };
}
