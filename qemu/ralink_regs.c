/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks that are tables of 32-bit registers.
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "ralink.h"

/* The row for an offset in bytes, and which of its registers; or NULL. */
static const RalinkReg *ralink_regs_find(RalinkRegs *s, hwaddr offset,
                                         unsigned *i)
{
    RalinkRegsClass *c = RALINK_REGS_GET_CLASS(s);
    const RalinkReg *r;

    if (!s->row[offset / 4]) {
        return NULL;
    }
    r = &c->regs[s->row[offset / 4] - 1];
    *i = (offset - r->offset) / (r->stride ? r->stride : 4);
    return r;
}

static uint64_t ralink_regs_read(void *opaque, hwaddr offset, unsigned size)
{
    RalinkRegs *s = opaque;
    RalinkRegsClass *c = RALINK_REGS_GET_CLASS(s);
    const RalinkReg *r;
    uint32_t value;
    unsigned i;

    offset &= ~(hwaddr)3;
    r = ralink_regs_find(s, offset, &i);
    if (!r) {
        qemu_log_mask(LOG_UNIMP, "%s: read of unknown register 0x%04x\n",
                      object_get_typename(OBJECT(s)), (unsigned)offset);
        return 0;
    }
    value = s->value[offset / 4];
    return r->tag && c->read ? c->read(s, r, i, value) : value;
}

static void ralink_regs_write(void *opaque, hwaddr offset, uint64_t value,
                              unsigned size)
{
    RalinkRegs *s = opaque;
    RalinkRegsClass *c = RALINK_REGS_GET_CLASS(s);
    const RalinkReg *r;
    uint32_t *kept, old;
    unsigned i;

    offset &= ~(hwaddr)3;
    r = ralink_regs_find(s, offset, &i);
    if (!r) {
        qemu_log_mask(LOG_UNIMP,
                      "%s: write of 0x%08x to unknown register 0x%04x\n",
                      object_get_typename(OBJECT(s)), (unsigned)value,
                      (unsigned)offset);
        return;
    }
    kept = &s->value[offset / 4];
    old = *kept;
    *kept = (old & ~r->writable) | (value & r->writable);
    if (r->tag && c->write) {
        c->write(s, r, i, old, value);
    }
}

static const MemoryRegionOps ralink_regs_ops = {
    .read = ralink_regs_read,
    .write = ralink_regs_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 4 },
    .impl = { .min_access_size = 4, .max_access_size = 4 },
};

static void ralink_regs_reset(DeviceState *dev)
{
    RalinkRegs *s = RALINK_REGS(dev);
    RalinkRegsClass *c = RALINK_REGS_GET_CLASS(s);
    unsigned word;

    for (word = 0; word < c->size / 4; word++) {
        if (s->row[word]) {
            s->value[word] = c->regs[s->row[word] - 1].reset;
        }
    }
    if (c->after_reset) {
        c->after_reset(s);
    }
}

static void ralink_regs_init(Object *obj)
{
    RalinkRegs *s = RALINK_REGS(obj);
    RalinkRegsClass *c = RALINK_REGS_GET_CLASS(s);
    const RalinkReg *r;
    unsigned i;

    s->value = g_new0(uint32_t, c->size / 4);
    s->row = g_new0(uint8_t, c->size / 4);
    for (r = c->regs; r < c->regs + c->nregs; r++) {
        for (i = 0; i < MAX(r->count, 1); i++) {
            uint32_t offset = r->offset + i * (r->stride ? r->stride : 4);

            assert(offset % 4 == 0 && offset < c->size);
            assert(!s->row[offset / 4]);
            s->row[offset / 4] = r - c->regs + 1;
        }
    }
    memory_region_init_io(&s->iomem, obj, &ralink_regs_ops, s,
                          object_get_typename(obj), c->size);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
}

static void ralink_regs_finalize(Object *obj)
{
    RalinkRegs *s = RALINK_REGS(obj);

    g_free(s->value);
    g_free(s->row);
}

static void ralink_regs_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->reset = ralink_regs_reset;
    dc->user_creatable = false;
}

void ralink_regs_class_table(ObjectClass *oc, const RalinkReg *regs,
                             unsigned nregs, uint32_t size)
{
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);

    assert(nregs < 256);
    c->regs = regs;
    c->nregs = nregs;
    c->size = size;
}

void ralink_regs_plain_class_init(ObjectClass *oc, void *plain_block)
{
    const RalinkPlainBlock *b = plain_block;

    ralink_regs_class_table(oc, b->regs, b->nregs, b->size);
}

static const TypeInfo ralink_regs_types[] = {
    {
        .name = TYPE_RALINK_REGS,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RalinkRegs),
        .instance_init = ralink_regs_init,
        .instance_finalize = ralink_regs_finalize,
        .class_size = sizeof(RalinkRegsClass),
        .class_init = ralink_regs_class_init,
        .abstract = true,
    },
};

DEFINE_TYPES(ralink_regs_types)
