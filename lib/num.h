/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers in text, and arithmetic on addresses and sizes. */
#ifndef LIB_NUM_H
#define LIB_NUM_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Read all of @s as decimal or 0x hexadecimal.  No sign, no blank, no suffix:
 * `M` means 10^6 to one reader and 2^20 to the next.
 * Returns false when @s is anything else or does not fit 64 bits.
 */
bool num_parse(const char *s, uint64_t *out);

/* @n rounded up to a multiple of @align (a power of two, or 0 for none). */
static inline uint64_t num_round_up(uint64_t n, uint64_t align)
{
	return align ? (n + align - 1) & ~(align - 1) : n;
}

static inline bool num_power_of_two(uint64_t n)
{
	return n && !(n & (n - 1));
}

#endif
