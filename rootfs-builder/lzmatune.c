// SPDX-License-Identifier: GPL-2.0-only
/*
 * lzmatune - find the LZMA parameters that make a kernel smallest.
 *
 * The result is a small text file that mkkernel reads, so that the search is
 * done again only when the kernel changes, not when a command line does.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "file.h"
#include "lzma.h"
#include "strbuf.h"

#define PROG "lzmatune"
#define JOBS_DEFAULT 2
#define JOBS_MAX 64

struct options {
	unsigned long dict_max, jobs;
	int verbose;
	const char *in, *out;
};

static int usage(void)
{
	fputs("usage: " PROG " [--dict-max BYTES] [-j N] [--verbose] IN "
	      "-o PARAMS\n"
	      "  --dict-max  largest dictionary the boot loader takes "
	      "(0: any)\n"
	      "  -j          threads, 1 to 64; the result does not depend "
	      "on it\n", stderr);
	return 2;
}

static int number(const char *s, unsigned long max, unsigned long *v)
{
	char *end;

	*v = strtoul(s, &end, 0);
	return *s < '0' || *s > '9' || *end || *v > max ? -1 : 0;
}

static int options_parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "dict-max", required_argument, NULL, 'd' },
		{ "verbose", no_argument, NULL, 'v' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "d:j:o:v", longs, NULL)) != -1)
		switch (c) {
		case 'd':
			if (number(optarg, UINT32_MAX, &o->dict_max))
				return -1;
			break;
		case 'j':
			if (number(optarg, JOBS_MAX, &o->jobs) || !o->jobs)
				return -1;
			break;
		case 'o':
			o->out = optarg;
			break;
		case 'v':
			o->verbose = 1;
			break;
		default:
			return -1;
		}
	if (optind + 1 != argc || !o->out)
		return -1;
	o->in = argv[optind];
	return 0;
}

static void table_print(const struct lzma_trials *t)
{
	const struct lzma_trial *x;

	puts("lc lp pb finder nice depth      bytes of");
	for (x = t->trial; x < t->trial + t->n; x++)
		if (x->full)
			printf("%2u %2u %2u %6s %4u %5u %10zu whole\n",
			       x->p.lc, x->p.lp, x->p.pb,
			       lzma_finder_name(x->p.finder), x->p.nice,
			       x->p.depth, x->size);
		else
			printf("%2u %2u %2u %6s %4s %5s %10zu sample\n",
			       x->p.lc, x->p.lp, x->p.pb, "rank", "-", "-",
			       x->size);
}

static size_t smallest(const struct lzma_trials *t)
{
	size_t i, best = SIZE_MAX;

	for (i = 0; i < t->n; i++)
		if (t->trial[i].full && t->trial[i].size < best)
			best = t->trial[i].size;
	return best;
}

static int tune(const struct options *o, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	struct lzma_trials trials = { 0 };
	struct lzma_params best;
	struct blob in;
	int ret = -1;

	if (file_read(o->in, &in, err))
		return -1;
	if (lzma_tune_traced(in.data, in.size, o->dict_max, o->jobs, &best,
			     &trials, err))
		goto out;
	if (o->verbose)
		table_print(&trials);
	lzma_params_print(&best, &text);
	strbuf_addf(&text, "mode=normal\nin_bytes=%zu\nout_bytes=%zu\n",
		    in.size, smallest(&trials));
	ret = file_write(o->out, text.buf, text.len, err);
out:
	lzma_trials_release(&trials);
	strbuf_release(&text);
	blob_release(&in);
	return ret;
}

int main(int argc, char **argv)
{
	struct options o = { .jobs = JOBS_DEFAULT };
	struct strbuf err = STRBUF_INIT;
	int ret = 0;

	if (options_parse(argc, argv, &o))
		return usage();
	if (tune(&o, &err)) {
		fprintf(stderr, PROG ": %s\n", err.buf);
		ret = 1;
	}
	strbuf_release(&err);
	return ret;
}
