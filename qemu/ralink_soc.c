/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a SoC's table of blocks to a SoC: CPU, memory map, interrupts, reset
 * lines.  What one block must know of another is wired here by name.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "cpu.h"
#include "exec/address-spaces.h"
#include "exec/exec-all.h"
#include "hw/irq.h"
#include "hw/mips/cpudevs.h"
#include "hw/misc/unimp.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "hw/usb/hcd-ehci.h"
#include "migration/vmstate.h"
#include "sysemu/reset.h"
#include "sysemu/sysemu.h"
#include "mips_count.h"
#include "ralink.h"

#define RAM_SEEN        (256 * MiB)     /* RAM and its mirrors, from 0 */
#define FLASH_WINDOW    0x1c000000      /* to 1fbfffff */
#define BOOT_WINDOW     0x1fc00000      /* its first 4 MiB again */
#define BOOT_WINDOW_SIZE    (4 * MiB)

/* INTC's first and second source on a line, see ralink.h */
#define SOURCE(line, n) (32 * (n) + (line))

DeviceState *ralink_soc_block(RalinkSoC *soc, const char *name)
{
    RalinkSoCClass *c = RALINK_SOC_GET_CLASS(soc);
    unsigned i;

    for (i = 0; i < c->nblocks; i++) {
        if (!strcmp(c->blocks[i].name, name) && soc->block[i]) {
            return soc->block[i];
        }
    }
    error_setg(&error_abort, "no block is called %s", name);
    return NULL;
}

/*
 * What was translated of the system that ran is forgotten: the next one's
 * loader, writing over it, would have to find it piece by piece.
 */
static void ralink_soc_cpu_reset(void *opaque)
{
    cpu_reset(opaque);
    tb_flush(opaque);
}

static MIPSCPU *ralink_soc_cpu(RalinkSoC *soc)
{
    MIPSCPU *cpu = mips_cpu_create_with_clock(
        RALINK_SOC_GET_CLASS(soc)->cpu_type, soc->cpu_clk);

    cpu_mips_irq_init_cpu(cpu);
    cpu_mips_clock_init(cpu);
    mips_count_init(cpu, RALINK_SOC_GET_CLASS(soc)->cpu_hz);
    qemu_register_reset(ralink_soc_cpu_reset, cpu);
    return cpu;
}

static void ralink_soc_block_reset(void *opaque, int n, int level)
{
    if (level) {
        device_cold_reset(opaque);
    }
}

/* Properties that need other blocks; all of them exist, none is realized. */
static void ralink_soc_links(RalinkSoC *soc)
{
    DeviceState *sw = ralink_soc_block(soc, "switch");
    unsigned p;

    object_property_set_link(OBJECT(ralink_soc_block(soc, "memc")), "ram",
                             OBJECT(soc->ram), &error_abort);
    object_property_set_link(OBJECT(ralink_soc_block(soc, "fe")), "switch",
                             OBJECT(sw), &error_abort);
    for (p = 0; p < ARRAY_SIZE(soc->nic); p++) {
        if (soc->nic[p]) {
            g_autofree char *name = g_strdup_printf("port%u", p);

            qdev_prop_set_netdev(sw, name, soc->nic[p]->netdev);
            soc->nic[p]->instantiated = 1;
        }
    }
    /* Full-speed devices on EHCI's ports are handed to OHCI. */
    qdev_prop_set_bit(ralink_soc_block(soc, "ehci"), "companion-enable", true);
    qdev_prop_set_string(ralink_soc_block(soc, "ohci"), "masterbus",
                         "usb-bus.0");
    qdev_prop_set_uint32(ralink_soc_block(soc, "ohci"), "num-ports", 2);
}

static void ralink_soc_wire(RalinkSoC *soc, const RalinkBlock *b,
                            DeviceState *dev, MIPSCPU *cpu)
{
    DeviceState *intc = ralink_soc_block(soc, "intc");
    DeviceState *sysc = ralink_soc_block(soc, "sysc");
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    if (b->size) {
        sysbus_mmio_map_overlap(sbd, 0, b->base, 0);
    }
    if (b->irq != RALINK_NONE) {
        /* Two controllers share the USB line. */
        sysbus_connect_irq(sbd, 0, qdev_get_gpio_in(intc,
                           SOURCE(b->irq, !strcmp(b->name, "ohci"))));
    }
    if (b->cpu_irq != RALINK_NONE) {
        sysbus_connect_irq(sbd, 0, cpu->env.irq[b->cpu_irq]);
    }
    if (b->reset != RALINK_NONE) {
        qdev_connect_gpio_out_named(sysc, "reset", b->reset,
                                    qemu_allocate_irq(ralink_soc_block_reset,
                                                      dev, 0));
    }
}

static void ralink_soc_realize(DeviceState *dev, Error **errp)
{
    RalinkSoC *soc = RALINK_SOC(dev);
    RalinkSoCClass *c = RALINK_SOC_GET_CLASS(soc);
    MemoryRegion *sysmem = get_system_memory();
    const RalinkBlock *b;
    DeviceState *window;
    MIPSCPU *cpu;

    clock_set_hz(soc->cpu_clk, mips_count_clock_hz(c->cpu_hz));
    cpu = ralink_soc_cpu(soc);

    /* An access that nothing answers is not a bus error on these SoCs. */
    create_unimplemented_device("ralink-nothing", RAM_SEEN,
                                0x20000000 - RAM_SEEN);
    for (b = c->blocks; b < c->blocks + c->nblocks; b++) {
        DeviceState *block;

        if (!b->type) {
            create_unimplemented_device(b->name, b->base, b->size);
            continue;
        }
        block = qdev_new(b->type);
        object_property_add_child(OBJECT(soc), b->name, OBJECT(block));
        soc->block[b - c->blocks] = block;
        if (b->serial != RALINK_NONE) {
            qdev_prop_set_chr(block, "chardev", serial_hd(b->serial));
        }
    }
    ralink_soc_links(soc);

    /* The window and its controller know each other. */
    window = ralink_soc_block(soc, "flash-window");
    object_property_set_link(OBJECT(window), "spi",
                             OBJECT(ralink_soc_block(soc, "spi")),
                             &error_abort);
    object_property_set_link(OBJECT(ralink_soc_block(soc, "spi")), "window",
                             OBJECT(window), &error_abort);
    qdev_prop_set_uint32(window, "size", soc->flash_bytes);
    ralink_flash_window_source(RALINK_FLASH_WINDOW(window), soc->flash_blk);

    for (b = c->blocks; b < c->blocks + c->nblocks; b++) {
        DeviceState *block = soc->block[b - c->blocks];

        if (block) {
            if (!sysbus_realize_and_unref(SYS_BUS_DEVICE(block), errp)) {
                return;
            }
            ralink_soc_wire(soc, b, block, cpu);
        }
    }
    sysbus_mmio_map(SYS_BUS_DEVICE(ralink_soc_block(soc, "memc")), 1, 0);
    sysbus_connect_irq(SYS_BUS_DEVICE(ralink_soc_block(soc, "intc")), 0,
                       cpu->env.irq[2]);
    sysbus_connect_irq(SYS_BUS_DEVICE(ralink_soc_block(soc, "intc")), 1,
                       cpu->env.irq[3]);
    qdev_connect_gpio_out_named(ralink_soc_block(soc, "timer"), "wdt", 0,
        qdev_get_gpio_in_named(ralink_soc_block(soc, "sysc"), "wdt", 0));

    memory_region_init_alias(&soc->window_boot, OBJECT(soc), "boot-window",
        sysbus_mmio_get_region(SYS_BUS_DEVICE(window), 0), 0,
        BOOT_WINDOW_SIZE);
    memory_region_add_subregion(sysmem, BOOT_WINDOW, &soc->window_boot);
    if (c->sram_size) {
        memory_region_init_ram(&soc->sram, OBJECT(soc), "wifi-sram",
                               c->sram_size, &error_fatal);
        memory_region_add_subregion(sysmem, c->sram_base, &soc->sram);
    }
}

static void ralink_soc_init(Object *obj)
{
    RalinkSoC *soc = RALINK_SOC(obj);

    soc->block = g_new0(DeviceState *, RALINK_SOC_GET_CLASS(obj)->nblocks);
    soc->cpu_clk = qdev_init_clock_out(DEVICE(obj), "cpu");
    object_property_add_link(obj, "ram", TYPE_MEMORY_REGION,
                             (Object **)&soc->ram,
                             object_property_allow_set_link,
                             OBJ_PROP_LINK_STRONG);
}

/* The blocks do not save their state, so nothing of the machine can be. */
static const VMStateDescription ralink_soc_vmstate = {
    .name = TYPE_RALINK_SOC,
    .unmigratable = 1,
};

static void ralink_soc_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = ralink_soc_realize;
    dc->vmsd = &ralink_soc_vmstate;
    dc->user_creatable = false;
}

static void ralink_ehci_class_init(ObjectClass *oc, void *data)
{
    SysBusEHCIClass *c = SYS_BUS_EHCI_CLASS(oc);

    c->capsbase = 0;
    c->opregbase = 0x20;
    c->portnr = 2;
}

static const TypeInfo ralink_soc_types[] = {
    {
        .name = TYPE_RALINK_SOC,
        .parent = TYPE_DEVICE,
        .instance_size = sizeof(RalinkSoC),
        .instance_init = ralink_soc_init,
        .class_size = sizeof(RalinkSoCClass),
        .class_init = ralink_soc_class_init,
        .abstract = true,
    }, {
        .name = TYPE_RALINK_EHCI,
        .parent = TYPE_SYS_BUS_EHCI,
        .class_init = ralink_ehci_class_init,
    },
};

DEFINE_TYPES(ralink_soc_types)
