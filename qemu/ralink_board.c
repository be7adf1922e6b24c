/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What boards with a Ralink SoC have in common: flash, jacks, and what the
 * board's device tree says.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/cutils.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "hw/ssi/ssi.h"
#include "board.h"
#include "ralink.h"
#include <libfdt.h>

static void ralink_board_jacks(RalinkSoC *soc, const RalinkBoard *board,
                               const char *name)
{
    int i, jacks = 0;

    while (board->jacks[jacks] != RALINK_NONE) {
        jacks++;
    }
    if (nb_nics > jacks) {
        board_fails("%s has only %d network jacks", name, jacks);
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

void ralink_board_init(MachineState *machine, const RalinkBoard *board)
{
    const char *name = MACHINE_GET_CLASS(machine)->name;
    RalinkSoC *soc;

    if (machine->ram_size != board->ram_bytes) {
        g_autofree char *size = size_to_str(board->ram_bytes);

        board_fails("%s has %s of RAM", name, size);
    }
    if (machine->kernel_filename || machine->firmware) {
        board_fails("%s starts what is in its flash: no -kernel, no "
                           "-bios", name);
    }
    soc = RALINK_SOC(qdev_new(board->soc));
    object_property_add_child(OBJECT(machine), "soc", OBJECT(soc));
    object_property_set_link(OBJECT(soc), "ram", OBJECT(machine->ram),
                             &error_abort);
    soc->flash_bytes = board->flash_bytes;
    soc->flash_blk = board_flash_image(name, board->flash_bytes);
    ralink_board_jacks(soc, board, name);
    qdev_realize_and_unref(DEVICE(soc), NULL, &error_fatal);
    ralink_board_flash(soc, board);
    board_read_tree(machine, board->flash_bytes, ralink_board_gpio, soc);
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
