/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which bytes of which file go into which block of the image, and the blocks
 * compressed.
 *
 * A file is cut into full blocks and a tail.  Tails (and whole small files)
 * share fragment blocks, in an order that puts like with like.  Several such
 * layouts are tried quickly and the most promising is kept.  Equal files are
 * stored once.
 */
#ifndef ROOTFS_BLOCKS_H
#define ROOTFS_BLOCKS_H

#include "manifest.h"
#include "xzpack.h"

#define NO_FRAGMENT SIZE_MAX

struct file_blocks {
	size_t same_as;		/* index of the first entry with the same
				   content; its own when it is the first */
	size_t first;		/* index into blocks[] of its first one */
	size_t n;		/* blocks of its own, in sequence */
	size_t fragment;	/* index into fragments[], or NO_FRAGMENT */
	uint32_t fragment_offset; /* bytes into the uncompressed fragment */
};

struct block_plan {
	struct file_blocks *files;	/* one for each entry of the manifest */
	size_t n_files;
	struct xz_block *blocks;	/* in the order of the files, owned */
	size_t n_blocks;
	struct xz_block *fragments;	/* follow them in the same array */
	size_t n_fragments;
	uint8_t **fragment_data;	/* owned, what fragments point to */
};

/*
 * Plan and compress the content of @m (sorted, loaded; must outlive @p).
 * With o->tuned several layouts are tried.
 */
int block_plan_make(struct block_plan *p, const struct manifest *m,
		    const struct xz_options *o, struct strbuf *err);

void block_plan_release(struct block_plan *p);

#endif
