// SPDX-License-Identifier: GPL-2.0-only
/*
 * checkfirmware - read a finished image again and prove every number in it.
 *
 * Prints one line for each check that fails (all of them with -v); exit
 * status 1 when any did.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

#define PROG "checkfirmware"

typedef int check_fn(struct check *c, struct strbuf *err);

/*
 * In this order.  A check runs when all it needs was found; what it gives is
 * found when it passes.  So one fault gives one message, not ten.
 */
static const struct row {
	const char *name;
	int kinds;	/* enum check_kind */
	int needs;	/* enum check_find */
	int gives;
	check_fn *fn;
} rows[] = {
	{ "card partitions", KIND_CARD, 0, FOUND_CARD | FOUND_ROOTFS,
	  check_card_mbr },
	{ "card FAT", KIND_CARD, FOUND_CARD, FOUND_FAT, check_card_fat },
	{ "card files", KIND_CARD, FOUND_FAT, FOUND_KERNEL,
	  check_card_files },
	{ "image size", KIND_FLAT, 0, FOUND_KERNEL, check_size },
	{ "uimage header", KIND_ANY, FOUND_KERNEL, FOUND_UIMAGE,
	  check_uimage_header },
	{ "uimage data", KIND_ANY, FOUND_UIMAGE, FOUND_DATA,
	  check_uimage_data },
	{ "uimage kind", KIND_ANY, FOUND_UIMAGE, 0, check_uimage_kind },
	{ "uimage addresses", KIND_ANY, FOUND_UIMAGE, 0,
	  check_uimage_addresses },
	{ "uimage limit", KIND_ANY, FOUND_UIMAGE, 0, check_uimage_max },
	{ "card dates", KIND_CARD, FOUND_UIMAGE, 0, check_card_dates },
	{ "kernel content", KIND_ANY, FOUND_DATA, FOUND_CONTENT,
	  check_content },
	{ "device tree in kernel", KIND_ANY, FOUND_CONTENT, FOUND_FDT,
	  check_one_fdt },
	{ "kernel file", KIND_ANY, FOUND_FDT, 0, check_kernel_file },
	{ "kernel ELF", KIND_ANY, FOUND_FDT, 0, check_kernel_elf },
	{ "zImage", KIND_ANY, FOUND_FDT, 0, check_zimage },
	{ "device tree place", KIND_ANY, FOUND_FDT, 0, check_fdt_room },
	{ "device tree", KIND_ANY, FOUND_FDT, FOUND_SAME, check_fdt_same },
	{ "card device tree", KIND_CARD, FOUND_FDT, 0, check_card_tree },
	{ "command line length", KIND_ANY, FOUND_FDT, FOUND_ARGS,
	  check_args_length },
	{ "command line file", KIND_ANY, FOUND_ARGS, 0, check_args_file },
	{ "console", KIND_ANY, FOUND_ARGS, 0, check_args_console },
	{ "kind of image", KIND_ANY, FOUND_ARGS, FOUND_RIGHT_KIND,
	  check_args_kind },
	{ "mtdparts", KIND_FIRMWARE, FOUND_RIGHT_KIND, FOUND_ROOTFS,
	  check_args_mtdparts },
	{ "phram", KIND_PHRAMWARE, FOUND_RIGHT_KIND,
	  FOUND_ROOTFS | FOUND_PHRAM, check_args_phram },
	{ "reserved memory", KIND_PHRAMWARE, FOUND_SAME | FOUND_PHRAM, 0,
	  check_reserved_node },
	{ "root", KIND_ANY, FOUND_RIGHT_KIND | FOUND_ROOTFS, 0,
	  check_args_root },
	{ "RAM while loading", KIND_ANY, FOUND_UIMAGE, 0,
	  check_ram_loading },
	{ "RAM while unpacking", KIND_ANY, FOUND_CONTENT, 0,
	  check_ram_unpacking },
	{ "RAM while running", KIND_ANY, FOUND_RIGHT_KIND, 0,
	  check_ram_running },
	{ "RAM with mainline U-Boot", KIND_FLAT, FOUND_CONTENT, 0,
	  check_ram_mainline },
	{ "squashfs superblock", KIND_ANY, FOUND_ROOTFS, FOUND_SQUASHFS,
	  check_superblock },
	{ "padding", KIND_FLAT, FOUND_SQUASHFS | FOUND_UIMAGE, 0,
	  check_padding },
	{ "card gaps", KIND_CARD, FOUND_SQUASHFS, 0, check_card_gaps },
	{ "squashfs file", KIND_ANY, FOUND_SQUASHFS, 0, check_rootfs_file },
	{ "squashfs content", KIND_ANY, FOUND_SQUASHFS, 0, check_squashfs },
	{ "boot scripts", KIND_ANY, FOUND_UIMAGE, 0, check_scripts },
};

#define N_ROWS (sizeof(rows) / sizeof(*rows))

struct options {
	const char *board, *dtb, *vmlinux, *kernel, *rootfs, *cmdline;
	const char *kind, *image, *script[SCRIPTS_MAX];
	bool for_mainline[SCRIPTS_MAX];
	int scripts;
	bool verbose;
};

static int usage(void)
{
	fputs("usage: " PROG " --board FACTS --dtb DTB --image "
	      "firmware|phramware FILE\n"
	      "  [--vmlinux ELF] [--kernel FILE] [--rootfs SQUASHFS] "
	      "[--cmdline FILE]\n"
	      "  [--script FILE]... [--mainline-script FILE]... [-v]\n"
	      "Reads a finished image again and compares all of it with what "
	      "it was made from.\n", stderr);
	return 2;
}

static int options_read(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "board", required_argument, NULL, 'b' },
		{ "dtb", required_argument, NULL, 'd' },
		{ "vmlinux", required_argument, NULL, 'e' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "rootfs", required_argument, NULL, 'r' },
		{ "cmdline", required_argument, NULL, 'c' },
		{ "script", required_argument, NULL, 's' },
		{ "mainline-script", required_argument, NULL, 'm' },
		{ "image", required_argument, NULL, 'i' },
		{ "verbose", no_argument, NULL, 'v' },
		{ 0 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "v", longs, NULL)) != -1)
		switch (opt) {
		case 'b': o->board = optarg; break;
		case 'd': o->dtb = optarg; break;
		case 'e': o->vmlinux = optarg; break;
		case 'k': o->kernel = optarg; break;
		case 'r': o->rootfs = optarg; break;
		case 'c': o->cmdline = optarg; break;
		case 'i': o->kind = optarg; break;
		case 'v': o->verbose = true; break;
		case 's':
		case 'm':
			if (o->scripts == SCRIPTS_MAX - 1)
				return -1;
			o->for_mainline[o->scripts] = opt == 'm';
			o->script[o->scripts++] = optarg;
			break;
		default:
			return -1;
		}
	if (optind + 1 != argc || !o->board || !o->dtb || !o->kind)
		return -1;
	o->image = argv[optind];
	return strcmp(o->kind, "firmware") && strcmp(o->kind, "phramware") ?
	       -1 : 0;
}

static int read_optional(const char *path, struct blob *b, struct strbuf *err)
{
	return path ? file_read(path, b, err) : 0;
}

static int inputs_read(struct check *c, const struct options *o,
		       struct strbuf *err)
{
	int i;

	if (facts_read(&c->facts, o->board, err) ||
	    file_read(o->dtb, &c->dtb, err))
		return -1;
	if (tree_read(&c->tree, &c->facts, &c->dtb, err)) {
		strbuf_prefixf(err, "%s", o->dtb);
		return -1;
	}
	if (read_optional(o->vmlinux, &c->vmlinux, err) ||
	    read_optional(o->kernel, &c->kernel, err) ||
	    read_optional(o->rootfs, &c->rootfs, err) ||
	    read_optional(o->cmdline, &c->cmdline, err) ||
	    file_read(o->image, &c->image, err))
		return -1;
	for (i = 0; i < o->scripts; i++, c->scripts++) {
		c->for_mainline[i] = o->for_mainline[i];
		if (file_read(o->script[i], &c->script[i], err))
			return -1;
	}
	c->kind = !strcmp(o->kind, "phramware") ? KIND_PHRAMWARE :
		  !strcmp(c->facts.media, "sd") ? KIND_CARD : KIND_FIRMWARE;
	c->phram_node = -1;
	return 0;
}

static void check_release(struct check *c)
{
	struct blob *const owned[] = {
		&c->dtb, &c->image, &c->vmlinux, &c->kernel, &c->rootfs,
		&c->cmdline, &c->content, &c->fdt_copy,
	};
	size_t i;

	for (i = 0; i < sizeof(owned) / sizeof(*owned); i++)
		blob_release(owned[i]);
	for (i = 0; i < SCRIPTS_MAX; i++)
		blob_release(&c->script[i]);
	for (i = 0; i < CARD_FILES_MAX; i++)
		blob_release(&c->card_file[i].data);
}

/* Run all rows that apply; the number that failed. */
static int checks_run(struct check *c, const struct options *o)
{
	struct strbuf err = STRBUF_INIT;
	const struct row *r;
	int found = 0, failed = 0, result;

	for (r = rows; r < rows + N_ROWS; r++) {
		if (!(r->kinds & c->kind) || (r->needs & ~found))
			continue;
		result = r->fn(c, &err);
		if (result == CHECK_FAILED) {
			fprintf(stderr, PROG ": %s: %s: %s\n", o->image,
				r->name, err.buf);
			failed++;
		} else {
			found |= r->gives;
			if (o->verbose)
				printf("%s %s\n", result == CHECK_SKIP ?
				       "skip" : "ok", r->name);
		}
		strbuf_reset(&err);
	}
	strbuf_release(&err);
	return failed;
}

int main(int argc, char **argv)
{
	struct options o = { .board = NULL };
	struct strbuf err = STRBUF_INIT;
	struct check c = { .phram_node = -1 };
	int ret;

	if (options_read(argc, argv, &o))
		return usage();
	ret = inputs_read(&c, &o, &err);
	if (ret)
		fprintf(stderr, PROG ": %s\n", err.buf);
	else
		ret = checks_run(&c, &o);
	check_release(&c);
	strbuf_release(&err);
	return ret ? 1 : 0;
}
