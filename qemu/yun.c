/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arduino Yun (AR9331)
 *
 * Memory and flash: OpenWrt's Arduino Yun; the clock is that of AP121, the
 * maker of the flash a guess.  The only jack is GMAC0's (PHY4).
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "ath79_board.h"
#include "ath79_soc.h"

static void yun_init(MachineState *machine)
{
    static const Ath79Board board = {
        .soc = TYPE_AR9331,
        .ref_hz = 25000000,
        .flash = "is25lp128",
        .flash_size = 16 * MiB,
        .fast_read_dummies = 1,
        .jacks = { 4, -1 },
    };

    ath79_board_init(machine, &board);
}

static void yun_machine_init(MachineClass *mc)
{
    mc->desc = "Arduino Yun (AR9331)";
    mc->init = yun_init;
    mc->default_ram_size = 64 * MiB;
    mc->default_ram_id = "ram";
    mc->no_floppy = 1;
    mc->no_cdrom = 1;
    mc->no_parallel = 1;
}

DEFINE_MACHINE("yun", yun_machine_init)
