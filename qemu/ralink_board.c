/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What boards with a Ralink SoC have in common: flash, jacks, and what the
 * board's device tree says.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/cutils.h"
#include "qemu/error-report.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "hw/ssi/ssi.h"
#include "sysemu/block-backend.h"
#include "sysemu/blockdev.h"
#include "sysemu/qtest.h"
#include "gpio_panel.h"
#include "ralink.h"
#include <libfdt.h>

static G_GNUC_PRINTF(1, 2) void ralink_board_fails(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    error_vreport(fmt, ap);
    va_end(ap);
    exit(EXIT_FAILURE);
}

/* NULL only under qtest: an erased flash. */
static BlockBackend *ralink_board_image(const RalinkBoard *board,
                                        const char *name)
{
    DriveInfo *drive = drive_get(IF_MTD, 0, 0);
    BlockBackend *blk = drive ? blk_by_legacy_dinfo(drive) : NULL;

    if (!blk && !qtest_enabled()) {
        ralink_board_fails("%s boots from its flash: give -drive if=mtd,"
                           "format=raw,file=IMAGE, of %u bytes", name,
                           board->flash_bytes);
    }
    if (blk && blk_getlength(blk) != board->flash_bytes) {
        ralink_board_fails("flash image has %" PRId64 " bytes, %s's flash %u",
                           blk_getlength(blk), name, board->flash_bytes);
    }
    return blk;
}

static void ralink_board_jacks(RalinkSoC *soc, const RalinkBoard *board,
                               const char *name)
{
    int i, jacks = 0;

    while (board->jacks[jacks] != RALINK_NONE) {
        jacks++;
    }
    if (nb_nics > jacks) {
        ralink_board_fails("%s has only %d network jacks", name, jacks);
    }
    for (i = 0; i < nb_nics; i++) {
        if (nd_table[i].used && nd_table[i].netdev) {
            soc->nic[board->jacks[i]] = &nd_table[i];
        }
    }
}

static void ralink_board_flash(RalinkSoC *soc, const RalinkBoard *board)
{
    DeviceState *spi = ralink_soc_block(soc, "spi");
    DeviceState *flash = qdev_new(board->flash);

    if (soc->flash_blk) {
        qdev_prop_set_drive(flash, "drive", soc->flash_blk);
    }
    ssi_realize_and_unref(flash, (SSIBus *)qdev_get_child_bus(spi, "spi"),
                          &error_fatal);
    sysbus_connect_irq(SYS_BUS_DEVICE(spi), 1,
                       qdev_get_gpio_in_named(flash, SSI_GPIO_CS, 0));
}

/*
 * MT7628's controller is one node with all pins, MT7620's may be a node for
 * each bank.
 */
static DeviceState *ralink_board_gpio(void *opaque, const void *fdt, int node,
                                      uint32_t *pin)
{
    static const struct {
        uint32_t offset, first, lines;
    } banks[] = {
        { 0x600, 0, 24 }, { 0x638, 24, 16 }, { 0x660, 40, 32 }, { 0x688, 72, 1 },
    };
    int i, len;
    const fdt32_t *reg = fdt_getprop(fdt, node, "reg", &len);

    if (!reg || len < (int)sizeof(*reg)) {
        return NULL;
    }
    if (!fdt_node_check_compatible(fdt, node, "mediatek,mt7621-gpio")) {
        return *pin < 96 ? ralink_soc_block(opaque, "gpio") : NULL;
    }
    for (i = 0; i < ARRAY_SIZE(banks); i++) {
        if ((fdt32_to_cpu(*reg) & 0xfff) == banks[i].offset &&
            *pin < banks[i].lines) {
            *pin += banks[i].first;
            return ralink_soc_block(opaque, "gpio");
        }
    }
    return NULL;
}

/* The end of the last partition of any flash; 0 if there is none. */
static uint64_t ralink_board_fdt_flash(const void *fdt)
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

static uint64_t ralink_board_fdt_memory(const void *fdt)
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

static void ralink_board_device_tree(MachineState *machine, RalinkSoC *soc,
                                     const RalinkBoard *board)
{
    g_autofree char *fdt = NULL;
    g_autoptr(GError) gerr = NULL;
    Error *err = NULL;
    gsize len;

    if (!g_file_get_contents(machine->dtb, &fdt, &len, &gerr)) {
        ralink_board_fails("%s", gerr->message);
    }
    if (len < FDT_V1_SIZE || fdt_check_header(fdt) ||
        fdt_totalsize(fdt) > len) {
        ralink_board_fails("%s: not a device tree", machine->dtb);
    }
    if (ralink_board_fdt_memory(fdt) != board->ram_bytes ||
        ralink_board_fdt_flash(fdt) > board->flash_bytes) {
        ralink_board_fails("%s: 0x%" PRIx64 " bytes of memory and partitions "
                           "up to 0x%" PRIx64 ", the board has 0x%x and 0x%x",
                           machine->dtb, ralink_board_fdt_memory(fdt),
                           ralink_board_fdt_flash(fdt), board->ram_bytes,
                           board->flash_bytes);
    }
    if (!gpio_panel_from_fdt(OBJECT(machine), fdt, ralink_board_gpio, soc,
                             &err)) {
        ralink_board_fails("%s: %s", machine->dtb, error_get_pretty(err));
    }
}

void ralink_board_init(MachineState *machine, const RalinkBoard *board)
{
    const char *name = MACHINE_GET_CLASS(machine)->name;
    RalinkSoC *soc;

    if (machine->ram_size != board->ram_bytes) {
        g_autofree char *size = size_to_str(board->ram_bytes);

        ralink_board_fails("%s has %s of RAM", name, size);
    }
    if (machine->kernel_filename || machine->firmware) {
        ralink_board_fails("%s starts what is in its flash: no -kernel, no "
                           "-bios", name);
    }
    soc = RALINK_SOC(qdev_new(board->soc));
    object_property_add_child(OBJECT(machine), "soc", OBJECT(soc));
    object_property_set_link(OBJECT(soc), "ram", OBJECT(machine->ram),
                             &error_abort);
    soc->flash_bytes = board->flash_bytes;
    soc->flash_blk = ralink_board_image(board, name);
    ralink_board_jacks(soc, board, name);
    qdev_realize_and_unref(DEVICE(soc), NULL, &error_fatal);
    ralink_board_flash(soc, board);
    if (machine->dtb) {
        ralink_board_device_tree(machine, soc, board);
    }
}

void ralink_board_class_init(MachineClass *mc, const RalinkBoard *board,
                             const char *desc)
{
    mc->desc = desc;
    mc->default_ram_size = board->ram_bytes;
    mc->default_ram_id = "ram";
    mc->max_cpus = 1;
    mc->no_cdrom = true;
    mc->no_floppy = true;
    mc->no_parallel = true;
}
