/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SYSC of MT7620 and MT7628: chip id, straps, clocks, resets, pin functions.
 *
 * Sources: [K] arch/mips/include/asm/mach-ralink/mt7620.h, mt7620.c, reset.c,
 * drivers/watchdog; [UB] mach-mtmips/mt7620, mt7628 and their headers.  What
 * the clock registers say is not carried over to the emulated CPU's clock.
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "hw/irq.h"
#include "hw/qdev-core.h"
#include "sysemu/runstate.h"
#include "sysemu/watchdog.h"
#include "ralink.h"

enum { RSTCTRL = 1, RSTSTAT, CUR_CLK_STS, CPLL_CFG1 };

#define RSTCTRL_SYS     BIT(0)
/* The three causes are [OW]'s and the RT3050 datasheet's; [K] knows WDRST. */
#define RSTSTAT_WDRST   BIT(1)
#define RSTSTAT_SWSYS   BIT(2)

#define CPLL1_POWER_DOWN    BIT(26)
#define CPLL1_LOCKED        BIT(23)

#define R_RSTCTRL       0x34
#define R_RSTSTAT       0x38
#define R_CPU_SYS       0x3c

typedef struct RalinkSysc {
    RalinkRegs parent_obj;

    qemu_irq reset[32];
    uint32_t cause;         /* RSTSTAT outlives a reset of the machine */
} RalinkSysc;

#define TYPE_RALINK_SYSC "ralink-sysc"
DECLARE_INSTANCE_CHECKER(RalinkSysc, RALINK_SYSC, TYPE_RALINK_SYSC)

static const RalinkReg mt7620_sysc[] = {
    { 0x00, "CHIP_NAME0", 0x3637544d },             /* "MT76" */
    { 0x04, "CHIP_NAME1", 0x20203032 },             /* "20  " */
    { 0x08, "EFUSE_CFG" },
    { 0x0c, "CHIP_REV", BIT(16) | 2 << 8 | 6 },     /* A, ver 2, eco 6 */
    /* crystal of 40 MHz, DDR2, boots from SPI with 3 address bytes */
    { 0x10, "SYSCFG0", BIT(6) | 2 << 4 | 2 },
    { 0x14, "SYSCFG1", 0, ~0u },
    { 0x2c, "CLKCFG0", 0, ~0u },
    { 0x30, "CLKCFG1", 0, ~0u },
    { R_RSTCTRL, "RSTCTRL", 0, (uint32_t)~RSTCTRL_SYS, .tag = RSTCTRL },
    { R_RSTSTAT, "RSTSTAT", .tag = RSTSTAT },
    /* OCP 1:3, CPU 1/1 */
    { R_CPU_SYS, "CPU_SYS_CLKCFG", 4 << 16 | 1 << 8 | 1, ~0u },
    { 0x40, "CLK_LUT_CFG", 0, ~0u },
    { 0x44, "CUR_CLK_STS", .tag = CUR_CLK_STS },
    { 0x54, "CPLL_CFG0", 0, ~0u },                  /* not SW: 600 MHz */
    { 0x58, "CPLL_CFG1", 0, (uint32_t)~CPLL1_LOCKED, .tag = CPLL_CFG1 },
    { 0x5c, "USB_PHY_CFG", 0, ~0u },
    { 0x60, "GPIOMODE", 0, ~0u },
    { 0x88, "PMU0_CFG", 0, ~0u },
    { 0x8c, "PMU1_CFG", 0, ~0u },
    { 0x98, "PPLL_CFG0", 0, ~0u },
    { 0x9c, "PPLL_CFG1", 0, ~0u },
    { 0xa0, "PPLL_DRV", 0, ~0u },
};

static const RalinkReg mt7628_sysc[] = {
    { 0x00, "CHIP_NAME0", 0x3637544d },             /* "MT76" */
    { 0x04, "CHIP_NAME1", 0x20203832 },             /* "28  " */
    { 0x08, "EFUSE_CFG" },                          /* bit 20: MT7688 */
    { 0x0c, "CHIP_REV", BIT(16) | 1 << 8 | 2 },     /* AN, ver 1, eco 2 */
    { 0x10, "SYSCFG0", BIT(6) },                    /* 40 MHz, DDR2 */
    { 0x14, "SYSCFG1", 0, ~0u },
    { 0x28, "ROM_STATUS", 1 },                      /* ROM code is done */
    { 0x2c, "CLKCFG0", 0, ~0u },
    { 0x30, "CLKCFG1", 0, ~0u },
    { R_RSTCTRL, "RSTCTRL", 0, (uint32_t)~RSTCTRL_SYS, .tag = RSTCTRL },
    { R_RSTSTAT, "RSTSTAT", .tag = RSTSTAT },
    { 0x3c, "AGPIO_CFG", 0, ~0u },
    { 0x5c, "USB_PHY_CFG", 0, ~0u },
    { 0x60, "GPIO1_MODE", 0, ~0u },
    { 0x64, "GPIO2_MODE", 0, ~0u },
    { 0x88, "PMU0_CFG", 0, ~0u },
    { 0x8c, "PMU1_CFG", 0, ~0u },
};

static uint32_t ralink_sysc_read(RalinkRegs *regs, const RalinkReg *r,
                                 unsigned i, uint32_t value)
{
    RalinkSysc *s = RALINK_SYSC(regs);

    switch (r->tag) {
    case RSTSTAT:
        return s->cause;
    case CUR_CLK_STS:
        return RALINK_REG(s, R_CPU_SYS);
    case CPLL_CFG1:
        return value | (value & CPLL1_POWER_DOWN ? 0 : CPLL1_LOCKED);
    }
    return value;
}

static void ralink_sysc_write(RalinkRegs *regs, const RalinkReg *r,
                              unsigned i, uint32_t old, uint32_t written)
{
    RalinkSysc *s = RALINK_SYSC(regs);
    unsigned bit;

    switch (r->tag) {
    case RSTCTRL:
        if (written & RSTCTRL_SYS) {
            s->cause |= RSTSTAT_SWSYS;
            qemu_system_reset_request(SHUTDOWN_CAUSE_GUEST_RESET);
            return;
        }
        for (bit = 1; bit < 32; bit++) {
            if ((old ^ written) & BIT(bit)) {
                qemu_set_irq(s->reset[bit], written >> bit & 1);
            }
        }
        break;
    case RSTSTAT:
        s->cause &= ~written;
        break;
    }
}

static void ralink_sysc_wdt(void *opaque, int n, int level)
{
    RalinkSysc *s = opaque;

    if (level) {
        s->cause |= RSTSTAT_WDRST;
        watchdog_perform_action();
    }
}

static void ralink_sysc_init(Object *obj)
{
    RalinkSysc *s = RALINK_SYSC(obj);

    qdev_init_gpio_out_named(DEVICE(obj), s->reset, "reset", 32);
    qdev_init_gpio_in_named(DEVICE(obj), ralink_sysc_wdt, "wdt", 1);
}

static void ralink_sysc_class_init(ObjectClass *oc, void *data)
{
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);

    c->read = ralink_sysc_read;
    c->write = ralink_sysc_write;
}

static void mt7620_sysc_class_init(ObjectClass *oc, void *data)
{
    ralink_regs_class_table(oc, mt7620_sysc, ARRAY_SIZE(mt7620_sysc), 0x100);
}

static void mt7628_sysc_class_init(ObjectClass *oc, void *data)
{
    ralink_regs_class_table(oc, mt7628_sysc, ARRAY_SIZE(mt7628_sysc), 0x100);
}

static const TypeInfo ralink_sysc_types[] = {
    {
        .name = TYPE_RALINK_SYSC,
        .parent = TYPE_RALINK_REGS,
        .instance_size = sizeof(RalinkSysc),
        .instance_init = ralink_sysc_init,
        .class_init = ralink_sysc_class_init,
        .abstract = true,
    }, {
        .name = TYPE_MT7620_SYSC,
        .parent = TYPE_RALINK_SYSC,
        .class_init = mt7620_sysc_class_init,
    }, {
        .name = TYPE_MT7628_SYSC,
        .parent = TYPE_RALINK_SYSC,
        .class_init = mt7628_sysc_class_init,
    },
};

DEFINE_TYPES(ralink_sysc_types)
