// SPDX-License-Identifier: GPL-2.0-only
/*
 * Image for a flash, or for RAM: uImage, padding, squashfs, padding.
 * All limits are proved before the first byte is written.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "devtree.h"
#include "file.h"
#include "layout.h"
#include "options.h"

/* Erased flash. */
#define PADDING 0xff

struct args {
	const char *facts, *dtb, *kernel, *rootfs, *kind, *out;
};

static int assemble(const struct layout *l, const struct blob *kernel,
		    const struct blob *rootfs, const char *path,
		    struct strbuf *err)
{
	uint8_t *image = malloc(l->image_bytes);
	int ret;

	if (!image)
		return fail(err, "out of memory for %llu bytes",
			    (unsigned long long)l->image_bytes);
	memset(image, PADDING, l->image_bytes);
	memcpy(image, kernel->data, kernel->size);
	memcpy(image + l->rootfs_offset, rootfs->data, rootfs->size);
	ret = file_write(path, image, l->image_bytes, err);
	free(image);
	return ret;
}

static int build(const struct args *a, struct strbuf *err)
{
	struct blob kernel = { 0 }, rootfs = { 0 };
	struct devtree dt = { 0 };
	enum image_kind kind;
	struct board board;
	struct layout l;
	int ret = -1;

	if (!image_kind_parse(a->kind, &kind))
		return fail(err, "--kind is '%s', but can be: firmware "
			    "phramware", a->kind);
	if (board_read(&board, a->facts, err) ||
	    devtree_read(&dt, &board, a->dtb, err) ||
	    file_read(a->kernel, &kernel, err) ||
	    file_read(a->rootfs, &rootfs, err))
		goto out;
	if (kind == IMAGE_FIRMWARE && board.media != MEDIA_FLASH) {
		fail(err, "%s has no flash: its firmware.bin is made by "
		     "mksdcard", board.name);
		goto out;
	}
	layout_compute(&l, &board, &dt, kind, kernel.size, rootfs.size);
	ret = layout_check_flash(&l, &board, &dt, err);
	if (!ret)
		ret = assemble(&l, &kernel, &rootfs, a->out, err);
out:
	blob_release(&kernel);
	blob_release(&rootfs);
	devtree_release(&dt);
	return ret;
}

int main(int argc, char **argv)
{
	struct args a = { 0 };
	const struct option_row rows[] = {
		{ "facts", &a.facts, true, "FILE  board.facts" },
		{ "dtb", &a.dtb, true, "FILE  the board's device tree" },
		{ "kernel", &a.kernel, true, "FILE  uImage from mkkernel" },
		{ "rootfs", &a.rootfs, true, "FILE  rootfs.squashfs" },
		{ "kind", &a.kind, true, "firmware|phramware" },
		{ "out", &a.out, true, "FILE  the image" },
		{ 0 },
	};
	struct strbuf err = STRBUF_INIT;

	options_parse(argc, argv, rows, "uImage + squashfs -> image");
	return build(&a, &err) ? options_die(argv[0], &err) : 0;
}
