/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all boards here want: the image of their flash, and their device tree.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "sysemu/block-backend.h"
#include "sysemu/blockdev.h"
#include "sysemu/qtest.h"
#include "board.h"
#include <libfdt.h>

void board_fails(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    error_vreport(fmt, ap);
    va_end(ap);
    exit(EXIT_FAILURE);
}

BlockBackend *board_flash_image(const char *name, uint32_t flash_bytes)
{
    DriveInfo *drive = drive_get(IF_MTD, 0, 0);
    BlockBackend *blk = drive ? blk_by_legacy_dinfo(drive) : NULL;

    if (!blk && !qtest_enabled()) {
        board_fails("%s boots from its flash: give -drive if=mtd,format=raw,"
                    "file=IMAGE, of %u bytes", name, flash_bytes);
    }
    if (blk && blk_getlength(blk) != flash_bytes) {
        board_fails("the flash of %s has %u bytes, the image %" PRId64, name,
                    flash_bytes, blk_getlength(blk));
    }
    return blk;
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

void board_read_tree(MachineState *machine, uint32_t flash_bytes,
                     GpioPanelController *controller, void *opaque)
{
    g_autofree char *fdt = NULL;
    g_autoptr(GError) gerr = NULL;
    Error *err = NULL;
    uint64_t memory, flash;
    gsize len;

    if (!machine->dtb) {
        return;
    }
    if (!g_file_get_contents(machine->dtb, &fdt, &len, &gerr)) {
        board_fails("%s", gerr->message);
    }
    if (len < FDT_V1_SIZE || fdt_check_header(fdt) ||
        fdt_totalsize(fdt) > len) {
        board_fails("%s: not a device tree", machine->dtb);
    }
    memory = fdt_memory(fdt);
    flash = fdt_flash_end(fdt);
    if (memory != machine->ram_size || flash > flash_bytes) {
        board_fails("%s: 0x%" PRIx64 " bytes of memory and partitions up to "
                    "0x%" PRIx64 ", but %s has 0x%" PRIx64 " and 0x%x",
                    machine->dtb, memory, flash,
                    MACHINE_GET_CLASS(machine)->name,
                    (uint64_t)machine->ram_size, flash_bytes);
    }
    if (!gpio_panel_from_fdt(OBJECT(machine), fdt, controller, opaque, &err)) {
        board_fails("%s: %s", machine->dtb, error_get_pretty(err));
    }
}
