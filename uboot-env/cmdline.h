/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's command line, made from the layout. */
#ifndef UBOOT_ENV_CMDLINE_H
#define UBOOT_ENV_CMDLINE_H

#include "board.h"
#include "devtree.h"
#include "layout.h"
#include "strbuf.h"

/*
 * Append the command line of image @l to @out: console, partitions or phram,
 * root, then @extra (words of the configuration, may be "").
 *
 * Fails when @extra sets what is computed here (root=, mtdparts=, phram.*,
 * console=), or when the whole does not fit the kernel's COMMAND_LINE_SIZE.
 */
int cmdline_build(struct strbuf *out, const struct board *board,
		  const struct devtree *dt, const struct layout *l,
		  const char *extra, struct strbuf *err);

/*
 * Append `<mtd-id>:<size>@<offset>(<name>)[ro],...`: the flash's partitions by
 * offset with firmware replaced by kernel and rootfs, then firmware itself
 * over both, so that an upgrade has one place to write to.
 * Grammar: Linux 6.1 drivers/mtd/parsers/cmdlinepart.c.
 */
void mtdparts_build(struct strbuf *out, const struct devtree *dt,
		    const struct layout *l);

/* The number N of /dev/mtdblockN that holds the rootfs of @l. */
int rootfs_mtd_index(const struct devtree *dt, const struct layout *l);

/*
 * Append `rootfs,<start>,<length>,<erase size>`; bytes in hexadecimal.
 * Grammar: Linux 6.1 drivers/mtd/devices/phram.c (124 bytes at most).
 */
void phram_build(struct strbuf *out, const struct board *board,
		 const struct layout *l);

#endif
