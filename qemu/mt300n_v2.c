/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GL.iNet GL-MT300N-V2: MT7628AN, 128 MiB DDR2, 16 MiB SPI NOR flash,
 * two jacks, USB.  Ports: OpenWrt's device tree; unverified on hardware.
 * For the flash chip see mt300a.c.
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "hw/boards.h"
#include "ralink.h"

static const RalinkBoard mt300n_v2 = {
    .soc = TYPE_MT7628AN,
    .flash = "is25lp128",
    .flash_bytes = 16 * MiB,
    .ram_bytes = 128 * MiB,
    .jacks = { 1, 0, RALINK_NONE },     /* LAN, WAN */
};

static void mt300n_v2_init(MachineState *machine)
{
    ralink_board_init(machine, &mt300n_v2);
}

static void mt300n_v2_machine_init(MachineClass *mc)
{
    ralink_board_class_init(mc, &mt300n_v2, "GL.iNet GL-MT300N-V2 (MT7628AN)");
    mc->init = mt300n_v2_init;
}

DEFINE_MACHINE("mt300n_v2", mt300n_v2_machine_init)
