/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which part of a squashfs image is whose: every byte is charged to one file
 * or to one of the parts nobody in particular needs.
 */
#ifndef ROOTFS_COSTS_H
#define ROOTFS_COSTS_H

#include <stdint.h>

#include "blocks.h"
#include "manifest.h"

/* Bytes of the image that one entry of the manifest is to blame for. */
struct cost {
	uint64_t data;		/* its blocks and its share of fragments;
				   0 for a second file with equal content */
	uint64_t meta;		/* its share of inode and directory tables */
};

struct image_costs {
	struct cost *of;	/* one for each entry, then one for a root that
				   the manifest does not name; owned */
	size_t n;		/* entries + 1 */
	uint64_t super;		/* super block and compressor options */
	uint64_t tables;	/* fragment and id tables */
	uint64_t padding;
	uint64_t total;		/* the sum of all, the size of the image */
};

/* The two tables whose compressed size the entries share. */
struct table_bytes {
	const uint64_t *inodes;	/* of each entry and the root, uncompressed */
	const uint64_t *dirs;
	uint64_t inode_table;	/* bytes in the image */
	uint64_t dir_table;
};

/* Fill c->of so that with the other members it sums up to c->total. */
void image_costs_divide(struct image_costs *c, const struct manifest *m,
			const struct block_plan *plan,
			const struct table_bytes *t);

void image_costs_release(struct image_costs *c);

/*
 * The size table for people: totals, one line a package, one line a file,
 * largest first.  @name is what the image is called.
 */
void image_costs_text(const struct image_costs *c, const struct manifest *m,
		      const char *name, struct strbuf *out);

/* The same as a JSON object. */
void image_costs_json(const struct image_costs *c, const struct manifest *m,
		      const char *name, struct strbuf *out);

#endif
