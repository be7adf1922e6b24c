/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where everything goes: the flash layout of firmware.bin, the RAM layout
 * while the boot loader works and while the kernel runs, and the proofs that
 * nothing overlaps, outgrows its place or sits on the wrong boundary.
 */
#ifndef LIB_LAYOUT_H
#define LIB_LAYOUT_H

#include "board.h"
#include "devtree.h"
#include "elfinfo.h"
#include "strbuf.h"

enum image_kind { IMAGE_FIRMWARE, IMAGE_PHRAMWARE };

extern const char *const image_kind_names[3];	/* NULL-terminated */

/* Turn "firmware" or "phramware" into a kind; false for anything else. */
bool image_kind_parse(const char *name, enum image_kind *out);

struct layout {
	enum image_kind kind;
	/* Offsets in the image file, sizes in bytes. */
	uint64_t kernel_bytes;		/* uImage, header included */
	uint64_t rootfs_offset;		/* on an erase block or phram block */
	uint64_t rootfs_bytes;		/* squashfs, not padded */
	uint64_t rootfs_room;		/* what the kernel is told it has */
	uint64_t image_bytes;		/* with the padding at the end */
	/* phramware: what phram is told; physical. */
	struct ram_region phram;
};

/*
 * Lay out an image of @kernel_bytes (uImage) and @rootfs_bytes.
 * firmware: the rootfs gets the rest of the firmware partition (0 when the
 * kernel alone fills it), so that the command line depends on the kernel's
 * size only.  phramware: the rootfs gets its size rounded up to
 * phram_align_bytes.  firmware on an SD card: the rootfs is a partition of
 * the card, only kernel_bytes means anything.
 */
void layout_compute(struct layout *l, const struct board *board,
		    const struct devtree *dt, enum image_kind kind,
		    uint64_t kernel_bytes, uint64_t rootfs_bytes);

/*
 * Prove that a firmware image fits the firmware partition and the kernel the
 * boot loader's own limit.  The message lists the components, the limit and
 * the excess.
 */
int layout_check_flash(const struct layout *l, const struct board *board,
		       const struct devtree *dt, struct strbuf *err);

/*
 * Prove the RAM layout in three phases - image loaded, kernel unpacked,
 * kernel running - from the image's size, @unpacked_bytes (kernel and device
 * tree as the loader writes them) and the kernel's own extent.  Each region
 * has to lie in RAM and to be disjoint from every other of its phase.  All
 * that for each boot loader that the board may have.
 */
int layout_check_ram(const struct layout *l, const struct board *board,
		     const struct devtree *dt, const struct elfinfo *kernel,
		     uint64_t unpacked_bytes, struct strbuf *err);

/*
 * The same regions as a table for people, one line a region; @board as one
 * boot loader sees it (board_with_loader).
 */
void layout_ram_map(const struct layout *l, const struct board *board,
		    const struct devtree *dt, const struct elfinfo *kernel,
		    uint64_t unpacked_bytes, struct strbuf *out);

/* The flash with firmware subdivided, as a table for people. */
void layout_flash_map(const struct layout *l, const struct devtree *dt,
		      struct strbuf *out);

#endif
