# SPDX-License-Identifier: GPL-2.0-only
# The board resets when the supervisor does not live any more.
{
  description = "feeds the hardware's watchdog, where there is one";

  options = lib: {
    interval = lib.option {
      type = lib.types.between 1 60;
      default = 5;
      description = "seconds between two feedings";
    };
    timeout = lib.option {
      type = lib.types.between 1 60;
      default = 20;
      description = "seconds without one until the board resets; where the hardware cannot wait so long, what its driver thinks right";
    };
  };

  config = options: lib: final: prev: {
    files."/sbin/feed-watchdog" = {
      source = ../../configs/base/feed-watchdog;
      mode = "0755";
    };
    services.watchdog = {
      run = "exec feed-watchdog ${toString options.interval} ${toString options.timeout}";
      if_exists = "/dev/watchdog";
    };
  };
}
