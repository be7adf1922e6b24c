/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A block of plain registers.  See ath79_bank.h.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "ath79_bank.h"

struct Ath79Bank {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    char *name;
    uint32_t size;
    uint32_t *value;
    const Ath79Reg *table;
    Ath79BankWritten *written;
    void *opaque;
};

static const Ath79Reg *ath79_bank_find(Ath79Bank *s, hwaddr offset)
{
    const Ath79Reg *r;

    for (r = s->table; r->writable || r->reset || r->one; r++) {
        if (offset >= r->offset && offset < r->offset + 4 * MAX(r->count, 1)) {
            return r;
        }
    }
    return NULL;
}

uint32_t ath79_bank_get(Ath79Bank *s, hwaddr offset)
{
    return s->value[offset / 4];
}

static uint64_t ath79_bank_read(void *opaque, hwaddr offset, unsigned size)
{
    Ath79Bank *s = opaque;
    const Ath79Reg *r = ath79_bank_find(s, offset);

    if (!r) {
        qemu_log_mask(LOG_UNIMP, "%s: read of unknown register 0x%03"
                      HWADDR_PRIx "\n", s->name, offset);
        return 0;
    }
    return s->value[offset / 4] | r->one;
}

static void ath79_bank_write(void *opaque, hwaddr offset, uint64_t value,
                             unsigned size)
{
    Ath79Bank *s = opaque;
    const Ath79Reg *r = ath79_bank_find(s, offset);
    uint32_t *v = &s->value[offset / 4];

    if (!r) {
        qemu_log_mask(LOG_UNIMP, "%s: write of 0x%08" PRIx64
                      " to unknown register 0x%03" HWADDR_PRIx "\n",
                      s->name, value, offset);
        return;
    }
    *v = (*v & ~r->writable) | (value & r->writable);
    if (s->written) {
        s->written(s->opaque, s, offset);
    }
}

static const MemoryRegionOps ath79_bank_ops = {
    .read = ath79_bank_read,
    .write = ath79_bank_write,
    .endianness = DEVICE_BIG_ENDIAN,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void ath79_bank_reset(DeviceState *dev)
{
    Ath79Bank *s = ATH79_BANK(dev);
    const Ath79Reg *r;
    uint32_t i;

    memset(s->value, 0, s->size);
    for (r = s->table; r->writable || r->reset || r->one; r++) {
        for (i = 0; i < MAX(r->count, 1); i++) {
            s->value[r->offset / 4 + i] = r->reset;
        }
    }
    if (s->written) {
        s->written(s->opaque, s, 0);
    }
}

static void ath79_bank_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "ath79 registers without function";
    dc->reset = ath79_bank_reset;
    dc->user_creatable = false;
}

static const TypeInfo ath79_bank_info = {
    .name = TYPE_ATH79_BANK,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Ath79Bank),
    .class_init = ath79_bank_class_init,
};

static void ath79_bank_register(void)
{
    type_register_static(&ath79_bank_info);
}

type_init(ath79_bank_register)

Ath79Bank *ath79_bank_create(Object *parent, const char *name, hwaddr base,
                             uint32_t size, const Ath79Reg *table,
                             Ath79BankWritten *written, void *opaque)
{
    Ath79Bank *s = ATH79_BANK(qdev_new(TYPE_ATH79_BANK));

    object_property_add_child(parent, name, OBJECT(s));
    s->name = g_strdup(name);
    s->size = size;
    s->value = g_malloc0(size);
    s->table = table;
    s->written = written;
    s->opaque = opaque;
    memory_region_init_io(&s->iomem, OBJECT(s), &ath79_bank_ops, s, name,
                          size);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem);
    sysbus_realize_and_unref(SYS_BUS_DEVICE(s), &error_fatal);
    sysbus_mmio_map(SYS_BUS_DEVICE(s), 0, base);
    return s;
}
