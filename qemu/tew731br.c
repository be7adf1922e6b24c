/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TRENDnet TEW-731BR (AR9341)
 *
 * Memory and flash as dts/tew731br.dts, unverified on hardware.  The clock is
 * inferred from AP123 and WDR4300, the maker of the flash is a guess.
 * Jacks: LAN 1 (PHY0), WAN (PHY4), LAN 2 to 4.
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "ath79_board.h"
#include "ath79_soc.h"

static void tew731br_init(MachineState *machine)
{
    static const Ath79Board board = {
        .soc = TYPE_AR9341,
        .ref_hz = 40000000,
        .flash = "w25q32",
        .flash_size = 4 * MiB,
        .fast_read_dummies = 8,
        .jacks = { 0, 4, 1, 2, 3 },
    };

    ath79_board_init(machine, &board);
}

static void tew731br_machine_init(MachineClass *mc)
{
    mc->desc = "TRENDnet TEW-731BR (AR9341)";
    mc->init = tew731br_init;
    mc->default_ram_size = 32 * MiB;
    mc->default_ram_id = "ram";
    mc->no_floppy = 1;
    mc->no_cdrom = 1;
    mc->no_parallel = 1;
}

DEFINE_MACHINE("tew731br", tew731br_machine_init)
