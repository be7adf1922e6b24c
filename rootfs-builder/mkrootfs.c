// SPDX-License-Identifier: GPL-2.0-only
/* manifest -> checked, tuned squashfs image and its size table */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rootcheck.h"
#include "costs.h"
#include "manifest.h"
#include "sqfs.h"

static const char usage[] =
"usage: mkrootfs --arch=ARCH [options] MANIFEST IMAGE\n"
"       mkrootfs --arch=ARCH [options] --check MANIFEST\n"
"\n"
"Check the root file system that MANIFEST describes and write it to IMAGE as\n"
"squashfs with xz.  Nothing is written when a check fails.\n"
"\n"
"  -a, --arch=ARCH         CPU of all programs: %s\n"
"  -b, --block-size=BYTES  4096 to 1048576, a power of two (131072)\n"
"  -d, --dictionary=BYTES  8192 to the block size (the block size)\n"
"  -x, --xz=LC,LP,PB,LEVEL[e]  one setting for all blocks; without it the\n"
"                          best of several is kept for each block\n"
"  -B, --bcj=arm|armthumb  branch filter; the kernel needs XZ_DEC_ARM[THUMB]\n"
"  -k, --cache=FILE        remember in FILE what was found out about blocks\n"
"  -i, --init=PATH         program the kernel starts (/sbin/init)\n"
"  -j, --jobs=N            threads (number of processors); same bits for any\n"
"  -p, --pad=BYTES         make the size a multiple of this (1024)\n"
"  -s, --sizes=FILE        write what each package and file costs\n"
"  -S, --sizes-json=FILE   the same as JSON\n"
"  -C, --directory=DIR     change to DIR after reading the options\n"
"  -c, --check             check only\n"
"  -l, --list-checks       print the checks and exit\n"
"  -h, --help              print this and exit\n"
"\n"
"SOURCE_DATE_EPOCH is the time of every file, 0 when it is not set.\n";

struct options {
	struct image_options image;
	const struct elf_arch *arch;
	const char *init;
	const char *sizes, *sizes_json;
	const char *manifest, *output;
	int check_only;
};

enum { EXIT_BAD = 1, EXIT_USAGE = 2, EXIT_SYSTEM = 111 };

static int print_lines(const struct strbuf *err)
{
	for (const char *p = err->buf; *p; ) {
		size_t len = strcspn(p, "\n");

		fprintf(stderr, "mkrootfs: %.*s\n", (int)len, p);
		p += len + (p[len] == '\n');
	}
	return EXIT_BAD;
}

static int bad_usage(const char *what, const char *value)
{
	fprintf(stderr, "mkrootfs: %s%s%s, see mkrootfs --help\n", what,
		value ? ": " : "", value ? value : "");
	return EXIT_USAGE;
}

static int print_usage(void)
{
	struct strbuf names = STRBUF_INIT;

	elf_arch_names(&names);
	printf(usage, names.buf);
	strbuf_release(&names);
	return 0;
}

static int print_checks(void)
{
	struct strbuf list = STRBUF_INIT;

	checks_list(&list);
	fputs(list.buf, stdout);
	strbuf_release(&list);
	return 0;
}

/*
 * @text, decimal or hexadecimal with 0x, as a number from @min to @max; what
 * follows it is left at @end.
 */
static int number(const char *text, uint32_t min, uint32_t max, uint32_t *out,
		  const char **end)
{
	char *stop;
	unsigned long long v;

	errno = 0;
	v = strtoull(text, &stop, strncmp(text, "0x", 2) ? 10 : 16);
	if (*text < '0' || *text > '9' || errno || v < min || v > max ||
	    (!end && *stop))
		return -1;
	*out = (uint32_t)v;
	if (end)
		*end = stop;
	return 0;
}

/* "3,0,2,9e" */
static int parse_xz(const char *text, struct xz_options *o)
{
	uint32_t v[4];
	static const uint32_t max[4] = { 4, 4, 4, 9 };

	for (unsigned int i = 0; i < 4; i++) {
		if (number(text, 0, max[i], &v[i], &text))
			return -1;
		if (i < 3 && *text++ != ',')
			return -1;
	}
	o->extreme = *text == 'e';
	if (text[o->extreme] || v[0] + v[1] > 4)
		return -1;
	o->fixed = (struct xz_params){ (uint8_t)v[0], (uint8_t)v[1],
				       (uint8_t)v[2] };
	o->level = v[3];
	o->tuned = 0;
	return 0;
}

static int parse_bcj(const char *text, struct xz_options *o)
{
	if (!strcmp(text, "arm"))
		o->bcj = XZ_BCJ_ARM;
	else if (!strcmp(text, "armthumb"))
		o->bcj = XZ_BCJ_ARMTHUMB;
	else
		return -1;
	return 0;
}

static const struct option long_options[] = {
	{ "arch", required_argument, NULL, 'a' },
	{ "block-size", required_argument, NULL, 'b' },
	{ "dictionary", required_argument, NULL, 'd' },
	{ "xz", required_argument, NULL, 'x' },
	{ "bcj", required_argument, NULL, 'B' },
	{ "cache", required_argument, NULL, 'k' },
	{ "init", required_argument, NULL, 'i' },
	{ "jobs", required_argument, NULL, 'j' },
	{ "pad", required_argument, NULL, 'p' },
	{ "sizes", required_argument, NULL, 's' },
	{ "sizes-json", required_argument, NULL, 'S' },
	{ "directory", required_argument, NULL, 'C' },
	{ "check", no_argument, NULL, 'c' },
	{ "list-checks", no_argument, NULL, 'l' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* Take one option that sets a value; -1 when the value is bad. */
static int take_option(struct options *o, int c, const char *arg)
{
	struct xz_options *xz = &o->image.xz;

	switch (c) {
	case 'a':
		o->arch = elf_arch_find(arg);
		return o->arch ? 0 : -1;
	case 'b':
		return number(arg, 4096, 1048576, &xz->block_size, NULL) ||
		       (xz->block_size & (xz->block_size - 1)) ? -1 : 0;
	case 'd':
		return number(arg, 8192, 1048576, &xz->dictionary, NULL) ||
		       (xz->dictionary & (xz->dictionary - 1)) ? -1 : 0;
	case 'x':
		return parse_xz(arg, xz);
	case 'B':
		return parse_bcj(arg, xz);
	case 'j':
		return number(arg, 1, 256, &xz->jobs, NULL);
	case 'p':
		return number(arg, 1, 1u << 24, &o->image.pad, NULL);
	case 'k':
		xz->cache = arg;
		return 0;
	case 'i':
		o->init = arg;
		return 0;
	case 's':
		o->sizes = arg;
		return 0;
	case 'S':
		o->sizes_json = arg;
		return 0;
	case 'c':
		o->check_only = 1;
		return 0;
	case 'C':
		return chdir(arg);
	}
	return -1;
}

static int finish_options(struct options *o, int argc, char **argv)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	struct xz_options *xz = &o->image.xz;

	if (!o->arch)
		return bad_usage("--arch is missing", NULL);
	if (argc - optind != 2 - o->check_only)
		return bad_usage("wrong number of names", NULL);
	o->manifest = argv[optind];
	o->output = o->check_only ? NULL : argv[optind + 1];
	if (epoch && number(epoch, 0, UINT32_MAX, &o->image.epoch, NULL))
		return bad_usage("SOURCE_DATE_EPOCH is no time in seconds",
				 epoch);
	if (!xz->dictionary)
		xz->dictionary = xz->block_size < 8192 ? 8192 : xz->block_size;
	if (xz->dictionary > xz->block_size && xz->block_size >= 8192)
		return bad_usage("the dictionary is larger than a block",
				 NULL);
	return 0;
}

/* Returns an exit status, or -1 to go on. */
static int parse_options(struct options *o, int argc, char **argv)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int c;

	*o = (struct options){
		.init = "/sbin/init",
		.image = { .pad = 1024, .xz = {
			.block_size = 131072, .level = 9, .extreme = 1,
			.tuned = 1, .jobs = cpus > 0 ? (unsigned int)cpus : 1,
		} },
	};
	while ((c = getopt_long(argc, argv, "a:b:d:x:B:k:i:j:p:s:S:C:clh",
				long_options, NULL)) != -1) {
		if (c == 'h')
			return print_usage();
		if (c == 'l')
			return print_checks();
		if (c == '?')
			return EXIT_USAGE;
		if (take_option(o, c, optarg))
			return bad_usage("bad value", optarg);
	}
	c = finish_options(o, argc, argv);
	return c ? c : -1;
}

static int read_manifest(struct manifest *m, const char *name,
			 struct strbuf *err)
{
	struct blob text;
	int ret;

	if (file_read(name, &text, err))
		return -1;
	if (text.size && memchr(text.data, '\0', text.size))
		ret = fail(err, "%s: has a NUL byte, is no manifest", name);
	else
		ret = manifest_parse(m, name, (const char *)text.data, err);
	blob_release(&text);
	if (!ret)
		manifest_sort(m);
	return ret;
}

static int write_sizes(const struct options *o, const struct manifest *m,
		       const struct image_costs *costs, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	const char *slash = strrchr(o->output, '/');
	const char *name = slash ? slash + 1 : o->output;
	int ret = 0;

	if (o->sizes) {
		image_costs_text(costs, m, name, &text);
		ret = file_write(o->sizes, text.buf, text.len, err);
	}
	if (!ret && o->sizes_json) {
		strbuf_reset(&text);
		image_costs_json(costs, m, name, &text);
		ret = file_write(o->sizes_json, text.buf, text.len, err);
	}
	strbuf_release(&text);
	return ret;
}

int main(int argc, char **argv)
{
	struct manifest m = MANIFEST_INIT;
	struct image_costs costs = { .of = NULL };
	struct blob image = { .data = NULL };
	struct strbuf err = STRBUF_INIT;
	struct check_input checks;
	struct options o;
	int status = parse_options(&o, argc, argv);

	if (status >= 0)
		return status;
	if (read_manifest(&m, o.manifest, &err) || manifest_load(&m, &err)) {
		status = print_lines(&err);
		goto out;
	}
	checks = (struct check_input){ &m, o.arch, o.init };
	if (checks_run(&checks, &err)) {
		status = print_lines(&err);
		goto out;
	}
	status = 0;
	if (o.check_only)
		goto out;
	if (image_build(&image, &costs, &m, &o.image, &err)) {
		status = print_lines(&err);
	} else if (write_sizes(&o, &m, &costs, &err) ||
		   file_write(o.output, image.data, image.size, &err)) {
		print_lines(&err);
		status = EXIT_SYSTEM;
	}
out:
	image_costs_release(&costs);
	blob_release(&image);
	manifest_release(&m);
	strbuf_release(&err);
	return status;
}
