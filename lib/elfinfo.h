/* SPDX-License-Identifier: GPL-2.0-only */
/* What memory a kernel takes, read from its ELF file. */
#ifndef LIB_ELFINFO_H
#define LIB_ELFINFO_H

#include <stdint.h>

#include "board.h"
#include "strbuf.h"

struct elfinfo {
	uint64_t entry;		/* virtual */
	uint64_t load_start;	/* physical: lowest PT_LOAD byte */
	uint64_t load_end;	/* physical: end of the last one, bss included */
	uint64_t dtb_start;	/* virtual __appended_dtb, 0 when absent */
	uint64_t dtb_end;	/* virtual end of the hole kept for it */
};

/*
 * Read the vmlinux at @path, a 32-bit ELF of @board's architecture.
 * A wrong class, byte order, machine or a truncated table is an error.
 */
int elfinfo_read(struct elfinfo *info, const struct board *board,
		 const char *path, struct strbuf *err);

#endif
