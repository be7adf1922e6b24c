/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an earlier run found out about blocks, in one file: after a small
 * change most blocks of an image are the same, and need not be tried again.
 *
 * A result depends on nothing but the block, the options and liblzma, all of
 * which are compared, the block byte by byte; so with the file or without it
 * the image has the same bits.  A file that is missing, of other options or
 * damaged is an empty one.
 */
#ifndef ROOTFS_XZCACHE_H
#define ROOTFS_XZCACHE_H

#include "file.h"
#include "strbuf.h"
#include "xzpack.h"

struct xz_cache {
	struct blob text;		/* the file, owned */
	struct xz_block *blocks;	/* point into it; owned */
	size_t n;
};

/* Read @file (NULL: none). */
void xz_cache_read(struct xz_cache *c, const char *file,
		   const struct xz_options *o);

/* Complete @b with what is known; b->out becomes a copy. */
void xz_cache_find(const struct xz_cache *c, struct xz_block *b);

/* Write what is known of @n blocks to @file, if that changes it. */
int xz_cache_write(const char *file, const struct xz_block *blocks, size_t n,
		   const struct xz_options *o, struct strbuf *err);

void xz_cache_release(struct xz_cache *c);

#endif
