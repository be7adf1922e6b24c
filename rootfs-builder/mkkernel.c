// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel image for one board and one kind of image: puts the command line into
 * the device tree, the tree behind the kernel, compresses both and wraps them
 * as a uImage.
 *
 * The command line holds the offset of the rootfs, which follows from the size
 * of the compressed kernel, which follows from the command line.  The loop
 * ends when a line gives the layout that it was made from; sizes are rounded
 * to erase blocks, so that this takes one round or two.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "cmdline.h"
#include "devtree.h"
#include "elfinfo.h"
#include "file.h"
#include "gzip.h"
#include "layout.h"
#include "lzma.h"
#include "num.h"
#include "options.h"
#include "uimage.h"

#define ROUNDS_MAX 8

/* A device tree and a uImage header after compression, about. */
#define DTB_PACKED_BYTES 600

struct args {
	const char *facts, *dtb, *vmlinux, *image, *params, *extra, *kind;
	const char *rootfs_bytes, *out, *out_dtb, *out_cmdline;
};

struct job {
	struct board board;
	struct devtree dt;
	struct elfinfo kernel;
	struct blob image;		/* kernel without device tree */
	struct blob extra;		/* words of the configuration */
	struct lzma_params params;
	uint64_t guess;			/* bytes of the uImage, roughly */
	enum image_kind kind;
	uint64_t rootfs_bytes;
	uint32_t time;
	/* made in each round */
	struct layout layout;
	struct strbuf cmdline;
	struct blob dtb;
	struct blob uimage;
	uint64_t unpacked_bytes;
};

/* What lzmatune saw the kernel alone shrink to; 0 when it does not say. */
static uint64_t packed_bytes(const char *params)
{
	const char *line = strstr(params, "out_bytes=");

	return line ? strtoull(line + strlen("out_bytes="), NULL, 10) : 0;
}

static int job_read(struct job *j, const struct args *a, struct strbuf *err)
{
	struct blob params;
	int ret;

	if (!image_kind_parse(a->kind, &j->kind))
		return fail(err, "--kind is '%s', but can be: firmware "
			    "phramware", a->kind);
	if (a->rootfs_bytes && !num_parse(a->rootfs_bytes, &j->rootfs_bytes))
		return fail(err, "--rootfs-bytes is '%s', not a number",
			    a->rootfs_bytes);
	if (uimage_time(&j->time, err) ||
	    board_read(&j->board, a->facts, err) ||
	    devtree_read(&j->dt, &j->board, a->dtb, err) ||
	    elfinfo_read(&j->kernel, &j->board, a->vmlinux, err) ||
	    file_read(a->image, &j->image, err) ||
	    file_read(a->extra, &j->extra, err))
		return -1;
	if (j->board.kernel_compression != COMP_LZMA)
		return 0;
	if (!a->params)
		return fail(err, "--params is needed for lzma");
	if (file_read(a->params, &params, err))
		return -1;
	ret = lzma_params_parse((char *)params.data, &j->params, err);
	j->guess = packed_bytes((char *)params.data) + DTB_PACKED_BYTES;
	blob_release(&params);
	return ret;
}

static void job_release(struct job *j)
{
	devtree_release(&j->dt);
	blob_release(&j->image);
	blob_release(&j->extra);
	strbuf_release(&j->cmdline);
	blob_release(&j->dtb);
	blob_release(&j->uimage);
}

/* Kernel, device tree behind it. */
static void append_dtb(const struct job *j, struct strbuf *out)
{
	strbuf_add(out, j->image.data, j->image.size);
	strbuf_add(out, j->dtb.data, j->dtb.size);
}

static int compress(struct job *j, const struct strbuf *raw, struct blob *out,
		    struct strbuf *err)
{
	const uint8_t *data = (const uint8_t *)raw->buf;

	switch ((enum board_compression)j->board.kernel_compression) {
	case COMP_LZMA:
		j->params.dict = lzma_dict_for(raw->len,
				j->board.boot_lzma_dict_max_bytes);
		return lzma_encode(data, raw->len, &j->params, out, err);
	case COMP_GZIP:
		return gzip_encode(data, raw->len, out, err);
	default:
		*out = (struct blob){ .data = malloc(raw->len),
				      .size = raw->len };
		if (!out->data)
			return fail(err, "out of memory");
		memcpy(out->data, data, raw->len);
		return 0;
	}
}

static const uint8_t uimage_comp[COMP_COUNT] = {
	[COMP_LZMA] = UIMAGE_COMP_LZMA,
	[COMP_GZIP] = UIMAGE_COMP_GZIP,
	[COMP_ZIMAGE] = UIMAGE_COMP_NONE,
};

static int wrap(struct job *j, const struct blob *data, struct strbuf *err)
{
	bool zimage = j->board.kernel_compression == COMP_ZIMAGE;
	struct uimage img = {
		.time = j->time,
		.load = j->board.kernel_load_addr,
		/* A zImage is entered at its first byte. */
		.entry = zimage ? j->board.kernel_load_addr : j->kernel.entry,
		.os = UIMAGE_OS_LINUX,
		.arch = board_is_mips(&j->board) ? UIMAGE_ARCH_MIPS :
						   UIMAGE_ARCH_ARM,
		.type = UIMAGE_TYPE_KERNEL,
		.comp = uimage_comp[j->board.kernel_compression],
		.name = j->board.name,
	};

	blob_release(&j->uimage);
	return uimage_encode(&img, data->data, data->size, &j->uimage, err);
}

/* One round: from the layout for @kernel_bytes to a uImage. */
static int build(struct job *j, uint64_t kernel_bytes, struct strbuf *err)
{
	const struct ram_region *phram;
	struct strbuf raw = STRBUF_INIT;
	struct blob packed = { 0 };
	int ret;

	strbuf_reset(&j->cmdline);
	blob_release(&j->dtb);
	layout_compute(&j->layout, &j->board, &j->dt, j->kind, kernel_bytes,
		       j->rootfs_bytes);
	if (cmdline_build(&j->cmdline, &j->board, &j->dt, &j->layout,
			  (char *)j->extra.data, err))
		return -1;
	phram = j->kind == IMAGE_PHRAMWARE ? &j->layout.phram : NULL;
	if (devtree_finish(&j->dt, j->cmdline.buf, phram, &j->dtb, err))
		return -1;
	append_dtb(j, &raw);
	j->unpacked_bytes = raw.len;
	ret = compress(j, &raw, &packed, err);
	if (!ret)
		ret = wrap(j, &packed, err);
	blob_release(&packed);
	strbuf_release(&raw);
	return ret;
}

/* True when a kernel of @bytes has the layout that @j was built for. */
static bool settled(const struct job *j, uint64_t bytes)
{
	uint64_t align = j->kind == IMAGE_PHRAMWARE ?
			 j->board.phram_align_bytes :
			 j->board.erase_block_bytes;

	return num_round_up(bytes, align) == j->layout.rootfs_offset;
}

static int find_fixed_point(struct job *j, struct strbuf *err)
{
	uint64_t guess = j->guess;
	int round;

	for (round = 1; round <= ROUNDS_MAX; round++) {
		if (build(j, guess, err))
			return -1;
		if (settled(j, j->uimage.size))
			break;
		guess = j->uimage.size;
	}
	if (round > ROUNDS_MAX)
		return fail(err, "command line and kernel size chase each "
			    "other: no layout after %d rounds", ROUNDS_MAX);
	/* The proof: the layout of the real size, with every limit. */
	layout_compute(&j->layout, &j->board, &j->dt, j->kind,
		       j->uimage.size, j->rootfs_bytes);
	if (layout_check_flash(&j->layout, &j->board, &j->dt, err))
		return -1;
	printf("  kernel %s: %zu bytes, fixed point after %d round%s\n",
	       image_kind_names[j->kind], j->uimage.size, round,
	       round == 1 ? "" : "s");
	return layout_check_ram(&j->layout, &j->board, &j->dt, &j->kernel,
				j->unpacked_bytes, err);
}

static int job_write(const struct job *j, const struct args *a,
		     struct strbuf *err)
{
	if (file_write(a->out_dtb, j->dtb.data, j->dtb.size, err) ||
	    file_write(a->out_cmdline, j->cmdline.buf, j->cmdline.len, err))
		return -1;
	return file_write(a->out, j->uimage.data, j->uimage.size, err);
}

int main(int argc, char **argv)
{
	struct args a = { 0 };
	const struct option_row rows[] = {
		{ "facts", &a.facts, true, "FILE  board.facts" },
		{ "dtb", &a.dtb, true, "FILE  the board's device tree" },
		{ "vmlinux", &a.vmlinux, true, "FILE  the kernel's ELF" },
		{ "image", &a.image, true, "FILE  image.bin" },
		{ "params", &a.params, false, "FILE  from lzmatune" },
		{ "cmdline-extra", &a.extra, true, "FILE  words to add" },
		{ "kind", &a.kind, true, "firmware|phramware" },
		{ "rootfs-bytes", &a.rootfs_bytes, false,
		  "N  size of rootfs.squashfs, for phramware" },
		{ "out", &a.out, true, "FILE  the uImage" },
		{ "out-dtb", &a.out_dtb, true, "FILE  the tree in it" },
		{ "out-cmdline", &a.out_cmdline, true, "FILE  its bootargs" },
		{ 0 },
	};
	struct job j = { .cmdline = STRBUF_INIT };
	struct strbuf err = STRBUF_INIT;
	int ret;

	options_parse(argc, argv, rows, "kernel + device tree -> uImage");
	ret = job_read(&j, &a, &err) || find_fixed_point(&j, &err) ||
	      job_write(&j, &a, &err);
	job_release(&j);
	return ret ? options_die(argv[0], &err) : 0;
}
