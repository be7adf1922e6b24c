/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * U-Boot's environment, as text and as the image in flash.
 *
 * Format (U-Boot include/env_internal.h): CRC-32 of what follows the header,
 * in the CPU's byte order; with redundancy one flag byte (1 = active); then
 * name=value strings, each ended by NUL, an empty string at the end, padding.
 */
#ifndef UBOOT_ENV_ENVIMAGE_H
#define UBOOT_ENV_ENVIMAGE_H

#include "board.h"
#include "devtree.h"
#include "file.h"
#include "strbuf.h"

/* Append `name=value` lines: what makes the board start firmware.bin. */
void env_text(struct strbuf *out, const struct board *board,
	      const struct devtree *dt);

/*
 * Turn @text (`name=value` lines) into an image of board->env_bytes, twice
 * with redundancy.  Fails when a line has no '=', or when the text does not
 * fit.  @out is owned by the caller.
 */
int env_image(struct blob *out, const struct board *board, const char *text,
	      struct strbuf *err);

/*
 * Append a line of fw_env.config (libubootenv, u-boot-tools) per copy: device,
 * offset, environment's size, erase block; and prove that the environment
 * fits its partition.
 */
int env_config(struct strbuf *out, const struct board *board,
	       const struct devtree *dt, struct strbuf *err);

#endif
