/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SPI controller of AR933x and AR934x, with the window that shows the flash.
 *
 * Registers: Linux 6.1, drivers/spi/spi-ath79.c and
 * arch/mips/include/asm/mach-ath79/ar71xx_regs.h; U-Boot 2023.01,
 * drivers/spi/ath79_spi.c.
 *
 * FS bit 0 decides whether the window shows registers (software drives the
 * pins) or the flash.  The flash is seen through RAM that follows the chip:
 * when a command that changes the chip ends, what it may have changed is read
 * again from the chip itself.  So code runs from flash at full speed, and the
 * window cannot differ from what the chip says.
 *
 * QEMU's m25p80 counts the dummy clocks of FAST READ as bytes, a number that
 * depends on the maker; a real controller sends one byte.  The property
 * fast-read-dummies is that number for the board's chip, and the difference is
 * made up for here.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/units.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "ath79_soc.h"

#define R_FS                0x00
#define   FS_GPIO           BIT(0)
#define R_CTRL              0x04
#define   CTRL_REMAP_OFF    BIT(6)
#define   CTRL_RESET        0x04    /* divider; inferred */
#define R_IOC               0x08
#define   IOC_DO            BIT(0)
#define   IOC_CLK           BIT(8)
#define   IOC_CS_SHIFT      16
#define   IOC_CS_ALL        (7 << IOC_CS_SHIFT)
#define R_RDS               0x0c
#define REGS_SIZE           0x10

#define CHIP_SELECTS        3
#define WINDOW_SIZE         (16 * MiB)
/* Where the CPU starts, while CTRL_REMAP_OFF is 0: the flash's first 4 MiB. */
#define BOOT_OFFSET         (12 * MiB)
#define BOOT_SIZE           (4 * MiB)

/* Commands of SPI NOR flash (JESD216) */
#define CMD_PAGE_PROGRAM    0x02
#define CMD_READ            0x03
#define CMD_FAST_READ       0x0b
#define CMD_ERASE_4K        0x20
#define CMD_ERASE_32K       0x52
#define CMD_ERASE_CHIP      0x60
#define CMD_ERASE_CHIP_2    0xc7
#define CMD_ERASE_64K       0xd8

struct Ath79Spi {
    SysBusDevice parent_obj;

    MemoryRegion window;
    MemoryRegion flash;
    MemoryRegion mirror[WINDOW_SIZE / MiB];
    MemoryRegion boot;
    SSIBus *bus;
    qemu_irq cs[CHIP_SELECTS];

    uint32_t fs;
    uint32_t ctrl;
    uint32_t ioc;
    uint32_t rds;
    uint8_t out;                /* bits of the byte that is being sent */
    int bits;

    /* the command on chip select 0 */
    uint32_t pos;
    uint8_t cmd;
    uint32_t addr;

    /* changed while the window did not show the flash */
    uint32_t dirty_start;
    uint32_t dirty_end;

    /* properties */
    uint32_t flash_size;
    uint32_t fast_read_dummies;
};

SSIBus *ath79_spi_bus(Ath79Spi *s)
{
    return s->bus;
}

/* Reads the chip into the window.  Chip select 0 must be inactive. */
static void ath79_spi_follow(Ath79Spi *s, uint32_t start, uint32_t len)
{
    uint8_t *shown = memory_region_get_ram_ptr(&s->flash);
    uint32_t i;

    start = MIN(start, s->flash_size);
    len = MIN(len, s->flash_size - start);
    qemu_set_irq(s->cs[0], 0);
    ssi_transfer(s->bus, CMD_READ);
    ssi_transfer(s->bus, extract32(start, 16, 8));
    ssi_transfer(s->bus, extract32(start, 8, 8));
    ssi_transfer(s->bus, extract32(start, 0, 8));
    for (i = 0; i < len; i++) {
        shown[start + i] = ssi_transfer(s->bus, 0);
    }
    qemu_set_irq(s->cs[0], 1);

    if (s->dirty_start == s->dirty_end) {
        s->dirty_start = start;
        s->dirty_end = start + len;
    } else {
        s->dirty_start = MIN(s->dirty_start, start);
        s->dirty_end = MAX(s->dirty_end, start + len);
    }
}

/* Code that was translated from what has changed must not be run again. */
static void ath79_spi_show(Ath79Spi *s)
{
    memory_region_rom_device_set_romd(&s->flash, !(s->fs & FS_GPIO));
    if (!(s->fs & FS_GPIO) && s->dirty_start != s->dirty_end) {
        memory_region_flush_rom_device(&s->flash, s->dirty_start,
                                       s->dirty_end - s->dirty_start);
        s->dirty_start = s->dirty_end = 0;
    }
}

void ath79_spi_flash_ready(Ath79Spi *s)
{
    ath79_spi_follow(s, 0, s->flash_size);
    ath79_spi_show(s);
}

static void ath79_spi_command_ended(Ath79Spi *s)
{
    static const struct {
        uint8_t cmd;
        uint8_t addressed;
        uint32_t size;
    } changes[] = {
        { CMD_PAGE_PROGRAM, 1, 256 },
        { CMD_ERASE_4K,     1, 4 * KiB },
        { CMD_ERASE_32K,    1, 32 * KiB },
        { CMD_ERASE_64K,    1, 64 * KiB },
        { CMD_ERASE_CHIP,   0, WINDOW_SIZE },
        { CMD_ERASE_CHIP_2, 0, WINDOW_SIZE },
    };
    int i;

    for (i = 0; i < ARRAY_SIZE(changes); i++) {
        if (s->cmd == changes[i].cmd &&
            s->pos > (changes[i].addressed ? 3 : 0)) {
            ath79_spi_follow(s, changes[i].addressed ?
                             (s->addr & (s->flash_size - 1) &
                              ~(changes[i].size - 1)) : 0, changes[i].size);
        }
    }
    s->pos = 0;
}

static uint8_t ath79_spi_byte(Ath79Spi *s, uint8_t tx)
{
    uint8_t rx = ssi_transfer(s->bus, tx);
    uint32_t i;

    if (s->ioc & BIT(IOC_CS_SHIFT)) {
        return rx;              /* for another chip */
    }
    if (s->pos == 0) {
        s->cmd = tx;
        s->addr = 0;
    } else if (s->pos <= 3) {
        s->addr = s->addr << 8 | tx;
    } else if (s->pos == 4 && s->cmd == CMD_FAST_READ) {
        for (i = 1; i < s->fast_read_dummies; i++) {
            ssi_transfer(s->bus, 0);
        }
    }
    s->pos++;
    return rx;
}

static void ath79_spi_set_ioc(Ath79Spi *s, uint32_t value)
{
    uint32_t changed = s->ioc ^ value;
    int i;

    s->ioc = value;
    for (i = 0; i < CHIP_SELECTS; i++) {
        if (changed & BIT(IOC_CS_SHIFT + i)) {
            qemu_set_irq(s->cs[i], extract32(value, IOC_CS_SHIFT + i, 1));
            s->bits = 0;
            if (i == 0 && (value & BIT(IOC_CS_SHIFT))) {
                ath79_spi_command_ended(s);
            }
        }
    }
    /* mode 0: the chip takes a bit when the clock rises */
    if ((changed & value & IOC_CLK) && (value & IOC_CS_ALL) != IOC_CS_ALL) {
        s->out = s->out << 1 | (value & IOC_DO);
        if (++s->bits == 8) {
            s->rds = s->rds << 8 | ath79_spi_byte(s, s->out);
            s->bits = 0;
        }
    }
}

static uint64_t ath79_spi_read(void *opaque, hwaddr offset, unsigned size)
{
    Ath79Spi *s = opaque;

    switch (offset) {
    case R_FS:
        return s->fs;
    case R_CTRL:
        return s->ctrl;
    case R_IOC:
        return s->ioc;
    case R_RDS:
        return s->rds;
    }
    qemu_log_mask(LOG_UNIMP, "ath79-spi: read of unknown register 0x%06"
                  HWADDR_PRIx "\n", offset);
    return 0;
}

static void ath79_spi_write(void *opaque, hwaddr offset, uint64_t value,
                            unsigned size)
{
    Ath79Spi *s = opaque;

    if (offset == R_FS) {
        if (s->fs != value) {
            s->fs = value;
            ath79_spi_show(s);
        }
        return;
    }
    if (!(s->fs & FS_GPIO)) {
        qemu_log_mask(LOG_GUEST_ERROR, "ath79-spi: write to 0x%06" HWADDR_PRIx
                      " while the window shows the flash\n", offset);
        return;
    }
    switch (offset) {
    case R_CTRL:
        s->ctrl = value;
        memory_region_set_enabled(&s->boot, !(value & CTRL_REMAP_OFF));
        break;
    case R_IOC:
        ath79_spi_set_ioc(s, value);
        break;
    case R_RDS:
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "ath79-spi: write of 0x%08" PRIx64
                      " to unknown register 0x%06" HWADDR_PRIx "\n",
                      value, offset);
    }
}

static const MemoryRegionOps ath79_spi_ops = {
    .read = ath79_spi_read,
    .write = ath79_spi_write,
    .endianness = DEVICE_BIG_ENDIAN,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void ath79_spi_reset(DeviceState *dev)
{
    Ath79Spi *s = ATH79_SPI(dev);
    int i;

    s->fs = 0;
    s->ctrl = CTRL_RESET;
    s->ioc = IOC_CS_ALL;
    s->rds = 0;
    s->bits = 0;
    for (i = 0; i < CHIP_SELECTS; i++) {
        qemu_set_irq(s->cs[i], 1);
    }
    /* what the chip has done of a command that the reset cut short */
    ath79_spi_command_ended(s);
    memory_region_set_enabled(&s->boot, true);
    ath79_spi_show(s);
}

static void ath79_spi_realize(DeviceState *dev, Error **errp)
{
    Ath79Spi *s = ATH79_SPI(dev);
    uint32_t at, n = 0;

    assert(is_power_of_2(s->flash_size) && s->flash_size >= MiB &&
           s->flash_size <= WINDOW_SIZE);
    memory_region_init(&s->window, OBJECT(s), "ath79-spi", WINDOW_SIZE);
    memory_region_init_rom_device(&s->flash, OBJECT(s), &ath79_spi_ops, s,
                                  "ath79-spi.flash", s->flash_size,
                                  &error_fatal);
    memory_region_add_subregion(&s->window, 0, &s->flash);
    /* A chip smaller than the window ignores the upper address bits. */
    for (at = s->flash_size; at < WINDOW_SIZE; at += s->flash_size) {
        memory_region_init_alias(&s->mirror[n], OBJECT(s), "mirror",
                                 &s->flash, 0, s->flash_size);
        memory_region_add_subregion(&s->window, at, &s->mirror[n++]);
    }
    memory_region_init_alias(&s->boot, OBJECT(s), "boot", &s->flash, 0,
                             MIN(s->flash_size, BOOT_SIZE));
    memory_region_add_subregion_overlap(&s->window, BOOT_OFFSET, &s->boot, 1);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->window);
    qdev_init_gpio_out_named(dev, s->cs, "cs", CHIP_SELECTS);
    s->bus = ssi_create_bus(dev, "spi");
}

static Property ath79_spi_properties[] = {
    DEFINE_PROP_UINT32("flash-size", Ath79Spi, flash_size, 0),
    DEFINE_PROP_UINT32("fast-read-dummies", Ath79Spi, fast_read_dummies, 1),
    DEFINE_PROP_END_OF_LIST(),
};

static void ath79_spi_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "ath79 SPI";
    dc->realize = ath79_spi_realize;
    dc->reset = ath79_spi_reset;
    dc->user_creatable = false;
    device_class_set_props(dc, ath79_spi_properties);
}

static const TypeInfo ath79_spi_info = {
    .name = TYPE_ATH79_SPI,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Ath79Spi),
    .class_init = ath79_spi_class_init,
};

static void ath79_spi_register(void)
{
    type_register_static(&ath79_spi_info);
}

type_init(ath79_spi_register)
