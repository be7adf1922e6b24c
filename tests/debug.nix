# SPDX-License-Identifier: GPL-2.0-only
# A kernel that watches itself, for what tests of drivers do to it: take drivers
# away, put them back, let allocations fail.  It looks at locks, at sleeping
# where one must not, at DMA mappings, at use of memory and at leaks.  (KASAN is
# not among it: Linux 6.1 has none for MIPS.)
{ modules, lib, board, ... }:
let
  yes = names: lib.genAttrs names (_: "y");
  small = board.soc == "ar9341"; # 32 MB
in
{
  description = "a kernel that watches itself";
  hostname = "debug";
  needs = [ "debug" ]
    ++ lib.optional (!small && board.soc != "mt7628") "wifi"
    ++ lib.optional (board.soc == "mt7620") "usb-host";
  kernel_options = yes ([
    "DEBUG_KERNEL"
    "PROVE_LOCKING" "DEBUG_ATOMIC_SLEEP" "DETECT_HUNG_TASK"
    "DMA_API_DEBUG" "SLUB_DEBUG" "DEBUG_LIST" "DEBUG_NET"
    "DEBUG_OBJECTS" "DEBUG_OBJECTS_FREE" "DEBUG_OBJECTS_TIMERS" "DEBUG_OBJECTS_WORK"
    "DEBUG_FS" "DEBUG_KMEMLEAK"
    "FAULT_INJECTION" "FAILSLAB" "FAIL_PAGE_ALLOC" "FAULT_INJECTION_DEBUG_FS"
  ]
  ++ lib.optional (!small) "SLUB_DEBUG_ON"
  ++ lib.optionals (board.soc == "mt7620") [ "SCSI" "BLK_DEV_SD" "USB_STORAGE" ])
  // (if !small then { DEBUG_KMEMLEAK_MEM_POOL_SIZE = 16000; }
  else {
    # tables
    DEBUG_KMEMLEAK_MEM_POOL_SIZE = 4000;
    LOCKDEP_BITS = 14;
    LOCKDEP_CHAINS_BITS = 14;
    LOCKDEP_STACK_TRACE_BITS = 18;
    LOCKDEP_STACK_TRACE_HASH_BITS = 12;
  });
  cmdline = lib.optional small "dma_debug_entries=2048";
  # The network devices are the test's: nothing here touches them.
  modules = with modules; [ system console watchdog
    (busybox { applets = [ "insmod" "rmmod" "lsmod" "tar" "tftp" ]; })
  ];
}
