/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SPI controllers of MT7620 (a byte at a time) and MT7628 (that of MT7621:
 * up to 36 bytes out, 32 in), and the window through which the CPU reads
 * and runs the flash.
 *
 * Sources: [UB] drivers/spi/mt7620_spi.c, mt7621_spi.c; [K]
 * drivers/spi/spi-mt7621.c.  Transfers take no time: MT7620's is never busy,
 * or always while its property "stuck" is true, for tests of drivers.  The
 * interrupt, which no driver uses, is not modelled.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "hw/ssi/ssi.h"
#include "sysemu/block-backend.h"
#include "ralink.h"

#define CS_LINES    2

typedef struct RalinkSpi {
    RalinkRegs parent_obj;

    SSIBus *bus;
    qemu_irq irq;
    qemu_irq cs[CS_LINES];
    bool selected[CS_LINES];
    bool stuck;
    RalinkFlashWindow *window;
} RalinkSpi;

#define TYPE_RALINK_SPI "ralink-spi"
DECLARE_INSTANCE_CHECKER(RalinkSpi, RALINK_SPI, TYPE_RALINK_SPI)

static void ralink_spi_select(RalinkSpi *s, unsigned cs, bool selected)
{
    if (s->selected[cs] == selected) {
        return;
    }
    s->selected[cs] = selected;
    qemu_set_irq(s->cs[cs], !selected);
    if (!cs && s->window) {
        ralink_flash_window_select(s->window, selected);
    }
}

static uint8_t ralink_spi_transfer(RalinkSpi *s, uint8_t out)
{
    if (s->selected[0] && s->window) {
        ralink_flash_window_sent(s->window, out);
    }
    return ssi_transfer(s->bus, out);
}

/* -------------------------------------------------------------- MT7620 */

enum { STAT = 1, CFG, CTL, DATA, ARB };

#define MT7620_MASTER   0x40        /* from chip select 0's registers to 1's */
#define R_CTL           0x14
#define R_DATA          0x20
#define R_ARB           0xf0

#define STAT_BUSY       BIT(0)
#define CTL_START_WR    BIT(2)
#define CTL_START_RD    BIT(1)
#define CTL_CS_HIGH     BIT(0)

static const RalinkReg mt7620_spi[] = {
    { 0x00, "SPISTAT", 0, 0, 2, MT7620_MASTER, STAT },
    { 0x10, "SPICFG", 0, ~0u, 2, MT7620_MASTER },
    { R_CTL, "SPICTL", CTL_CS_HIGH, CTL_CS_HIGH, 2, MT7620_MASTER, CTL },
    { R_DATA, "SPIDATA", 0, 0xff, 2, MT7620_MASTER },
    { R_ARB, "SPIARB", 0, ~0u, .tag = ARB },
};

static void mt7620_spi_levels(RalinkSpi *s)
{
    unsigned cs;

    for (cs = 0; cs < CS_LINES; cs++) {
        bool high = RALINK_REG(s, R_CTL + MT7620_MASTER * cs) & CTL_CS_HIGH;
        bool active_high = RALINK_REG(s, R_ARB) & BIT(cs);

        ralink_spi_select(s, cs, high == active_high);
    }
}

static uint32_t mt7620_spi_read(RalinkRegs *regs, const RalinkReg *r,
                                unsigned i, uint32_t value)
{
    return r->tag == STAT && RALINK_SPI(regs)->stuck ? STAT_BUSY : value;
}

static void mt7620_spi_write(RalinkRegs *regs, const RalinkReg *r,
                             unsigned i, uint32_t old, uint32_t written)
{
    RalinkSpi *s = RALINK_SPI(regs);
    uint32_t *data = &RALINK_REG(s, R_DATA + MT7620_MASTER * i);

    mt7620_spi_levels(s);
    if (r->tag != CTL) {
        return;
    }
    if (written & CTL_START_WR) {
        ralink_spi_transfer(s, *data);
    }
    if (written & CTL_START_RD) {
        *data = ralink_spi_transfer(s, 0);
    }
}

/* -------------------------------------------------------------- MT7628 */

enum { TRANS = 1, POLAR };

#define R_TRANS         0x00
#define R_OPCODE        0x04
#define R_FIFO          0x08        /* 8 words */
#define R_MASTER        0x28
#define R_MOREBUF       0x2c
#define R_POLAR         0x38

#define TRANS_START     BIT(8)
#define TRANS_BUSY      BIT(16)
#define MASTER_MOREBUF  BIT(2)
#define MASTER_FULL_DUPLEX  BIT(10)
#define MASTER_LSB_FIRST    BIT(3)

static const RalinkReg mt7628_spi[] = {
    { R_TRANS, "TRANS", 0, (uint32_t)~(TRANS_START | TRANS_BUSY), .tag = TRANS },
    { R_OPCODE, "OPCODE", 0, ~0u },
    { R_FIFO, "DIDO", 0, ~0u, 8 },
    { R_MASTER, "MASTER", 0, ~0u },
    { R_MOREBUF, "MOREBUF", 0, ~0u },
    { R_POLAR, "CS_POLAR", 0, ~0u, .tag = POLAR },
    { 0x3c, "SPACE_CR", 0, ~0u },
};

static void mt7628_spi_start(RalinkSpi *s)
{
    uint32_t master = RALINK_REG(s, R_MASTER);
    uint32_t morebuf = RALINK_REG(s, R_MOREBUF);
    unsigned opcode = extract32(morebuf, 24, 6) / 8;
    unsigned out = extract32(morebuf, 0, 9) / 8;
    unsigned in = extract32(morebuf, 12, 9) / 8;
    unsigned i;

    if (!(master & MASTER_MOREBUF) ||
        master & (MASTER_FULL_DUPLEX | MASTER_LSB_FIRST)) {
        qemu_log_mask(LOG_UNIMP, "mt7628-spi: transfer in a mode that is not "
                      "modelled, MASTER 0x%08x\n", master);
        return;
    }
    if (opcode > 4 || out > 32 || in > 32 || (out && !opcode)) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "mt7628-spi: MOREBUF 0x%08x cannot work\n", morebuf);
        return;
    }
    for (i = opcode; i-- > 0; ) {
        ralink_spi_transfer(s, RALINK_REG(s, R_OPCODE) >> 8 * i);
    }
    for (i = 0; i < out; i++) {
        ralink_spi_transfer(s, RALINK_REG(s, R_FIFO + i) >> i % 4 * 8);
    }
    for (i = 0; i < in; i++) {
        uint32_t *word = &RALINK_REG(s, R_FIFO + i);

        *word = deposit32(*word, i % 4 * 8, 8, ralink_spi_transfer(s, 0));
    }
}

static void mt7628_spi_write(RalinkRegs *regs, const RalinkReg *r,
                             unsigned i, uint32_t old, uint32_t written)
{
    RalinkSpi *s = RALINK_SPI(regs);
    unsigned cs;

    switch (r->tag) {
    case TRANS:
        if (written & TRANS_START) {
            mt7628_spi_start(s);
        }
        break;
    case POLAR:
        /* Drivers leave slave 7 chosen and invert the idle line instead. */
        for (cs = 0; cs < CS_LINES; cs++) {
            ralink_spi_select(s, cs, written & BIT(cs));
        }
        break;
    }
}

/* ---------------------------------------------------------------- both */

static void ralink_spi_after_reset(RalinkRegs *regs)
{
    RalinkSpi *s = RALINK_SPI(regs);
    unsigned cs;

    for (cs = 0; cs < CS_LINES; cs++) {
        ralink_spi_select(s, cs, false);
    }
}

static void ralink_spi_init(Object *obj)
{
    RalinkSpi *s = RALINK_SPI(obj);
    unsigned cs;

    s->bus = ssi_create_bus(DEVICE(obj), "spi");
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
    for (cs = 0; cs < CS_LINES; cs++) {
        sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->cs[cs]);
    }
}

static Property ralink_spi_properties[] = {
    DEFINE_PROP_LINK("window", RalinkSpi, window, TYPE_RALINK_FLASH_WINDOW,
                     RalinkFlashWindow *),
    DEFINE_PROP_END_OF_LIST(),
};

static void ralink_spi_class_init(ObjectClass *oc, void *data)
{
    RALINK_REGS_CLASS(oc)->after_reset = ralink_spi_after_reset;
    device_class_set_props(DEVICE_CLASS(oc), ralink_spi_properties);
}

static bool mt7620_spi_get_stuck(Object *obj, Error **errp)
{
    return RALINK_SPI(obj)->stuck;
}

static void mt7620_spi_set_stuck(Object *obj, bool value, Error **errp)
{
    RALINK_SPI(obj)->stuck = value;
}

static void mt7620_spi_class_init(ObjectClass *oc, void *data)
{
    ralink_regs_class_table(oc, mt7620_spi, ARRAY_SIZE(mt7620_spi), 0x100);
    object_class_property_add_bool(oc, "stuck", mt7620_spi_get_stuck,
                                   mt7620_spi_set_stuck);
    RALINK_REGS_CLASS(oc)->read = mt7620_spi_read;
    RALINK_REGS_CLASS(oc)->write = mt7620_spi_write;
}

static void mt7628_spi_class_init(ObjectClass *oc, void *data)
{
    ralink_regs_class_table(oc, mt7628_spi, ARRAY_SIZE(mt7628_spi), 0x100);
    RALINK_REGS_CLASS(oc)->write = mt7628_spi_write;
}

/* -------------------------------------------------------- flash window */

/*
 * A copy of the flash that the CPU can run from.  When the guest has sent a
 * command that changes the flash, the changed part is read back through the
 * bus, so the chip's model alone decides what a command does.
 */
struct RalinkFlashWindow {
    SysBusDevice parent_obj;

    BlockBackend *blk;
    uint32_t size;
    RalinkSpi *spi;
    MemoryRegion mr;
    bool refreshing;
    bool four_bytes;
    unsigned sent;              /* bytes since the chip was selected */
    uint8_t command[5];
};

enum {
    OP_READ = 0x03, OP_PROGRAM = 0x02, OP_QUAD_PROGRAM = 0x32,
    OP_ERASE_4K = 0x20, OP_ERASE_32K = 0x52, OP_ERASE_64K = 0xd8,
    OP_ERASE_CHIP = 0xc7, OP_ERASE_CHIP_60 = 0x60,
    OP_ENTER_4B = 0xb7, OP_LEAVE_4B = 0xe9,
};

static void ralink_flash_window_refresh(RalinkFlashWindow *w, uint32_t start,
                                        uint32_t len)
{
    RalinkSpi *s = w->spi;
    uint8_t *to = memory_region_get_ram_ptr(&w->mr);
    int shift;
    uint32_t i;

    w->refreshing = true;
    ralink_spi_select(s, 0, true);
    ralink_spi_transfer(s, OP_READ);
    for (shift = w->four_bytes ? 24 : 16; shift >= 0; shift -= 8) {
        ralink_spi_transfer(s, start >> shift);
    }
    for (i = 0; i < len; i++) {
        to[start + i] = ralink_spi_transfer(s, 0);
    }
    ralink_spi_select(s, 0, false);
    w->refreshing = false;
    memory_region_flush_rom_device(&w->mr, start, len);
}

static void ralink_flash_window_done(RalinkFlashWindow *w)
{
    unsigned naddr = w->four_bytes ? 4 : 3;
    uint32_t addr = 0, len;
    unsigned i;

    switch (w->sent ? w->command[0] : 0) {
    case OP_ENTER_4B:
        w->four_bytes = true;
        return;
    case OP_LEAVE_4B:
        w->four_bytes = false;
        return;
    case OP_ERASE_CHIP:
    case OP_ERASE_CHIP_60:
        ralink_flash_window_refresh(w, 0, w->size);
        return;
    case OP_PROGRAM:
    case OP_QUAD_PROGRAM:
        len = 256;
        break;
    case OP_ERASE_4K:
        len = 4096;
        break;
    case OP_ERASE_32K:
        len = 32768;
        break;
    case OP_ERASE_64K:
        len = 65536;
        break;
    default:
        return;
    }
    if (w->sent < 1 + naddr) {
        return;
    }
    for (i = 1; i <= naddr; i++) {
        addr = addr << 8 | w->command[i];
    }
    ralink_flash_window_refresh(w, addr % w->size & ~(len - 1), len);
}

void ralink_flash_window_select(RalinkFlashWindow *w, bool selected)
{
    if (w->refreshing) {
        return;
    }
    if (!selected) {
        ralink_flash_window_done(w);
    }
    w->sent = 0;
}

void ralink_flash_window_sent(RalinkFlashWindow *w, uint8_t byte)
{
    if (!w->refreshing && w->sent < sizeof(w->command)) {
        w->command[w->sent++] = byte;
    }
}

static uint64_t ralink_flash_window_read(void *opaque, hwaddr offset,
                                         unsigned size)
{
    g_assert_not_reached();     /* reads are served from the copy */
}

static void ralink_flash_window_write(void *opaque, hwaddr offset,
                                      uint64_t value, unsigned size)
{
    qemu_log_mask(LOG_GUEST_ERROR, "ralink-flash-window: write to 0x%06x: "
                  "flash is written through SPI only\n", (unsigned)offset);
}

static const MemoryRegionOps ralink_flash_window_ops = {
    .read = ralink_flash_window_read,
    .write = ralink_flash_window_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
};

static void ralink_flash_window_realize(DeviceState *dev, Error **errp)
{
    RalinkFlashWindow *w = RALINK_FLASH_WINDOW(dev);
    uint8_t *to;

    assert(w->spi && w->size >= 65536 && is_power_of_2(w->size));
    memory_region_init_rom_device(&w->mr, OBJECT(dev),
                                  &ralink_flash_window_ops, w, "flash-window",
                                  w->size, &error_fatal);
    to = memory_region_get_ram_ptr(&w->mr);
    if (!w->blk) {
        memset(to, 0xff, w->size);
    } else if (blk_pread(w->blk, 0, w->size, to, 0) < 0) {
        error_setg(errp, "cannot read the flash image");
        return;
    }
    sysbus_init_mmio(SYS_BUS_DEVICE(dev), &w->mr);
}

static void ralink_flash_window_reset(DeviceState *dev)
{
    RalinkFlashWindow *w = RALINK_FLASH_WINDOW(dev);

    /* what the chip has done of a command that the reset cut short */
    ralink_spi_select(w->spi, 0, false);
    w->four_bytes = false;
    w->sent = 0;
}

static Property ralink_flash_window_properties[] = {
    DEFINE_PROP_UINT32("size", RalinkFlashWindow, size, 0),
    DEFINE_PROP_LINK("spi", RalinkFlashWindow, spi, TYPE_RALINK_SPI,
                     RalinkSpi *),
    DEFINE_PROP_END_OF_LIST(),
};

static void ralink_flash_window_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = ralink_flash_window_realize;
    dc->reset = ralink_flash_window_reset;
    dc->user_creatable = false;
    device_class_set_props(dc, ralink_flash_window_properties);
}

void ralink_flash_window_source(RalinkFlashWindow *w, BlockBackend *blk)
{
    w->blk = blk;
}

static const TypeInfo ralink_spi_types[] = {
    {
        .name = TYPE_RALINK_SPI,
        .parent = TYPE_RALINK_REGS,
        .instance_size = sizeof(RalinkSpi),
        .instance_init = ralink_spi_init,
        .class_init = ralink_spi_class_init,
        .abstract = true,
    }, {
        .name = TYPE_MT7620_SPI,
        .parent = TYPE_RALINK_SPI,
        .class_init = mt7620_spi_class_init,
    }, {
        .name = TYPE_MT7628_SPI,
        .parent = TYPE_RALINK_SPI,
        .class_init = mt7628_spi_class_init,
    }, {
        .name = TYPE_RALINK_FLASH_WINDOW,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RalinkFlashWindow),
        .class_init = ralink_flash_window_class_init,
    },
};

DEFINE_TYPES(ralink_spi_types)
