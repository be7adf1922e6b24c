/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPIO of MT7620 (24 + 16 + 32 + 1 lines, two register layouts) and of
 * MT7628 (3 x 32 lines).
 *
 * Sources: [UB] arch/mips/dts/mt7620.dtsi, drivers/gpio/mt7620_gpio.c; [OW]
 * gpio-ralink.c (through hardware.md); [K] drivers/gpio/gpio-mt7621.c.
 * Pin functions (GPIOMODE) are not modelled: every pin is a GPIO.
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "hw/irq.h"
#include "gpio_panel.h"
#include "ralink.h"

#define BANKS_MAX   4

enum {
    ROLE_INT = 1, ROLE_EDGE, ROLE_RENA, ROLE_FENA, ROLE_HLVL, ROLE_LLVL,
    ROLE_DATA, ROLE_DIR, ROLE_POL, ROLE_SET, ROLE_RESET, ROLE_TOGGLE,
};
#define TAG(bank, role)     ((bank) << 8 | (role))

typedef struct RalinkBank {
    uint32_t out, dir, pol;     /* what the guest set; dir: 1 is output */
    uint32_t in;                /* what is put on the pins from outside */
    uint32_t pins;              /* what was there when last looked at */
    uint32_t rena, fena, hlvl, llvl;
    uint32_t stat, edge;        /* pending; was it a rising edge */
} RalinkBank;

typedef struct RalinkGpio {
    RalinkRegs parent_obj;

    qemu_irq irq;
    qemu_irq pin[BANKS_MAX * 32];
    RalinkBank bank[BANKS_MAX];
} RalinkGpio;

#define TYPE_RALINK_GPIO "ralink-gpio"
typedef struct RalinkGpioClass {
    RalinkRegsClass parent_class;

    uint8_t lines[BANKS_MAX];
} RalinkGpioClass;
DECLARE_OBJ_CHECKERS(RalinkGpio, RalinkGpioClass, RALINK_GPIO,
                     TYPE_RALINK_GPIO)

/* The second to fourth bank of MT7620 */
#define MT7620_SMALL_BANK(n, base) \
    { (base) + 0x00, "INT", .tag = TAG(n, ROLE_INT) }, \
    { (base) + 0x04, "EDGE", .tag = TAG(n, ROLE_EDGE) }, \
    { (base) + 0x08, "RENA", .tag = TAG(n, ROLE_RENA) }, \
    { (base) + 0x0c, "FENA", .tag = TAG(n, ROLE_FENA) }, \
    { (base) + 0x10, "DATA", .tag = TAG(n, ROLE_DATA) }, \
    { (base) + 0x14, "DIR", .tag = TAG(n, ROLE_DIR) }, \
    { (base) + 0x18, "POL", .tag = TAG(n, ROLE_POL) }, \
    { (base) + 0x1c, "SET", .tag = TAG(n, ROLE_SET) }, \
    { (base) + 0x20, "RESET", .tag = TAG(n, ROLE_RESET) }, \
    { (base) + 0x24, "TOG", .tag = TAG(n, ROLE_TOGGLE) }

static const RalinkReg mt7620_gpio[] = {
    { 0x00, "INT", .tag = TAG(0, ROLE_INT) },
    { 0x04, "EDGE", .tag = TAG(0, ROLE_EDGE) },
    { 0x08, "RENA", .tag = TAG(0, ROLE_RENA) },
    { 0x0c, "FENA", .tag = TAG(0, ROLE_FENA) },
    { 0x20, "DATA", .tag = TAG(0, ROLE_DATA) },
    { 0x24, "DIR", .tag = TAG(0, ROLE_DIR) },
    { 0x28, "POL", .tag = TAG(0, ROLE_POL) },
    { 0x2c, "SET", .tag = TAG(0, ROLE_SET) },
    { 0x30, "RESET", .tag = TAG(0, ROLE_RESET) },
    { 0x34, "TOG", .tag = TAG(0, ROLE_TOGGLE) },
    MT7620_SMALL_BANK(1, 0x38),
    MT7620_SMALL_BANK(2, 0x60),
    MT7620_SMALL_BANK(3, 0x88),
};

/* Bank by register, not by row: i is the bank. */
static const RalinkReg mt7628_gpio[] = {
    { 0x00, "CTRL", .count = 3, .tag = ROLE_DIR },
    { 0x10, "POL", .count = 3, .tag = ROLE_POL },
    { 0x20, "DATA", .count = 3, .tag = ROLE_DATA },
    { 0x30, "DSET", .count = 3, .tag = ROLE_SET },
    { 0x40, "DCLR", .count = 3, .tag = ROLE_RESET },
    { 0x50, "REDGE", .count = 3, .tag = ROLE_RENA },
    { 0x60, "FEDGE", .count = 3, .tag = ROLE_FENA },
    { 0x70, "HLVL", .count = 3, .tag = ROLE_HLVL },
    { 0x80, "LLVL", .count = 3, .tag = ROLE_LLVL },
    { 0x90, "STAT", .count = 3, .tag = ROLE_INT },
    { 0xa0, "EDGE", .count = 3, .tag = ROLE_EDGE },
};

/* Pins, interrupts and outputs follow what was just set. */
static void ralink_gpio_update(RalinkGpio *s)
{
    RalinkGpioClass *c = RALINK_GPIO_GET_CLASS(s);
    unsigned b, n, line = 0;
    uint32_t pending = 0;

    for (b = 0; b < BANKS_MAX; b++) {
        RalinkBank *k = &s->bank[b];
        uint32_t pins = (k->out & k->dir) | (k->in & ~k->dir);
        uint32_t rose = pins & ~k->pins & k->rena;
        uint32_t fell = ~pins & k->pins & k->fena;

        k->pins = pins;
        k->stat |= rose | fell | (pins & k->hlvl) | (~pins & k->llvl);
        k->edge = (k->edge | rose) & ~fell;
        pending |= k->stat;
        for (n = 0; n < c->lines[b]; n++) {
            qemu_set_irq(s->pin[line++],
                         k->dir >> n & 1 ? pins >> n & 1 : GPIO_UNDRIVEN);
        }
    }
    qemu_set_irq(s->irq, !!pending);
}

static uint32_t ralink_gpio_read(RalinkRegs *regs, const RalinkReg *r,
                                 unsigned i, uint32_t value)
{
    RalinkBank *k = &RALINK_GPIO(regs)->bank[(r->tag >> 8) + i];

    switch (r->tag & 0xff) {
    case ROLE_INT:
        return k->stat;
    case ROLE_EDGE:
        return k->edge;
    case ROLE_RENA:
        return k->rena;
    case ROLE_FENA:
        return k->fena;
    case ROLE_HLVL:
        return k->hlvl;
    case ROLE_LLVL:
        return k->llvl;
    case ROLE_DATA:
        return k->pins ^ k->pol;
    case ROLE_DIR:
        return k->dir;
    case ROLE_POL:
        return k->pol;
    default:                    /* SET, RESET, TOGGLE: nothing to read */
        return 0;
    }
}

static void ralink_gpio_write(RalinkRegs *regs, const RalinkReg *r,
                              unsigned i, uint32_t old, uint32_t written)
{
    RalinkGpio *s = RALINK_GPIO(regs);
    RalinkBank *k = &s->bank[(r->tag >> 8) + i];

    switch (r->tag & 0xff) {
    case ROLE_INT:
        k->stat &= ~written;
        break;
    case ROLE_EDGE:
        k->edge &= ~written;
        break;
    case ROLE_RENA:
        k->rena = written;
        break;
    case ROLE_FENA:
        k->fena = written;
        break;
    case ROLE_HLVL:
        k->hlvl = written;
        break;
    case ROLE_LLVL:
        k->llvl = written;
        break;
    case ROLE_DATA:
        k->out = written;
        break;
    case ROLE_DIR:
        k->dir = written;
        break;
    case ROLE_POL:
        k->pol = written;
        break;
    case ROLE_SET:
        k->out |= written;
        break;
    case ROLE_RESET:
        k->out &= ~written;
        break;
    case ROLE_TOGGLE:
        k->out ^= written;
        break;
    }
    ralink_gpio_update(s);
}

static void ralink_gpio_set_pin(void *opaque, int line, int level)
{
    RalinkGpio *s = opaque;
    RalinkGpioClass *c = RALINK_GPIO_GET_CLASS(s);
    unsigned b = 0;

    while (line >= c->lines[b]) {
        line -= c->lines[b++];
    }
    s->bank[b].in = deposit32(s->bank[b].in, line, 1, !!level);
    ralink_gpio_update(s);
}

static void ralink_gpio_after_reset(RalinkRegs *regs)
{
    RalinkGpio *s = RALINK_GPIO(regs);
    unsigned b;

    for (b = 0; b < BANKS_MAX; b++) {
        uint32_t in = s->bank[b].in;

        s->bank[b] = (RalinkBank){ .in = in, .pins = in };
    }
    ralink_gpio_update(s);
}

static void ralink_gpio_init(Object *obj)
{
    RalinkGpio *s = RALINK_GPIO(obj);
    RalinkGpioClass *c = RALINK_GPIO_GET_CLASS(s);
    unsigned b, lines = 0;

    for (b = 0; b < BANKS_MAX; b++) {
        lines += c->lines[b];
        /* what drives no pin does not press a button either */
        s->bank[b].in = MAKE_64BIT_MASK(0, c->lines[b]);
    }
    qdev_init_gpio_in_named(DEVICE(obj), ralink_gpio_set_pin, "pin", lines);
    qdev_init_gpio_out_named(DEVICE(obj), s->pin, "pin-out", lines);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
}

static void ralink_gpio_class_init(ObjectClass *oc, void *data)
{
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);

    c->read = ralink_gpio_read;
    c->write = ralink_gpio_write;
    c->after_reset = ralink_gpio_after_reset;
}

static void mt7620_gpio_class_init(ObjectClass *oc, void *data)
{
    static const uint8_t lines[BANKS_MAX] = { 24, 16, 32, 1 };

    ralink_regs_class_table(oc, mt7620_gpio, ARRAY_SIZE(mt7620_gpio), 0x100);
    memcpy(RALINK_GPIO_CLASS(oc)->lines, lines, sizeof(lines));
}

static void mt7628_gpio_class_init(ObjectClass *oc, void *data)
{
    static const uint8_t lines[BANKS_MAX] = { 32, 32, 32 };

    ralink_regs_class_table(oc, mt7628_gpio, ARRAY_SIZE(mt7628_gpio), 0x100);
    memcpy(RALINK_GPIO_CLASS(oc)->lines, lines, sizeof(lines));
}

static const TypeInfo ralink_gpio_types[] = {
    {
        .name = TYPE_RALINK_GPIO,
        .parent = TYPE_RALINK_REGS,
        .instance_size = sizeof(RalinkGpio),
        .instance_init = ralink_gpio_init,
        .class_size = sizeof(RalinkGpioClass),
        .class_init = ralink_gpio_class_init,
        .abstract = true,
    }, {
        .name = TYPE_MT7620_GPIO,
        .parent = TYPE_RALINK_GPIO,
        .class_init = mt7620_gpio_class_init,
    }, {
        .name = TYPE_MT7628_GPIO,
        .parent = TYPE_RALINK_GPIO,
        .class_init = mt7628_gpio_class_init,
    },
};

DEFINE_TYPES(ralink_gpio_types)
