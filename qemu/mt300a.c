/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GL.iNet GL-MT300A: MT7620A, 128 MiB DDR2, 16 MiB SPI NOR flash,
 * two jacks, USB.  Ports: OpenWrt's device tree; unverified on hardware.
 *
 * Which flash chip it has is not known; this is QEMU's only one of 16 MiB
 * that erases 4 KiB and takes the one dummy byte of a fast read.
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "hw/boards.h"
#include "ralink.h"

static const RalinkBoard mt300a = {
    .soc = TYPE_MT7620A,
    .flash = "is25lp128",
    .flash_bytes = 16 * MiB,
    .ram_bytes = 128 * MiB,
    .jacks = { 1, 0, RALINK_NONE },     /* LAN, WAN */
};

static void mt300a_init(MachineState *machine)
{
    ralink_board_init(machine, &mt300a);
}

static void mt300a_machine_init(MachineClass *mc)
{
    ralink_board_class_init(mc, &mt300a, "GL.iNet GL-MT300A (MT7620A)");
    mc->init = mt300a_init;
}

DEFINE_MACHINE("mt300a", mt300a_machine_init)
