# SPDX-License-Identifier: GPL-2.0-only
# A kernel that watches itself (kernel/need/debug), for what tests of drivers
# do to it: take drivers away, put them back, let allocations fail.
{ modules, ... }:
{
  description = "a kernel that watches itself";
  hostname = "debug";
  needs = [ "debug" "usb-host" ];
  kernel_options = { SCSI = "y"; BLK_DEV_SD = "y"; USB_STORAGE = "y"; };
  # The network devices are the test's: nothing here touches them.
  modules = with modules; [ system console watchdog
    (busybox { applets = [ "insmod" "rmmod" "lsmod" "tar" ]; })
  ];
}
