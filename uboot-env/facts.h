/* SPDX-License-Identifier: GPL-2.0-only */
/* One built configuration, read back from its out/ folder, and told. */
#ifndef UBOOT_ENV_FACTS_H
#define UBOOT_ENV_FACTS_H

#include "board.h"
#include "devtree.h"
#include "elfinfo.h"
#include "layout.h"
#include "strbuf.h"

/* One of the two images. */
struct built_image {
	struct layout layout;
	uint64_t unpacked_bytes;	/* kernel with its device tree */
	char *cmdline;			/* owned */
};

struct build {
	struct board board;
	struct devtree dt;
	struct elfinfo kernel;
	struct built_image image[2];	/* by enum image_kind */
};

/*
 * Read board.facts and board.dtb of folder @dir.  With @images also what the
 * images were made of (kernel, uImages, device trees, rootfs), from which the
 * layouts are computed again.  @b is released by the caller in any case.
 */
int build_read(struct build *b, const char *dir, bool images,
	       struct strbuf *err);
void build_release(struct build *b);

/* Append every derived fact as `name=value` lines. */
void facts_text(struct strbuf *out, const struct build *b);

/* Append the flash map and the RAM maps of both images, for people. */
void facts_layout(struct strbuf *out, const struct build *b);

#endif
