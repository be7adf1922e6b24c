/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the ath79 boards have in common.  See ath79_board.h.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/cutils.h"
#include "qemu/error-report.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "sysemu/block-backend.h"
#include "sysemu/blockdev.h"
#include "sysemu/qtest.h"
#include "ath79_board.h"
#include "ath79_soc.h"
#include "gpio_panel.h"
#include <libfdt.h>

static void add_flash(Ath79Soc *soc, const Ath79Board *board, const char *name)
{
    DriveInfo *drive = drive_get(IF_MTD, 0, 0);
    DeviceState *dev = qdev_new(board->flash);

    if (!drive && !qtest_enabled()) {
        error_report("%s boots from its flash: give -drive if=mtd,format=raw,"
                     "file=IMAGE, of %u bytes", name, board->flash_size);
        exit(EXIT_FAILURE);
    }
    if (drive) {
        BlockBackend *blk = blk_by_legacy_dinfo(drive);

        if (blk_getlength(blk) != board->flash_size) {
            error_report("the flash of %s has %u bytes, the image %" PRId64,
                         name, board->flash_size, blk_getlength(blk));
            exit(EXIT_FAILURE);
        }
        qdev_prop_set_drive(dev, "drive", blk);
    }
    ssi_realize_and_unref(dev, ath79_spi_bus(soc->spi), &error_fatal);
    qdev_connect_gpio_out_named(DEVICE(soc->spi), "cs", 0,
                                qdev_get_gpio_in_named(dev, SSI_GPIO_CS, 0));
    ath79_spi_flash_ready(soc->spi);
}

static void add_jacks(Ath79Soc *soc, const Ath79Board *board, const char *name)
{
    int i;

    for (i = 0; i < nb_nics; i++) {
        g_autofree char *phy = NULL;

        if (i >= ARRAY_SIZE(board->jacks) || board->jacks[i] < 0) {
            error_report("%s has only %d network jacks", name, i);
            exit(EXIT_FAILURE);
        }
        if (!nd_table[i].used || !nd_table[i].netdev) {
            continue;
        }
        phy = g_strdup_printf("phy%d", board->jacks[i]);
        qdev_prop_set_netdev(DEVICE(soc->sw), phy, nd_table[i].netdev);
        nd_table[i].instantiated = 1;
    }
}

static DeviceState *find_gpio(void *opaque, const void *fdt, int node,
                              uint32_t *pin)
{
    Ath79Soc *soc = opaque;

    if (*pin < 32 &&
        (!fdt_node_check_compatible(fdt, node, "qca,ar9340-gpio") ||
         !fdt_node_check_compatible(fdt, node, "qca,ar7100-gpio"))) {
        return soc->gpio;
    }
    return NULL;
}

/* The end of the last partition of any flash, 0 if there is none. */
static uint64_t fdt_flash_end(const void *fdt)
{
    uint64_t end = 0;
    int table = -1, part, len;

    while ((table = fdt_node_offset_by_compatible(fdt, table,
                                                  "fixed-partitions")) >= 0) {
        fdt_for_each_subnode(part, fdt, table) {
            const fdt32_t *reg = fdt_getprop(fdt, part, "reg", &len);

            if (reg && len == 2 * sizeof(*reg)) {
                end = MAX(end, (uint64_t)fdt32_to_cpu(reg[0]) +
                               fdt32_to_cpu(reg[1]));
            }
        }
    }
    return end;
}

static uint64_t fdt_memory(const void *fdt)
{
    int node, len;

    fdt_for_each_subnode(node, fdt, 0) {
        const char *type = fdt_getprop(fdt, node, "device_type", NULL);
        const fdt32_t *reg = fdt_getprop(fdt, node, "reg", &len);

        if (type && !strcmp(type, "memory") && reg &&
            len == 2 * sizeof(*reg)) {
            return fdt32_to_cpu(reg[1]);
        }
    }
    return 0;
}

static void read_device_tree(MachineState *machine, Ath79Soc *soc,
                             const Ath79Board *board, const char *name)
{
    g_autofree char *fdt = NULL;
    g_autoptr(GError) gerr = NULL;
    Error *err = NULL;
    uint64_t memory, flash;
    gsize len;

    if (!g_file_get_contents(machine->dtb, &fdt, &len, &gerr)) {
        error_report("%s", gerr->message);
        exit(EXIT_FAILURE);
    }
    if (len < FDT_V1_SIZE || fdt_check_header(fdt) ||
        fdt_totalsize(fdt) > len) {
        error_report("%s: not a device tree", machine->dtb);
        exit(EXIT_FAILURE);
    }
    memory = fdt_memory(fdt);
    flash = fdt_flash_end(fdt);
    if (memory != machine->ram_size || flash > board->flash_size) {
        error_report("%s: 0x%" PRIx64 " bytes of memory and partitions up to "
                     "0x%" PRIx64 ", but %s has 0x%" PRIx64 " and 0x%x",
                     machine->dtb, memory, flash, name,
                     (uint64_t)machine->ram_size, board->flash_size);
        exit(EXIT_FAILURE);
    }
    if (!gpio_panel_from_fdt(OBJECT(machine), fdt, find_gpio, soc, &err)) {
        error_reportf_err(err, "%s: ", machine->dtb);
        exit(EXIT_FAILURE);
    }
}

void ath79_board_init(MachineState *machine, const Ath79Board *board)
{
    MachineClass *mc = MACHINE_GET_CLASS(machine);
    DeviceState *dev;
    Ath79Soc *soc;

    if (machine->ram_size != mc->default_ram_size) {
        g_autofree char *size = size_to_str(mc->default_ram_size);

        error_report("%s has %s of RAM", mc->name, size);
        exit(EXIT_FAILURE);
    }
    if (machine->kernel_filename || machine->firmware) {
        error_report("%s starts what is in its flash: no -kernel, no -bios",
                     mc->name);
        exit(EXIT_FAILURE);
    }
    dev = qdev_new(board->soc);
    soc = ATH79_SOC(dev);
    object_property_add_child(OBJECT(machine), "soc", OBJECT(dev));
    object_property_set_link(OBJECT(dev), "ram", OBJECT(machine->ram),
                             &error_abort);
    qdev_prop_set_uint32(dev, "ref-hz", board->ref_hz);
    qdev_prop_set_uint32(dev, "flash-size", board->flash_size);
    qdev_prop_set_uint32(dev, "fast-read-dummies", board->fast_read_dummies);
    add_jacks(soc, board, mc->name);
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_fatal);
    add_flash(soc, board, mc->name);
    if (machine->dtb) {
        read_device_tree(machine, soc, board, mc->name);
    }
}
