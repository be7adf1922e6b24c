/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TRENDnet TEW-712BR (AR9331)
 *
 * Flash: OpenWrt's TEW-712BR (the SoC is an AR9330, which is an AR9331 without
 * USB here).  RAM is likely, the clock that of AP121, the maker of the flash a
 * guess.  Jacks: LAN 1 (PHY0), WAN (PHY4), LAN 2 to 4.
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "ath79_board.h"
#include "ath79_soc.h"

static void tew712br_init(MachineState *machine)
{
    static const Ath79Board board = {
        .soc = TYPE_AR9331,
        .ref_hz = 25000000,
        .flash = "w25q32",
        .flash_size = 4 * MiB,
        .fast_read_dummies = 8,
        .jacks = { 0, 4, 1, 2, 3 },
    };

    ath79_board_init(machine, &board);
}

static void tew712br_machine_init(MachineClass *mc)
{
    mc->desc = "TRENDnet TEW-712BR (AR9331)";
    mc->init = tew712br_init;
    mc->default_ram_size = 32 * MiB;
    mc->default_ram_id = "ram";
    mc->no_floppy = 1;
    mc->no_cdrom = 1;
    mc->no_parallel = 1;
}

DEFINE_MACHINE("tew712br", tew712br_machine_init)
