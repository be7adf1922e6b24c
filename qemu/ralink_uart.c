/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UARTs: QEMU's 16550A behind MT7620's own order of registers, and behind
 * MT7628's, which is a 16550 with a few more.
 *
 * Sources: [K] drivers/tty/serial/8250/8250_port.c (au_io_in_map), [UB]
 * drivers/serial/serial_mt7620.c, serial_mtk.c.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "hw/char/serial.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "ralink.h"

/* Tags: the 16550's register number + 1, for reading and for writing. */
#define UART_READ(n)    ((n) + 1)
#define UART_WRITE(n)   (((n) + 1) << 4)
#define UART_RW(n)      (UART_READ(n) | UART_WRITE(n))
#define UART_DIVISOR    0x100
#define UART_FCR_READ   0x200

#define LCR     3
#define LCR_DLAB    0x80

#define UART_CLOCK_HZ   40000000

typedef struct RalinkUart {
    RalinkRegs parent_obj;

    SerialState serial;
} RalinkUart;

#define TYPE_RALINK_UART "ralink-uart"
DECLARE_INSTANCE_CHECKER(RalinkUart, RALINK_UART, TYPE_RALINK_UART)

static const RalinkReg mt7620_uart[] = {
    { 0x00, "RBR", .tag = UART_READ(0) },
    { 0x04, "TBR", .tag = UART_WRITE(0) },
    { 0x08, "IER", .tag = UART_RW(1) },
    { 0x0c, "IIR", .tag = UART_READ(2) },
    { 0x10, "FCR", .tag = UART_WRITE(2) | UART_FCR_READ },
    { 0x14, "LCR", .tag = UART_RW(LCR) },
    { 0x18, "MCR", .tag = UART_RW(4) },
    { 0x1c, "LSR", .tag = UART_READ(5) },
    { 0x20, "MSR", .tag = UART_READ(6) },
    { 0x24, "SCRATCH", .tag = UART_RW(7) },
    { 0x28, "DL", 1, 0xffff, .tag = UART_DIVISOR },
};

static const RalinkReg mt7628_uart[] = {
    { 0x00, "RBR", .tag = UART_RW(0) },
    { 0x04, "IER", .tag = UART_RW(1) },
    { 0x08, "IIR", .tag = UART_RW(2) },
    { 0x0c, "LCR", .tag = UART_RW(LCR) },
    { 0x10, "MCR", .tag = UART_RW(4) },
    { 0x14, "LSR", .tag = UART_RW(5) },
    { 0x18, "MSR", .tag = UART_RW(6) },
    { 0x1c, "SCRATCH", .tag = UART_RW(7) },
    /* How the clock is divided; characters take no time here. */
    { 0x20, "MDR1", 0, ~0u },
    { 0x24, "HIGHSPEED", 0, ~0u },
    { 0x28, "SAMPLE_COUNT", 0, ~0u },
    { 0x2c, "SAMPLE_POINT", 0, ~0u },
    { 0x30, "FRACDIV_L", 0, ~0u },
    { 0x34, "FRACDIV_M", 0, ~0u },
};

static void ralink_uart_put(RalinkUart *s, unsigned reg, uint8_t value)
{
    serial_io_ops.write(&s->serial, reg, value, 1);
}

static uint8_t ralink_uart_get(RalinkUart *s, unsigned reg)
{
    return serial_io_ops.read(&s->serial, reg, 1);
}

static uint32_t ralink_uart_read(RalinkRegs *regs, const RalinkReg *r,
                                 unsigned i, uint32_t value)
{
    RalinkUart *s = RALINK_UART(regs);

    if (r->tag & 0xf) {
        return ralink_uart_get(s, (r->tag & 0xf) - 1);
    }
    if (r->tag & UART_FCR_READ) {
        return s->serial.fcr;
    }
    return value;
}

static void ralink_uart_write(RalinkRegs *regs, const RalinkReg *r,
                              unsigned i, uint32_t old, uint32_t written)
{
    RalinkUart *s = RALINK_UART(regs);
    uint8_t lcr;

    if (r->tag & UART_DIVISOR) {
        lcr = ralink_uart_get(s, LCR);
        ralink_uart_put(s, LCR, lcr | LCR_DLAB);
        ralink_uart_put(s, 0, written);
        ralink_uart_put(s, 1, written >> 8);
        ralink_uart_put(s, LCR, lcr);
    } else if (r->tag >> 4 & 0xf) {
        ralink_uart_put(s, (r->tag >> 4 & 0xf) - 1, written);
    }
}

/* MT7620's has the divisor in a register of its own, and no DLAB. */
static void mt7620_uart_write(RalinkRegs *regs, const RalinkReg *r,
                              unsigned i, uint32_t old, uint32_t written)
{
    if (r->tag == UART_RW(LCR)) {
        written &= ~LCR_DLAB;
    }
    ralink_uart_write(regs, r, i, old, written);
}

static void ralink_uart_realize(DeviceState *dev, Error **errp)
{
    RalinkUart *s = RALINK_UART(dev);

    if (!qdev_realize(DEVICE(&s->serial), NULL, errp)) {
        return;
    }
    sysbus_init_irq(SYS_BUS_DEVICE(dev), &s->serial.irq);
}

static void ralink_uart_init(Object *obj)
{
    RalinkUart *s = RALINK_UART(obj);

    object_initialize_child(obj, "serial", &s->serial, TYPE_SERIAL);
    qdev_prop_set_uint32(DEVICE(&s->serial), "baudbase", UART_CLOCK_HZ / 16);
    object_property_add_alias(obj, "chardev", OBJECT(&s->serial), "chardev");
}

static void ralink_uart_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);

    c->read = ralink_uart_read;
    c->write = ralink_uart_write;
    dc->realize = ralink_uart_realize;
}

static void mt7620_uart_class_init(ObjectClass *oc, void *data)
{
    ralink_regs_class_table(oc, mt7620_uart, ARRAY_SIZE(mt7620_uart), 0x100);
    RALINK_REGS_CLASS(oc)->write = mt7620_uart_write;
}

static void mt7628_uart_class_init(ObjectClass *oc, void *data)
{
    ralink_regs_class_table(oc, mt7628_uart, ARRAY_SIZE(mt7628_uart), 0x100);
}

static const TypeInfo ralink_uart_types[] = {
    {
        .name = TYPE_RALINK_UART,
        .parent = TYPE_RALINK_REGS,
        .instance_size = sizeof(RalinkUart),
        .instance_init = ralink_uart_init,
        .class_init = ralink_uart_class_init,
        .abstract = true,
    }, {
        .name = TYPE_MT7620_UART,
        .parent = TYPE_RALINK_UART,
        .class_init = mt7620_uart_class_init,
    }, {
        .name = TYPE_MT7628_UART,
        .parent = TYPE_RALINK_UART,
        .class_init = mt7628_uart_class_init,
    },
};

DEFINE_TYPES(ralink_uart_types)
