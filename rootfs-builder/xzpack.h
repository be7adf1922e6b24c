/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compressing independent blocks with xz the way the kernel's squashfs reads
 * them: one xz stream a block, CRC32, LZMA2 whose dictionary is not larger
 * than the one squashfs was told (or the block size).
 *
 * lc/lp/pb are said in each stream, so every block can have its own: that is
 * what makes the result smaller than one setting for the whole image.
 */
#ifndef ROOTFS_XZPACK_H
#define ROOTFS_XZPACK_H

#include <stdint.h>
#include <sqfs/compressor.h>
#include <sqfs/error.h>

#include "strbuf.h"

struct xz_params {
	uint8_t lc, lp, pb;	/* lc + lp at most 4 */
};

enum xz_bcj { XZ_BCJ_NONE, XZ_BCJ_ARM, XZ_BCJ_ARMTHUMB };

struct xz_options {
	uint32_t block_size;	/* bytes, power of two, 4096 to 1 MiB */
	uint32_t dictionary;	/* bytes, 8192 to block_size */
	uint32_t level;		/* 0 to 9 */
	int extreme;
	int tuned;		/* try the table of params, else only fixed */
	struct xz_params fixed;
	enum xz_bcj bcj;	/* the kernel needs XZ_DEC_ARM or
				   XZ_DEC_ARMTHUMB */
	unsigned int jobs;	/* threads, at least 1 */
	const char *cache;	/* file of earlier results, borrowed; NULL:
				   none.  See xzcache.h */
};

#define XZ_FINALISTS 2

struct xz_block {
	const uint8_t *data;	/* borrowed */
	uint32_t size;		/* bytes, at most block_size */
	int ranked;		/* estimate and finalists are known */
	uint32_t estimate;	/* bytes */
	struct xz_params finalists[XZ_FINALISTS];
	int packed;		/* what follows is known */
	uint8_t *out;		/* owned; NULL when stored as it is */
	uint32_t out_size;	/* bytes it takes in the image */
	struct xz_params params; /* what was best */
};

/*
 * Try all settings of the table quickly on each of @n blocks not yet ranked:
 * sets estimate and the settings that deserve the full effort.  For o->tuned
 * only.
 */
int xz_rank(struct xz_block *blocks, size_t n, const struct xz_options *o,
	    struct strbuf *err);

/*
 * Compress those of @n blocks that are not packed (all have to be ranked when
 * o->tuned) with o->jobs threads.  What comes out depends on the blocks and
 * options only, not on the number of threads.  Fails when memory or threads
 * cannot be had.
 */
int xz_pack(struct xz_block *blocks, size_t n, const struct xz_options *o,
	    struct strbuf *err);

/*
 * A libsquashfs compressor with the same options, for metadata blocks; to be
 * given to sqfs_destroy().  @o is copied.
 */
sqfs_compressor_t *xz_compressor(const struct xz_options *o);

#endif
