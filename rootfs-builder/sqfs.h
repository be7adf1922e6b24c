/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing a squashfs 4.0 image with libsquashfs, in memory.
 *
 * What the kernel needs: SQUASHFS, SQUASHFS_XZ, and XZ_DEC_ARM or
 * XZ_DEC_ARMTHUMB only when o->xz.bcj says so.
 */
#ifndef ROOTFS_SQFS_H
#define ROOTFS_SQFS_H

#include <stdint.h>

#include "file.h"
#include "strbuf.h"
#include "costs.h"
#include "manifest.h"
#include "xzpack.h"

struct image_options {
	struct xz_options xz;
	uint32_t epoch;		/* seconds; the time of every inode */
	uint32_t pad;		/* bytes; the image's size is a multiple */
};

/*
 * Build the image of @m (sorted, loaded, checked) into @out, and say in
 * @costs what it is made of.  Both are the caller's to release.  The same
 * manifest and options give the same bytes.
 */
int image_build(struct blob *out, struct image_costs *costs,
		const struct manifest *m, const struct image_options *o,
		struct strbuf *err);

#endif
