/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one types at the board's U-Boot prompt: to boot phramware.bin from RAM
 * and to write firmware.bin to flash.
 */
#ifndef UBOOT_ENV_SCRIPT_H
#define UBOOT_ENV_SCRIPT_H

#include <stdint.h>

#include "board.h"
#include "devtree.h"
#include "strbuf.h"

/* An image as the scripts see it. */
struct script_image {
	const char *file;	/* name for TFTP, "<board>_<config>/x.bin" */
	uint64_t bytes;
	uint32_t crc32;		/* IEEE 802.3, what U-Boot's crc32 prints */
};

/*
 * Both append commands, one a line, with `#` comments between; every command
 * is a line for people to type and for `source` to run.  They fail when a
 * line is longer than the board's console takes.
 */
int script_tftp(struct strbuf *out, const struct board *board,
		const struct script_image *image, struct strbuf *err);
int script_flash(struct strbuf *out, const struct board *board,
		 const struct devtree *dt, const struct script_image *image,
		 struct strbuf *err);

/*
 * The command that boots firmware.bin from where it was written.  On an SD
 * card it loads the kernel file first.
 */
void script_bootcmd(struct strbuf *out, const struct board *board,
		    const struct devtree *dt);

/*
 * Rewrite @commands (from the functions above) for `source`: comments go,
 * and where the dialect has `&&` each command runs only if those before it
 * succeeded, so that nothing is erased after a failed download.
 */
void script_chain(struct strbuf *out, const struct board *board,
		  const char *commands);

#endif
