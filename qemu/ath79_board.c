/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the ath79 boards have in common.  See ath79_board.h.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/cutils.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "ath79_board.h"
#include "ath79_soc.h"
#include "board.h"
#include <libfdt.h>

static void add_flash(Ath79Soc *soc, const Ath79Board *board, const char *name)
{
    BlockBackend *blk = board_flash_image(name, board->flash_size);
    DeviceState *dev = qdev_new(board->flash);

    if (blk) {
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
            board_fails("%s has only %d network jacks", name, i);
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

void ath79_board_init(MachineState *machine, const Ath79Board *board)
{
    MachineClass *mc = MACHINE_GET_CLASS(machine);
    DeviceState *dev;
    Ath79Soc *soc;

    if (machine->ram_size != mc->default_ram_size) {
        g_autofree char *size = size_to_str(mc->default_ram_size);

        board_fails("%s has %s of RAM", mc->name, size);
    }
    if (machine->kernel_filename || machine->firmware) {
        board_fails("%s starts what is in its flash: no -kernel, no -bios",
                     mc->name);
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
    board_read_tree(machine, board->flash_size, find_gpio, soc);
}
