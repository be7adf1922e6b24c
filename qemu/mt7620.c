/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MediaTek MT7620A: 24KEc, little-endian.
 *
 * Sources: [OW] mt7620a.dtsi for the map and the interrupts (through
 * hardware.md), [K] arch/mips/ralink/irq.c, [UB] arch/mips/dts/mt7620.dtsi,
 * mach-mtmips/mt7620/lowlevel_init.S (RAM of the wifi block) and
 * include/dt-bindings/reset/mt7620-reset.h.
 *
 * Not modelled: wifi but for its identity, PCIe, SD, I2C, I2S, PCM, GDMA, NAND,
 * crypto.
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "cpu.h"
#include "hw/sysbus.h"
#include "hw/usb/hcd-ohci.h"
#include "ralink.h"

#define NONE    RALINK_NONE

#define TYPE_MT7620_WMAC "mt7620-wmac"

/*
 * Of the radio, what makes Linux 6.1's rt2800lib.c (rt2800_probe_rt) take it
 * for an RT6352: 5390 in a SoC. The revision is that of OpenWrt users' logs.
 */
static const RalinkReg mt7620_wmac[] = {
    { 0x0228, "GPIO_CTRL", 0, ~0u },
    { 0x1000, "MAC_CSR0", 0x53900500 },
};

static const RalinkPlainBlock mt7620_wmac_block = {
    mt7620_wmac, ARRAY_SIZE(mt7620_wmac), 0x2000
};

/* name, type, base, size, INTC line, CPU interrupt, reset bit, serial port */
static const RalinkBlock mt7620a_blocks[] = {
    { "sysc",   TYPE_MT7620_SYSC,   0x10000000, 0x100,  NONE, NONE, NONE, NONE },
    { "timer",  TYPE_MT7620_TIMER,  0x10000100, 0x40,   1,    NONE, 8,    NONE },
    { "intc",   TYPE_MT7620_INTC,   0x10000200, 0x100,  NONE, NONE, NONE, NONE },
    { "memc",   TYPE_RALINK_MEMC,   0x10000300, 0x100,  NONE, NONE, NONE, NONE },
    { "uartf",  TYPE_MT7620_UART,   0x10000500, 0x100,  5,    NONE, 12,   1 },
    { "gpio",   TYPE_MT7620_GPIO,   0x10000600, 0x100,  6,    NONE, 13,   NONE },
    { "i2c",    NULL,               0x10000900, 0x100,  NONE, NONE, NONE, NONE },
    { "i2s",    NULL,               0x10000a00, 0x100,  NONE, NONE, NONE, NONE },
    { "spi",    TYPE_MT7620_SPI,    0x10000b00, 0x100,  NONE, NONE, 18,   NONE },
    { "uartl",  TYPE_MT7620_UART,   0x10000c00, 0x100,  12,   NONE, 19,   0 },
    { "systick", TYPE_RALINK_SYSTICK, 0x10000d00, 0x10, NONE, 7,    NONE, NONE },
    { "gdma",   NULL,               0x10002800, 0x800,  NONE, NONE, NONE, NONE },
    { "switch", TYPE_MT7620_GSW,    0x10110000, 0x8000, 17,   NONE, 23,   NONE },
    { "fe",     TYPE_MT7620_FE,     0x10100000, 0x10000, NONE, 5,   21,   NONE },
    { "sdhc",   NULL,               0x10130000, 0x4000, NONE, NONE, NONE, NONE },
    { "pcie",   NULL,               0x10140000, 0x4000, NONE, NONE, NONE, NONE },
    { "wmac",   TYPE_MT7620_WMAC,   0x10180000, 0x2000, NONE, NONE, NONE, NONE },
    { "ehci",   TYPE_RALINK_EHCI,   0x101c0000, 0x1000, 18,   NONE, 25,   NONE },
    { "ohci",   TYPE_SYSBUS_OHCI,   0x101c1000, 0x1000, 18,   NONE, NONE, NONE },
    { "flash-window", TYPE_RALINK_FLASH_WINDOW, 0x1c000000, 0x3c00000,
                                                        NONE, NONE, NONE, NONE },
    { "pcie-memory", NULL,          0x20000000, 256 * MiB, NONE, NONE, NONE, NONE },
};

static void mt7620a_class_init(ObjectClass *oc, void *data)
{
    RalinkSoCClass *c = RALINK_SOC_CLASS(oc);

    c->cpu_type = MIPS_CPU_TYPE_NAME("24KEc");
    c->cpu_hz = 580000000;      /* as GL.iNet's loader sets the PLL */
    c->blocks = mt7620a_blocks;
    c->nblocks = ARRAY_SIZE(mt7620a_blocks);
    c->sram_base = 0x10184000;
    c->sram_size = 16 * KiB;
}

static const TypeInfo mt7620a_types[] = {
    {
        .name = TYPE_MT7620_WMAC,
        .parent = TYPE_RALINK_REGS,
        .class_init = ralink_regs_plain_class_init,
        .class_data = (void *)&mt7620_wmac_block,
    }, {
        .name = TYPE_MT7620A,
        .parent = TYPE_RALINK_SOC,
        .class_init = mt7620a_class_init,
    },
};

DEFINE_TYPES(mt7620a_types)
