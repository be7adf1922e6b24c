/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupt controller of MT7620 and MT7628: the same registers in two
 * orders.  Source: [K] arch/mips/ralink/irq.c and the device trees'
 * ralink,intc-registers.
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "hw/irq.h"
#include "ralink.h"

enum { STATUS0 = 1, STATUS1, TYPE, RAW_STATUS, ENABLE, DISABLE };

#define INTC_GLOBAL     BIT(31)
#define INTC_SOURCES    4           /* that may share a line */

typedef struct RalinkIntc {
    RalinkRegs parent_obj;

    qemu_irq cpu[2];
    uint32_t source[INTC_SOURCES];
    uint32_t type;
    uint32_t enable;
} RalinkIntc;

#define TYPE_RALINK_INTC "ralink-intc"
DECLARE_INSTANCE_CHECKER(RalinkIntc, RALINK_INTC, TYPE_RALINK_INTC)

static const RalinkReg mt7620_intc[] = {
    { 0x00, "STATUS0", .tag = STATUS0 },
    { 0x04, "STATUS1", .tag = STATUS1 },
    { 0x20, "TYPE", .tag = TYPE },
    { 0x30, "RAW_STATUS", .tag = RAW_STATUS },
    { 0x34, "ENABLE", .tag = ENABLE },
    { 0x38, "DISABLE", .tag = DISABLE },
};

static const RalinkReg mt7628_intc[] = {
    { 0x9c, "STATUS0", .tag = STATUS0 },
    { 0xa0, "STATUS1", .tag = STATUS1 },
    { 0x6c, "TYPE", .tag = TYPE },
    { 0xa4, "RAW_STATUS", .tag = RAW_STATUS },
    { 0x80, "ENABLE", .tag = ENABLE },
    { 0x78, "DISABLE", .tag = DISABLE },
};

static uint32_t ralink_intc_raw(RalinkIntc *s)
{
    return s->source[0] | s->source[1] | s->source[2] | s->source[3];
}

static uint32_t ralink_intc_pending(RalinkIntc *s)
{
    return s->enable & INTC_GLOBAL ? ralink_intc_raw(s) & s->enable : 0;
}

static void ralink_intc_update(RalinkIntc *s)
{
    qemu_set_irq(s->cpu[0], !!(ralink_intc_pending(s) & ~s->type));
    qemu_set_irq(s->cpu[1], !!(ralink_intc_pending(s) & s->type));
}

static uint32_t ralink_intc_read(RalinkRegs *regs, const RalinkReg *r,
                                 unsigned i, uint32_t value)
{
    RalinkIntc *s = RALINK_INTC(regs);

    switch (r->tag) {
    case STATUS0:
        return ralink_intc_pending(s) & ~s->type;
    case STATUS1:
        return ralink_intc_pending(s) & s->type;
    case TYPE:
        return s->type;
    case RAW_STATUS:
        return ralink_intc_raw(s);
    default:                    /* ENABLE */
        return s->enable;
    }
}

static void ralink_intc_write(RalinkRegs *regs, const RalinkReg *r,
                              unsigned i, uint32_t old, uint32_t written)
{
    RalinkIntc *s = RALINK_INTC(regs);

    switch (r->tag) {
    case TYPE:
        s->type = written;
        break;
    case ENABLE:
        s->enable |= written;
        break;
    case DISABLE:
        s->enable &= ~written;
        break;
    }
    ralink_intc_update(s);
}

static void ralink_intc_line(void *opaque, int n, int level)
{
    RalinkIntc *s = opaque;

    s->source[n / 32] = deposit32(s->source[n / 32], n % 32, 1, !!level);
    ralink_intc_update(s);
}

static void ralink_intc_after_reset(RalinkRegs *regs)
{
    RalinkIntc *s = RALINK_INTC(regs);

    s->type = s->enable = 0;
    ralink_intc_update(s);
}

static void ralink_intc_init(Object *obj)
{
    RalinkIntc *s = RALINK_INTC(obj);

    qdev_init_gpio_in(DEVICE(obj), ralink_intc_line, 32 * INTC_SOURCES);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->cpu[0]);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->cpu[1]);
}

static void ralink_intc_class_init(ObjectClass *oc, void *data)
{
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);

    c->read = ralink_intc_read;
    c->write = ralink_intc_write;
    c->after_reset = ralink_intc_after_reset;
}

static void mt7620_intc_class_init(ObjectClass *oc, void *data)
{
    ralink_regs_class_table(oc, mt7620_intc, ARRAY_SIZE(mt7620_intc), 0x100);
}

static void mt7628_intc_class_init(ObjectClass *oc, void *data)
{
    ralink_regs_class_table(oc, mt7628_intc, ARRAY_SIZE(mt7628_intc), 0x100);
}

static const TypeInfo ralink_intc_types[] = {
    {
        .name = TYPE_RALINK_INTC,
        .parent = TYPE_RALINK_REGS,
        .instance_size = sizeof(RalinkIntc),
        .instance_init = ralink_intc_init,
        .class_init = ralink_intc_class_init,
        .abstract = true,
    }, {
        .name = TYPE_MT7620_INTC,
        .parent = TYPE_RALINK_INTC,
        .class_init = mt7620_intc_class_init,
    }, {
        .name = TYPE_MT7628_INTC,
        .parent = TYPE_RALINK_INTC,
        .class_init = mt7628_intc_class_init,
    },
};

DEFINE_TYPES(ralink_intc_types)
