/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GPIO block of AR933x and AR934x.
 *
 * Registers: Linux 6.1, drivers/gpio/gpio-ath79.c and
 * arch/mips/include/asm/mach-ath79/ar71xx_regs.h.  That reading PENDING clears
 * edges follows from the driver, which never acknowledges one.
 *
 * The function selects (FUNC, OUT_FUNC, IN_ENABLE) are kept but route nothing.
 * An input without a driver reads as 1 (pull-ups, inferred).
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "ath79_soc.h"
#include "gpio_panel.h"

#define R_OE                0x00
#define R_IN                0x04
#define R_OUT               0x08
#define R_SET               0x0c
#define R_CLEAR             0x10
#define R_INT_ENABLE        0x14
#define R_INT_TYPE          0x18    /* 1 level, 0 edge */
#define R_INT_POLARITY      0x1c    /* 1 high, rising */
#define R_INT_PENDING       0x20
#define R_INT_MASK          0x24
#define R_FUNC              0x28
#define R_END               0x70

OBJECT_DECLARE_SIMPLE_TYPE(Ath79Gpio, ATH79_GPIO)

struct Ath79Gpio {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    qemu_irq pin_out[32];
    bool oe_inverted;
    uint32_t oe;
    uint32_t out;
    uint32_t outside;           /* levels that others drive */
    uint32_t enable;
    uint32_t type;
    uint32_t polarity;
    uint32_t edges;
    uint32_t mask;
    uint32_t func[(R_END - R_FUNC) / 4];
    uint32_t was;               /* levels at the last look */
};

static uint32_t ath79_gpio_outputs(Ath79Gpio *s)
{
    return s->oe_inverted ? ~s->oe : s->oe;
}

static uint32_t ath79_gpio_levels(Ath79Gpio *s)
{
    uint32_t outputs = ath79_gpio_outputs(s);

    return (s->out & outputs) | (s->outside & ~outputs);
}

static uint32_t ath79_gpio_pending(Ath79Gpio *s)
{
    return s->enable & ((s->edges & ~s->type) |
                        (~(ath79_gpio_levels(s) ^ s->polarity) & s->type));
}

static void ath79_gpio_update(Ath79Gpio *s)
{
    uint32_t levels = ath79_gpio_levels(s);
    uint32_t outputs = ath79_gpio_outputs(s);
    int i;

    s->edges |= (levels ^ s->was) & ~(levels ^ s->polarity) & s->enable;
    s->was = levels;
    for (i = 0; i < 32; i++) {
        qemu_set_irq(s->pin_out[i], extract32(outputs, i, 1)
                     ? extract32(levels, i, 1) : GPIO_UNDRIVEN);
    }
    qemu_set_irq(s->irq, (ath79_gpio_pending(s) & s->mask) != 0);
}

static void ath79_gpio_set_pin(void *opaque, int n, int level)
{
    Ath79Gpio *s = opaque;

    s->outside = deposit32(s->outside, n, 1, !!level);
    ath79_gpio_update(s);
}

static uint32_t *ath79_gpio_reg(Ath79Gpio *s, hwaddr offset)
{
    switch (offset) {
    case R_OE:
        return &s->oe;
    case R_OUT:
        return &s->out;
    case R_INT_ENABLE:
        return &s->enable;
    case R_INT_TYPE:
        return &s->type;
    case R_INT_POLARITY:
        return &s->polarity;
    case R_INT_MASK:
        return &s->mask;
    case R_FUNC ... R_END - 4:
        return &s->func[(offset - R_FUNC) / 4];
    }
    return NULL;
}

static uint64_t ath79_gpio_read(void *opaque, hwaddr offset, unsigned size)
{
    Ath79Gpio *s = opaque;
    uint32_t *reg = ath79_gpio_reg(s, offset);
    uint32_t value;

    if (reg) {
        return *reg;
    }
    switch (offset) {
    case R_IN:
        return ath79_gpio_levels(s);
    case R_INT_PENDING:
        value = ath79_gpio_pending(s);
        s->edges = 0;
        ath79_gpio_update(s);
        return value;
    case R_SET:
    case R_CLEAR:
        return 0;
    }
    qemu_log_mask(LOG_UNIMP, "ath79-gpio: read of unknown register 0x%02"
                  HWADDR_PRIx "\n", offset);
    return 0;
}

static void ath79_gpio_write(void *opaque, hwaddr offset, uint64_t value,
                             unsigned size)
{
    Ath79Gpio *s = opaque;
    uint32_t *reg = ath79_gpio_reg(s, offset);

    if (reg) {
        *reg = value;
    } else if (offset == R_SET) {
        s->out |= value;
    } else if (offset == R_CLEAR) {
        s->out &= ~value;
    } else {
        qemu_log_mask(LOG_UNIMP, "ath79-gpio: write of 0x%08" PRIx64
                      " to unknown register 0x%02" HWADDR_PRIx "\n",
                      value, offset);
        return;
    }
    ath79_gpio_update(s);
}

static const MemoryRegionOps ath79_gpio_ops = {
    .read = ath79_gpio_read,
    .write = ath79_gpio_write,
    .endianness = DEVICE_BIG_ENDIAN,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void ath79_gpio_reset(DeviceState *dev)
{
    Ath79Gpio *s = ATH79_GPIO(dev);

    s->oe = s->oe_inverted ? ~0u : 0;
    s->out = 0;
    s->enable = 0;
    s->type = 0;
    s->polarity = 0;
    s->edges = 0;
    s->mask = 0;
    memset(s->func, 0, sizeof(s->func));
    s->was = ath79_gpio_levels(s);
    ath79_gpio_update(s);
}

static void ath79_gpio_realize(DeviceState *dev, Error **errp)
{
    Ath79Gpio *s = ATH79_GPIO(dev);

    s->outside = ~0u;
    memory_region_init_io(&s->iomem, OBJECT(s), &ath79_gpio_ops, s,
                          TYPE_ATH79_GPIO, 0x100);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(s), &s->irq);
    qdev_init_gpio_in_named(dev, ath79_gpio_set_pin, "pin", 32);
    qdev_init_gpio_out_named(dev, s->pin_out, "pin-out", 32);
}

static Property ath79_gpio_properties[] = {
    DEFINE_PROP_BOOL("oe-inverted", Ath79Gpio, oe_inverted, false),
    DEFINE_PROP_END_OF_LIST(),
};

static void ath79_gpio_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "ath79 GPIO";
    dc->realize = ath79_gpio_realize;
    dc->reset = ath79_gpio_reset;
    dc->user_creatable = false;
    device_class_set_props(dc, ath79_gpio_properties);
}

static const TypeInfo ath79_gpio_info = {
    .name = TYPE_ATH79_GPIO,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Ath79Gpio),
    .class_init = ath79_gpio_class_init,
};

static void ath79_gpio_register(void)
{
    type_register_static(&ath79_gpio_info);
}

type_init(ath79_gpio_register)
