/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the ath79 boards have in common: a SoC, RAM, a flash, some jacks.
 *
 * LEDs and buttons come from the board's device tree (-dtb out/B_C/board.dtb),
 * which must agree with the model on memory and flash; without one the board
 * works and has none.
 */
#ifndef ATH79_BOARD_H
#define ATH79_BOARD_H

#include "hw/boards.h"

typedef struct Ath79Board {
    const char *soc;
    uint32_t ref_hz;
    const char *flash;          /* a type of QEMU's m25p80 */
    uint32_t flash_size;        /* bytes */
    uint32_t fast_read_dummies; /* see ath79_spi.c */
    int jacks[5];               /* PHYs in the order of -nic, ends with -1 */
} Ath79Board;

void ath79_board_init(MachineState *machine, const Ath79Board *board);

#endif
