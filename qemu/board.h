/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all boards here want: the image of their flash, and their device tree.
 * What a user did wrong ends QEMU with one line.
 */
#ifndef PHRAMEWORK_BOARD_H
#define PHRAMEWORK_BOARD_H

#include "hw/boards.h"
#include "gpio_panel.h"

/* Says so on standard error, and exits. */
G_NORETURN void board_fails(const char *fmt, ...) G_GNUC_PRINTF(1, 2);

/* -drive if=mtd, of exactly this size; NULL under qtest without one. */
BlockBackend *board_flash_image(const char *name, uint32_t flash_bytes);

/*
 * LEDs and buttons of the board's device tree (-dtb), which must agree on memory
 * and hold no partition behind the flash's end; without one there are none.
 */
void board_read_tree(MachineState *machine, uint32_t flash_bytes,
                     GpioPanelController *controller, void *opaque);

#endif
