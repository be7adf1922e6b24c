/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CP0 Count at its real speed.
 *
 * QEMU's Count takes a whole number of nanoseconds for a step: at 580 MHz 3 or
 * 4 instead of 3.45, and guest time runs 15 % fast or 14 % slow.  Here it
 * takes now the one and now the other, such that it is never more than a
 * fraction of a millisecond off.
 */
#ifndef HW_PHRAMEWORK_MIPS_COUNT_H
#define HW_PHRAMEWORK_MIPS_COUNT_H

#include "cpu.h"

typedef struct MipsCount MipsCount;

/* A frequency near @cpu_hz that QEMU can create a CPU with. */
uint32_t mips_count_clock_hz(uint32_t cpu_hz);

/* Once, after cpu_mips_clock_init(). */
MipsCount *mips_count_init(MIPSCPU *cpu, uint32_t cpu_hz);

/* The CPU is clocked by @cpu_hz from now on.  On its thread, or at reset. */
void mips_count_set_hz(MipsCount *mc, uint32_t cpu_hz);

#endif
