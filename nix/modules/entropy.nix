# SPDX-License-Identifier: GPL-2.0-only
#
# Linux 6.1 fills its random generator from the jitter of the CPU's cycle
# counter as soon as somebody waits for it (drivers/char/random.c,
# try_to_generate_entropy), so that no daemon has to stay for it.  This service
# is the somebody, and is done when the generator is ready: keys made `after`
# it are good.  A seed from before the reboot is stirred in, not counted.
{
  description = "waits at boot until random numbers are good";

  options = lib: {
    seedFile = lib.option {
      type = lib.types.absolute;
      default = "/persist/random-seed";
      description = "kept from boot to boot where its directory can be written";
    };
  };

  config = options: lib: final: prev: {
    files."/sbin/seed-random" = {
      source = ../../configs/base/seed-random;
      mode = "0755";
    };
    services.entropy = {
      run = "exec seed-random ${options.seedFile}";
      restart = "on-failure";
    };
  };
}
