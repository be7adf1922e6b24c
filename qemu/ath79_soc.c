/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Atheros AR9331 (24Kc) and AR9341 (74Kc): the memory map, the interrupts and
 * the clocks.
 *
 * Addresses, interrupts, PLL and DDR registers: Linux 6.1,
 * arch/mips/include/asm/mach-ath79/ar71xx_regs.h, arch/mips/ath79/clock.c and
 * common.c; U-Boot 2023.01, arch/mips/mach-ath79.
 *
 * Whatever has no model reads as 0 and is logged under -d unimp: PCIe, DMA,
 * NAND, I2S, and nearly all of the radio.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/units.h"
#include "exec/address-spaces.h"
#include "hw/char/serial.h"
#include "hw/clock.h"
#include "hw/irq.h"
#include "hw/mips/cpudevs.h"
#include "hw/misc/unimp.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "sysemu/reset.h"
#include "sysemu/sysemu.h"
#include "target/mips/internal.h"
#include "ath79_soc.h"

#define MIRROR_END          (256 * MiB)
/* U-Boot has its first stack there (CONFIG_CUSTOM_SYS_INIT_SP_ADDR). */
#define SRAM_BASE           0x1d000000
#define SRAM_SIZE           (32 * KiB)
#define IO_BASE             0x10000000
#define IO_SIZE             0x10000000

#define PLL_CPU             0x00
#define PLL_DDR             0x04
#define PLL_CLK_CTRL        0x08
#define   CLK_CTRL_BYPASS   BIT(2)
#define SRIF_CPU_DPLL1      0x1c0
#define SRIF_CPU_DPLL2      0x1c4
#define SRIF_DDR_DPLL1      0x240
#define SRIF_DDR_DPLL2      0x244
#define   DPLL2_LOCAL       BIT(30)

#define USB_CONFIG          0x04
#define   USB_CONFIG_SWAP   0xf0000     /* buffers and descriptors */

#define ETH_CFG             0x00
#define   ETH_CFG_RGMII     BIT(0)

#define ALL                 0xffffffff

/*
 * Blocks that wait for the boot loader to release them: those that U-Boot
 * pulses or clears before it uses them (inferred).  It never touches the
 * switch's bit 8 on AR934x, so the switch is taken to run there.
 */
#define HELD_ETHERNET       (BIT(23) | BIT(22) | BIT(13) | BIT(9))
#define HELD_USB            (BIT(5) | BIT(4))
#define HELD_AR9331         (HELD_ETHERNET | HELD_USB | BIT(14) | BIT(11) | \
                             BIT(8))
#define HELD_AR9341         (HELD_ETHERNET | HELD_USB | BIT(12) | BIT(11))

typedef struct Ath79BankPlace {
    const char *name;
    hwaddr base;
    uint32_t size;
    const Ath79Reg *table[2];   /* of AR9331, of AR9341 */
    Ath79BankWritten *written;
} Ath79BankPlace;

struct Ath79SocClass {
    SysBusDeviceClass parent_class;

    const char *cpu_type;
    uint32_t rev_id;
    uint32_t bootstrap;         /* besides the reference clock */
    uint32_t strap_40mhz;
    uint8_t bootstrap_offset;
    uint32_t modules;           /* held in reset until software says so */
    bool ar934x;
    uint64_t (*cpu_hz)(Ath79Soc *s);
};

/*
 * Registers that are kept and have no other effect.  Bit 31 of a PLL's
 * configuration says that it is being updated, bit 0 of a DDR flush register
 * that it is not done; neither takes time here.  PLLs are off and bypassed
 * after reset; their dividers then are inferred.
 */
static const Ath79Reg ar9331_ddr[] = {
    { 0x00, 9, 0, ALL },
    { 0x7c, 4, 0, ~1u },        /* flush */
    { 0x8c, 5, 0, ALL },
    { }
};

static const Ath79Reg ar9341_ddr[] = {
    { 0x00, 11, 0, ALL },
    { 0x7c, 8, 0, ALL },        /* PCI windows */
    { 0x9c, 7, 0, ~1u },        /* flush */
    { 0xb8, 6, 0, ALL },
    { 0x108, 1, 0, ALL },
    { 0x118, 1, 0, ALL },
    { }
};

static const Ath79Reg ar9331_pll[] = {
    { PLL_CPU, 1, 0x40815000, 0x7fffffff },
    { 0x04, 1, 0, ALL },
    { PLL_CLK_CTRL, 1, BIT(2), ALL },
    { 0x10, 1, 0, ALL },        /* dither */
    { 0x24, 1, 0, ALL },        /* switch clock */
    { }
};

static const Ath79Reg ar9341_pll[] = {
    { PLL_CPU, 1, BIT(30) | 1 << 12, 0x7fffffff },
    { PLL_DDR, 1, BIT(30) | 1 << 16, 0x7fffffff },
    { PLL_CLK_CTRL, 1, BIT(2) | BIT(3) | BIT(4), ALL },
    { 0x24, 1, 0, ALL },        /* switch clock */
    { 0x2c, 1, 0, ALL },        /* ETH_XMII */
    { 0x44, 2, 0, ALL },        /* dither */
    { }
};

/* Bit 3 of DPLL4: measurement done */
static const Ath79Reg ar9331_srif[] = {
    { 0x240, 3, 0, ALL },
    { 0x24c, 1, 0, ALL, BIT(3) },
    { }
};

static const Ath79Reg ar9341_srif[] = {
    { 0x188, 1, 0, ALL },
    { SRIF_CPU_DPLL1, 3, 0, ALL },
    { 0x1cc, 1, 0, ALL, BIT(3) },
    { SRIF_DDR_DPLL1, 3, 0, ALL },
    { 0x24c, 1, 0, ALL, BIT(3) },
    { }
};

/*
 * Of the radio, what Linux 6.1's ath9k (reg.h, hw.c) looks at to find one: it
 * is awake, its station address keeps what is written, and it has a revision.
 * There is nothing behind that would send or hear.
 */
static const Ath79Reg wmac_rtc[] = {
    { 0x00, 1, 0, ALL },        /* reset */
    { 0x40, 1, 0, ALL },
    { 0x44, 1, 0, 0, BIT(1) },  /* status: on */
    { 0x4c, 1, 0, ALL },
    { }
};

static const Ath79Reg wmac_mac[] = {
    { 0x00, 2, 0, ALL },        /* STA_ID */
    { }
};

/* SREV: version 0x200, revision 1.1 (its low bits: inferred) */
static const Ath79Reg ar9331_wmac_host[] = {
    { 0x04, 1, 0, ALL },        /* WA */
    { 0x20, 1, 0x002001ff, 0 },
    { 0x28, 2, 0, ALL },        /* synchronous interrupts */
    { }
};

static const Ath79Reg ar9341_wmac_host[] = {
    { 0x10, 2, 0, ALL },        /* synchronous interrupts */
    { 0xc4, 1, 0, ALL },        /* WA */
    { }
};

static const Ath79Reg usb_cfg[] = {
    { 0x00, 2, 0, ALL },
    { }
};

static const Ath79Reg gmac_cfg[] = {
    { ETH_CFG, 1, 0, ALL },
    { }
};

static Ath79BankWritten ath79_soc_clock, ath79_soc_eth_cfg, ath79_soc_usb_cfg;

static const Ath79BankPlace ath79_banks[] = {
    { "ddr",  0x18000000, 0x200, { ar9331_ddr, ar9341_ddr } },
    { "usbc", 0x18030000, 0x100, { usb_cfg, usb_cfg }, ath79_soc_usb_cfg },
    { "pll",  0x18050000, 0x100, { ar9331_pll, ar9341_pll }, ath79_soc_clock },
    { "gmac", 0x18070000, 0x100, { gmac_cfg, gmac_cfg }, ath79_soc_eth_cfg },
    { "wmac-host", 0x18104000, 0x100, { ar9331_wmac_host, ar9341_wmac_host } },
    { "wmac-rtc", 0x18107000, 0x100, { wmac_rtc, wmac_rtc } },
    { "wmac-mac", 0x18108000, 0x100, { wmac_mac, wmac_mac } },
    { "srif", 0x18116000, 0x1000, { ar9331_srif, ar9341_srif },
      ath79_soc_clock },
};

/* divider: where CLK_CTRL has that of the clock asked for */
static uint64_t ar9331_hz(Ath79Soc *s, int divider)
{
    uint32_t cpu = ath79_bank_get(s->pll, PLL_CPU);
    uint32_t ctrl = ath79_bank_get(s->pll, PLL_CLK_CTRL);
    uint32_t refdiv = MAX(extract32(cpu, 16, 5), 1);
    uint32_t outdiv = MAX(extract32(cpu, 23, 3), 1);

    if (ctrl & CLK_CTRL_BYPASS) {
        return s->ref_hz;
    }
    return (uint64_t)s->ref_hz * extract32(cpu, 10, 6) / refdiv /
           (1 << outdiv) / (extract32(ctrl, divider, 2) + 1);
}

static uint64_t ar9331_cpu_hz(Ath79Soc *s)
{
    return ar9331_hz(s, 5);
}

static uint64_t ar9341_pll_hz(Ath79Soc *s, bool ddr)
{
    uint32_t dpll1 = ath79_bank_get(s->srif,
                                    ddr ? SRIF_DDR_DPLL1 : SRIF_CPU_DPLL1);
    uint32_t dpll2 = ath79_bank_get(s->srif,
                                    ddr ? SRIF_DDR_DPLL2 : SRIF_CPU_DPLL2);
    uint32_t pll = ath79_bank_get(s->pll, ddr ? PLL_DDR : PLL_CPU);
    int shift = ddr ? 10 : 6;
    uint64_t hz = s->ref_hz;
    uint32_t refdiv, outdiv;

    if (dpll2 & DPLL2_LOCAL) {
        hz = (hz * extract32(dpll1, 0, 18) >> 18) +
             hz * extract32(dpll1, 18, 9);
        refdiv = extract32(dpll1, 27, 5);
        outdiv = extract32(dpll2, 13, 3);
    } else {
        hz = (hz * extract32(pll, 0, shift) >> shift) +
             hz * extract32(pll, shift, 6);
        refdiv = extract32(pll, shift + 6, 5);
        outdiv = extract32(pll, shift + 13, 3);
    }
    return hz / MAX(refdiv, 1) >> outdiv;
}

static uint64_t ar9341_cpu_hz(Ath79Soc *s)
{
    uint32_t ctrl = ath79_bank_get(s->pll, PLL_CLK_CTRL);

    if (ctrl & CLK_CTRL_BYPASS) {
        return s->ref_hz;
    }
    /* bit 20: from the CPU's PLL, otherwise from the DDR's */
    return ar9341_pll_hz(s, !(ctrl & BIT(20))) / (extract32(ctrl, 5, 5) + 1);
}

/* CP0 Count follows the PLL, and so does the watchdog of AR933x. */
static void ath79_soc_clock(void *opaque, Ath79Bank *bank, hwaddr offset)
{
    Ath79Soc *s = opaque;

    if (s->pll && s->srif) {
        mips_count_set_hz(s->count, ATH79_SOC_GET_CLASS(s)->cpu_hz(s));
        if (!ATH79_SOC_GET_CLASS(s)->ar934x) {
            ath79_reset_set_wdog_hz(s->reset, ar9331_hz(s, 15));
        }
    }
}

/*
 * AR933x wires PHY4 to GMAC0 and the switch at once, and software must use one
 * of them; GMAC0 is the default (Linux, ar9331.c).  On AR934x GMAC0 may leave
 * the chip; else the switch chooses.  SW_ONLY has nothing to do with it:
 * TEW-732BR sets it and has its WAN on GMAC0 (OpenWrt).
 */
static void ath79_soc_eth_cfg(void *opaque, Ath79Bank *bank, hwaddr offset)
{
    Ath79Soc *s = opaque;
    uint32_t cfg = ath79_bank_get(bank, ETH_CFG);

    ath79_switch_set_gmac0_inside(s->sw, !ATH79_SOC_GET_CLASS(s)->ar934x ||
                                  !(cfg & ETH_CFG_RGMII));
}

static void ath79_soc_usb_cfg(void *opaque, Ath79Bank *bank, hwaddr offset)
{
    Ath79Soc *s = opaque;
    uint32_t config = ath79_bank_get(bank, USB_CONFIG);

    ath79_usb_set_swap(s->usb, (config & USB_CONFIG_SWAP) == USB_CONFIG_SWAP);
}

/* QEMU's 74Kc has an FPU, the AR9341's has none. */
static void ath79_soc_cpu_reset(void *opaque)
{
    Ath79Soc *s = opaque;
    CPUMIPSState *env = &s->cpu->env;

    cpu_reset(CPU(s->cpu));
    env->CP0_Config1 &= ~(1 << CP0C1_FP);
    env->CP0_Status_rw_bitmask &= ~(1 << CP0St_CU1 | 1 << CP0St_FR);
}

static void ath79_soc_memory(Ath79Soc *s)
{
    MemoryRegion *system = get_system_memory();
    uint64_t size = memory_region_size(s->ram), at = size;
    int i;

    memory_region_add_subregion(system, 0, s->ram);
    /*
     * The controller ignores the upper address bits, and software looks for
     * that to know how much there is.
     */
    for (i = 0; i < ARRAY_SIZE(s->ram_mirror) && at < MIRROR_END; i++) {
        memory_region_init_alias(&s->ram_mirror[i], OBJECT(s), "ram-mirror",
                                 s->ram, 0, size);
        memory_region_add_subregion(system, at, &s->ram_mirror[i]);
        at += size;
    }
    memory_region_init_ram(&s->sram, OBJECT(s), "sram", SRAM_SIZE,
                           &error_fatal);
    memory_region_add_subregion(system, SRAM_BASE, &s->sram);
    create_unimplemented_device("ath79", IO_BASE, IO_SIZE);
}

static DeviceState *ath79_soc_add(Ath79Soc *s, const char *name,
                                  const char *type)
{
    DeviceState *dev = qdev_new(type);

    object_property_add_child(OBJECT(s), name, OBJECT(dev));
    return dev;
}

static void ath79_soc_map(DeviceState *dev, hwaddr base, qemu_irq irq)
{
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_fatal);
    if (base) {
        sysbus_mmio_map(SYS_BUS_DEVICE(dev), 0, base);
    }
    if (irq) {
        sysbus_connect_irq(SYS_BUS_DEVICE(dev), 0, irq);
    }
}

static qemu_irq ath79_soc_misc(Ath79Soc *s, int n)
{
    return qdev_get_gpio_in(s->reset, n);
}

static void ath79_soc_held_by(Ath79Soc *s, int module, void *dev, int n)
{
    qdev_connect_gpio_out_named(s->reset, "module", module,
                                qdev_get_gpio_in(DEVICE(dev), n));
}

static void ath79_soc_uart(Ath79Soc *s)
{
    const hwaddr base = 0x18020000;
    qemu_irq irq = ath79_soc_misc(s, ATH79_MISC_UART);
    DeviceState *dev;

    if (ATH79_SOC_GET_CLASS(s)->ar934x) {
        serial_mm_init(get_system_memory(), base, 2, irq, s->ref_hz / 16,
                       serial_hd(0), DEVICE_BIG_ENDIAN);
        return;
    }
    dev = ath79_soc_add(s, "uart", TYPE_AR933X_UART);
    qdev_prop_set_chr(dev, "chardev", serial_hd(0));
    ath79_soc_map(dev, base, irq);
}

/* The MACs and the switch know each other, so both are made before realized. */
static void ath79_soc_ethernet(Ath79Soc *s)
{
    static const struct {
        const char *name;
        hwaddr base;
        int irq;
        int module;
        int mdio_module;
    } macs[] = {
        { "ge0", 0x19000000, 4, ATH79_MODULE_GE0_MAC, ATH79_MODULE_GE0_MDIO },
        { "ge1", 0x1a000000, 5, ATH79_MODULE_GE1_MAC, ATH79_MODULE_GE1_MDIO },
    };
    bool ar934x = ATH79_SOC_GET_CLASS(s)->ar934x;
    int i;

    for (i = 0; i < 2; i++) {
        s->mac[i] = AG71XX(ath79_soc_add(s, macs[i].name, TYPE_AG71XX));
    }
    object_property_set_link(OBJECT(s->sw), "mac0", OBJECT(s->mac[0]),
                             &error_abort);
    object_property_set_link(OBJECT(s->sw), "mac1", OBJECT(s->mac[1]),
                             &error_abort);
    qdev_prop_set_uint8(DEVICE(s->sw), "version", ar934x ? 2 : 1);
    qdev_prop_set_uint16(DEVICE(s->sw), "phy-id", ar934x ? 0xd042 : 0xd041);
    ath79_soc_map(DEVICE(s->sw), 0, ath79_soc_misc(s, ATH79_MISC_ETHSW));
    ath79_soc_held_by(s, ATH79_MODULE_SWITCH, s->sw, 0);
    if (ar934x) {
        ath79_soc_held_by(s, ATH79_MODULE_SWITCH_ANALOG, s->sw,
                          ATH79_SWITCH_ANALOG);
    }

    for (i = 0; i < 2; i++) {
        DeviceState *dev = DEVICE(s->mac[i]);

        object_property_set_link(OBJECT(dev), "switch", OBJECT(s->sw),
                                 &error_abort);
        qdev_prop_set_uint8(dev, "number", i);
        /*
         * Linux draws GMAC0's MDIO as unconnected.  U-Boot's ap121 reaches
         * the switch of an AR933x through it, so there it must be.
         */
        qdev_prop_set_bit(dev, "mdio", i == 1 || !ar934x);
        ath79_soc_map(dev, macs[i].base, s->cpu->env.irq[macs[i].irq]);
        ath79_soc_held_by(s, macs[i].module, dev, 0);
        ath79_soc_held_by(s, macs[i].mdio_module, dev, 1);
    }
}

static void ath79_soc_realize(DeviceState *dev, Error **errp)
{
    Ath79Soc *s = ATH79_SOC(dev);
    Ath79SocClass *c = ATH79_SOC_GET_CLASS(s);
    const Ath79BankPlace *p;
    Clock *clock;

    assert(s->ram && (s->ref_hz == 25000000 || s->ref_hz == 40000000));
    clock = clock_new(OBJECT(s), "ref");
    clock_set_hz(clock, s->ref_hz);
    s->cpu = mips_cpu_create_with_clock(c->cpu_type, clock);
    cpu_mips_irq_init_cpu(s->cpu);
    cpu_mips_clock_init(s->cpu);
    s->count = mips_count_init(s->cpu, s->ref_hz);
    qemu_register_reset(ath79_soc_cpu_reset, s);

    ath79_soc_memory(s);

    s->reset = ath79_soc_add(s, "reset", TYPE_ATH79_RESET);
    qdev_prop_set_uint32(s->reset, "ref-hz", s->ref_hz);
    qdev_prop_set_uint32(s->reset, "rev-id", c->rev_id);
    qdev_prop_set_uint32(s->reset, "bootstrap", c->bootstrap |
                         (s->ref_hz == 40000000 ? c->strap_40mhz : 0));
    qdev_prop_set_uint32(s->reset, "modules", c->modules);
    qdev_prop_set_uint8(s->reset, "bootstrap-offset", c->bootstrap_offset);
    ath79_soc_map(s->reset, 0x18060000, s->cpu->env.irq[6]);

    s->gpio = ath79_soc_add(s, "gpio", TYPE_ATH79_GPIO);
    qdev_prop_set_bit(s->gpio, "oe-inverted", c->ar934x);
    ath79_soc_map(s->gpio, 0x18040000, ath79_soc_misc(s, ATH79_MISC_GPIO));

    s->spi = ATH79_SPI(ath79_soc_add(s, "spi", TYPE_ATH79_SPI));
    qdev_prop_set_uint32(DEVICE(s->spi), "flash-size", s->flash_size);
    qdev_prop_set_uint32(DEVICE(s->spi), "fast-read-dummies",
                         s->fast_read_dummies);
    ath79_soc_map(DEVICE(s->spi), 0x1f000000, NULL);

    ath79_soc_uart(s);
    ath79_soc_ethernet(s);
    s->usb = ath79_usb_create(OBJECT(s), 0x1b000000, s->cpu->env.irq[3]);

    for (p = ath79_banks; p < ath79_banks + ARRAY_SIZE(ath79_banks); p++) {
        Ath79Bank *bank = ath79_bank_create(OBJECT(s), p->name, p->base,
                                            p->size, p->table[c->ar934x],
                                            p->written, s);

        if (!strcmp(p->name, "pll")) {
            s->pll = bank;
        } else if (!strcmp(p->name, "srif")) {
            s->srif = bank;
        }
    }
}

/* The switch exists early: the board connects its jacks before realize. */
static void ath79_soc_init(Object *obj)
{
    Ath79Soc *s = ATH79_SOC(obj);

    s->sw = ATH79_SWITCH(ath79_soc_add(s, "switch", TYPE_ATH79_SWITCH));
}

static Property ath79_soc_properties[] = {
    DEFINE_PROP_LINK("ram", Ath79Soc, ram, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_UINT32("ref-hz", Ath79Soc, ref_hz, 0),
    DEFINE_PROP_UINT32("flash-size", Ath79Soc, flash_size, 0),
    DEFINE_PROP_UINT32("fast-read-dummies", Ath79Soc, fast_read_dummies, 1),
    DEFINE_PROP_END_OF_LIST(),
};

/* The blocks do not save their state, so nothing of the machine can be. */
static const VMStateDescription ath79_soc_vmstate = {
    .name = TYPE_ATH79_SOC,
    .unmigratable = 1,
};

static void ath79_soc_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = ath79_soc_realize;
    dc->vmsd = &ath79_soc_vmstate;
    dc->user_creatable = false;
    device_class_set_props(dc, ath79_soc_properties);
}

static void ar9331_class_init(ObjectClass *klass, void *data)
{
    Ath79SocClass *c = ATH79_SOC_CLASS(klass);

    c->cpu_type = MIPS_CPU_TYPE_NAME("24Kc");
    c->rev_id = 0x1111;
    c->bootstrap = BIT(13);     /* DDR2 */
    c->strap_40mhz = BIT(0);
    c->bootstrap_offset = 0xac;
    c->modules = HELD_AR9331;
    c->cpu_hz = ar9331_cpu_hz;
}

static void ar9341_class_init(ObjectClass *klass, void *data)
{
    Ath79SocClass *c = ATH79_SOC_CLASS(klass);

    c->cpu_type = MIPS_CPU_TYPE_NAME("74Kf");
    c->rev_id = 0x0123;
    /* boot from SPI; DDR ("SDRAM disabled"), DDR1 */
    c->bootstrap = BIT(2) | BIT(1) | BIT(0);
    c->strap_40mhz = BIT(4);
    c->bootstrap_offset = 0xb0;
    c->ar934x = true;
    c->modules = HELD_AR9341;
    c->cpu_hz = ar9341_cpu_hz;
}

static const TypeInfo ath79_soc_types[] = {
    {
        .name = TYPE_ATH79_SOC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(Ath79Soc),
        .instance_init = ath79_soc_init,
        .class_size = sizeof(Ath79SocClass),
        .class_init = ath79_soc_class_init,
        .abstract = true,
    },
    {
        .name = TYPE_AR9331,
        .parent = TYPE_ATH79_SOC,
        .class_init = ar9331_class_init,
    },
    {
        .name = TYPE_AR9341,
        .parent = TYPE_ATH79_SOC,
        .class_init = ar9341_class_init,
    },
};

DEFINE_TYPES(ath79_soc_types)
