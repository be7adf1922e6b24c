/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MediaTek MT7628AN: 24KEc, little-endian.
 *
 * Sources: [K] arch/mips/boot/dts/ralink/mt7628a.dtsi, arch/mips/ralink;
 * [UB] mach-mtmips/mt7628, arch/mips/dts/mt7628a.dtsi,
 * include/dt-bindings/reset/mt7628-reset.h.
 *
 * Not modelled: wifi, PCIe, SD, I2C, I2S, PCM, PWM, GDMA, crypto, SPI slave.
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "cpu.h"
#include "hw/sysbus.h"
#include "hw/usb/hcd-ohci.h"
#include "ralink.h"

#define NONE    RALINK_NONE

#define TYPE_MT7628_RBUS    "mt7628-rbus"
#define TYPE_MT7628_RGC     "mt7628-rgc"
#define TYPE_MT7628_USBPHY  "mt7628-usbphy"

/* name, type, base, size, INTC line, CPU interrupt, reset bit, serial port */
static const RalinkBlock mt7628an_blocks[] = {
    { "sysc",   TYPE_MT7628_SYSC,   0x10000000, 0x100,  NONE, NONE, NONE, NONE },
    { "timer",  TYPE_MT7628_TIMER,  0x10000100, 0x40,   24,   NONE, 8,    NONE },
    { "intc",   TYPE_MT7628_INTC,   0x10000200, 0x100,  NONE, NONE, NONE, NONE },
    { "memc",   TYPE_RALINK_MEMC,   0x10000300, 0x100,  NONE, NONE, NONE, NONE },
    { "rbus",   TYPE_MT7628_RBUS,   0x10000400, 0x100,  NONE, NONE, NONE, NONE },
    { "gpio",   TYPE_MT7628_GPIO,   0x10000600, 0x100,  6,    NONE, 13,   NONE },
    { "i2c",    NULL,               0x10000900, 0x100,  NONE, NONE, NONE, NONE },
    { "i2s",    NULL,               0x10000a00, 0x100,  NONE, NONE, NONE, NONE },
    { "spi",    TYPE_MT7628_SPI,    0x10000b00, 0x100,  NONE, NONE, 18,   NONE },
    { "uart0",  TYPE_MT7628_UART,   0x10000c00, 0x100,  20,   NONE, 12,   0 },
    { "uart1",  TYPE_MT7628_UART,   0x10000d00, 0x100,  21,   NONE, 19,   1 },
    { "uart2",  TYPE_MT7628_UART,   0x10000e00, 0x100,  22,   NONE, 20,   2 },
    { "rgc",    TYPE_MT7628_RGC,    0x10001000, 0x800,  NONE, NONE, NONE, NONE },
    { "gdma",   NULL,               0x10002800, 0x800,  NONE, NONE, NONE, NONE },
    { "switch", TYPE_MT7628_ESW,    0x10110000, 0x8000, 17,   NONE, 23,   NONE },
    { "fe",     TYPE_MT7628_FE,     0x10100000, 0x10000, NONE, 5,   21,   NONE },
    { "usbphy", TYPE_MT7628_USBPHY, 0x10120000, 0x1000, NONE, NONE, NONE, NONE },
    { "sdhc",   NULL,               0x10130000, 0x4000, NONE, NONE, NONE, NONE },
    { "pcie",   NULL,               0x10140000, 0x4000, NONE, NONE, NONE, NONE },
    { "ehci",   TYPE_RALINK_EHCI,   0x101c0000, 0x1000, 18,   NONE, 22,   NONE },
    { "ohci",   TYPE_SYSBUS_OHCI,   0x101c1000, 0x1000, 18,   NONE, NONE, NONE },
    { "wmac",   NULL,               0x10300000, 0x100000, NONE, NONE, NONE, NONE },
    { "flash-window", TYPE_RALINK_FLASH_WINDOW, 0x1c000000, 0x3c00000,
                                                        NONE, NONE, NONE, NONE },
    { "pcie-memory", NULL,          0x20000000, 256 * MiB, NONE, NONE, NONE, NONE },
};

/* Clock scaling of the CPU: [UB] mt7628.h */
static const RalinkReg mt7628_rbus[] = {
    { 0x40, "DYN_CFG0", 1 << 8 | 1, ~0u },
};

/*
 * Analogue: power supply, DDR pads ([UB] mt7628.h), and the pads' drive
 * strengths ([UB] pinctrl-mt7628.c).
 */
static const RalinkReg mt7628_rgc[] = {
    { 0x100, "PMU_G", 0, ~0u, 4 },
    { 0x300, "PAD_CFG", 0, ~0u, 0x28 },
    { 0x700, "DDR_PAD", 0, ~0u, 8 },
};

/*
 * [K] drivers/phy/ralink/phy-ralink-usb.c, [UB] mt76x8-usb-phy.c.  The
 * frequency meter never counts anything, and [UB] then takes its default.
 */
static const RalinkReg mt7628_usbphy[] = {
    { 0x800, "U2_PHY_AC", 0, ~0u, 3 },
    { 0x810, "U2_PHY_ACR", 0, ~0u, 5 },
    { 0x824, "U2_PHY_AMON0" },
    { 0x860, "U2_PHY_DCR", 0, ~0u, 2 },
    { 0x868, "U2_PHY_DTM", 0, ~0u, 2 },
    { 0xf00, "FMCR0", 0, ~0u },
    { 0xf0c, "FMMONR0" },
    { 0xf10, "FMMONR1", 0, ~0u },
};

static const RalinkPlainBlock mt7628_rbus_block = {
    mt7628_rbus, ARRAY_SIZE(mt7628_rbus), 0x100
};
static const RalinkPlainBlock mt7628_rgc_block = {
    mt7628_rgc, ARRAY_SIZE(mt7628_rgc), 0x800
};
static const RalinkPlainBlock mt7628_usbphy_block = {
    mt7628_usbphy, ARRAY_SIZE(mt7628_usbphy), 0x1000
};

static void mt7628an_class_init(ObjectClass *oc, void *data)
{
    RalinkSoCClass *c = RALINK_SOC_CLASS(oc);

    c->cpu_type = MIPS_CPU_TYPE_NAME("24KEc");
    c->cpu_hz = 580000000;
    c->blocks = mt7628an_blocks;
    c->nblocks = ARRAY_SIZE(mt7628an_blocks);
}

static const TypeInfo mt7628_types[] = {
    {
        .name = TYPE_MT7628AN,
        .parent = TYPE_RALINK_SOC,
        .class_init = mt7628an_class_init,
    }, {
        .name = TYPE_MT7628_RBUS,
        .parent = TYPE_RALINK_REGS,
        .class_init = ralink_regs_plain_class_init,
        .class_data = (void *)&mt7628_rbus_block,
    }, {
        .name = TYPE_MT7628_RGC,
        .parent = TYPE_RALINK_REGS,
        .class_init = ralink_regs_plain_class_init,
        .class_data = (void *)&mt7628_rgc_block,
    }, {
        .name = TYPE_MT7628_USBPHY,
        .parent = TYPE_RALINK_REGS,
        .class_init = ralink_regs_plain_class_init,
        .class_data = (void *)&mt7628_usbphy_block,
    },
};

DEFINE_TYPES(mt7628_types)
