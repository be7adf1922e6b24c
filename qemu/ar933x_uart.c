/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The UART of the AR933x.
 *
 * Registers: Linux 6.1, arch/mips/include/asm/mach-ath79/ar933x_uart.h and
 * drivers/tty/serial/ar933x_uart.c.
 *
 * Sending takes no time.  The speed is kept but means nothing; break, framing
 * and flow control are not modelled.
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "chardev/char-fe.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "hw/sysbus.h"
#include "ath79_soc.h"

#define R_DATA              0x00
#define   DATA_RX_VALID     BIT(8)
#define   DATA_TX_READY     BIT(9)
#define R_CS                0x04
#define   CS_TX_READY       BIT(9)
#define   CS_HOST_INT_EN    BIT(13)
#define   CS_HOST_INT       BIT(12)
#define R_CLOCK             0x08
#define R_INT               0x0c
#define R_INT_EN            0x10
#define   INT_RX_VALID      BIT(0)
#define   INT_TX_READY      BIT(1)
#define   INT_TX_EMPTY      BIT(9)

#define FIFO_SIZE           16

OBJECT_DECLARE_SIMPLE_TYPE(Ar933xUart, AR933X_UART)

struct Ar933xUart {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    CharBackend chr;
    qemu_irq irq;
    uint8_t rx[FIFO_SIZE];
    int rx_len;
    uint32_t cs;
    uint32_t clock;
    uint32_t int_en;
};

/* All modelled causes are levels: writing INT cannot clear them for long. */
static uint32_t ar933x_uart_cause(Ar933xUart *s)
{
    return INT_TX_READY | INT_TX_EMPTY |
           (s->rx_len ? INT_RX_VALID : 0);
}

static bool ar933x_uart_pending(Ar933xUart *s)
{
    return ar933x_uart_cause(s) & s->int_en;
}

static void ar933x_uart_update(Ar933xUart *s)
{
    qemu_set_irq(s->irq, (s->cs & CS_HOST_INT_EN) && ar933x_uart_pending(s));
}

static uint64_t ar933x_uart_read(void *opaque, hwaddr offset, unsigned size)
{
    Ar933xUart *s = opaque;

    switch (offset) {
    case R_DATA:
        return DATA_TX_READY | (s->rx_len ? DATA_RX_VALID | s->rx[0] : 0);
    case R_CS:
        return s->cs | CS_TX_READY |
               (ar933x_uart_pending(s) ? CS_HOST_INT : 0);
    case R_CLOCK:
        return s->clock;
    case R_INT:
        return ar933x_uart_cause(s);
    case R_INT_EN:
        return s->int_en;
    }
    qemu_log_mask(LOG_UNIMP, "ar933x-uart: read of unknown register 0x%02"
                  HWADDR_PRIx "\n", offset);
    return 0;
}

static void ar933x_uart_write(void *opaque, hwaddr offset, uint64_t value,
                              unsigned size)
{
    Ar933xUart *s = opaque;
    uint8_t byte = value;

    switch (offset) {
    case R_DATA:
        if (value & DATA_TX_READY) {
            qemu_chr_fe_write_all(&s->chr, &byte, 1);
        }
        if ((value & DATA_RX_VALID) && s->rx_len) {
            memmove(s->rx, s->rx + 1, --s->rx_len);
            qemu_chr_fe_accept_input(&s->chr);
        }
        break;
    case R_CS:
        s->cs = value & ~(CS_HOST_INT | CS_TX_READY);
        break;
    case R_CLOCK:
        s->clock = value;
        break;
    case R_INT:
        break;
    case R_INT_EN:
        s->int_en = value;
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "ar933x-uart: write of 0x%08" PRIx64
                      " to unknown register 0x%02" HWADDR_PRIx "\n",
                      value, offset);
    }
    ar933x_uart_update(s);
}

static const MemoryRegionOps ar933x_uart_ops = {
    .read = ar933x_uart_read,
    .write = ar933x_uart_write,
    .endianness = DEVICE_BIG_ENDIAN,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static int ar933x_uart_can_receive(void *opaque)
{
    return FIFO_SIZE - AR933X_UART(opaque)->rx_len;
}

static void ar933x_uart_receive(void *opaque, const uint8_t *buf, int size)
{
    Ar933xUart *s = opaque;

    memcpy(s->rx + s->rx_len, buf, size);
    s->rx_len += size;
    ar933x_uart_update(s);
}

static void ar933x_uart_reset(DeviceState *dev)
{
    Ar933xUart *s = AR933X_UART(dev);

    s->rx_len = 0;
    s->cs = 0;
    s->clock = 0;
    s->int_en = 0;
    ar933x_uart_update(s);
}

static void ar933x_uart_realize(DeviceState *dev, Error **errp)
{
    Ar933xUart *s = AR933X_UART(dev);

    memory_region_init_io(&s->iomem, OBJECT(s), &ar933x_uart_ops, s,
                          TYPE_AR933X_UART, 0x100);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(s), &s->irq);
    qemu_chr_fe_set_handlers(&s->chr, ar933x_uart_can_receive,
                             ar933x_uart_receive, NULL, NULL, s, NULL, true);
}

static Property ar933x_uart_properties[] = {
    DEFINE_PROP_CHR("chardev", Ar933xUart, chr),
    DEFINE_PROP_END_OF_LIST(),
};

static void ar933x_uart_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "AR933x UART";
    dc->realize = ar933x_uart_realize;
    dc->reset = ar933x_uart_reset;
    dc->user_creatable = false;
    device_class_set_props(dc, ar933x_uart_properties);
}

static const TypeInfo ar933x_uart_info = {
    .name = TYPE_AR933X_UART,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Ar933xUart),
    .class_init = ar933x_uart_class_init,
};

static void ar933x_uart_register(void)
{
    type_register_static(&ar933x_uart_info);
}

type_init(ar933x_uart_register)
