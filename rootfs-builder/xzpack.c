// SPDX-License-Identifier: GPL-2.0-only
#include "xzpack.h"

#include <lzma.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

/*
 * Settings worth trying: the first half suits 32-bit code, whose words are
 * aligned (lp and pb 2), the second text and tables of bytes.
 */
static const struct xz_params candidates[] = {
	{ 0, 2, 2 }, { 1, 2, 2 }, { 2, 2, 2 }, { 0, 0, 2 }, { 1, 0, 2 },
	{ 3, 0, 2 }, { 3, 0, 0 }, { 4, 0, 0 }, { 2, 0, 0 },
};

#define N_CANDIDATES (sizeof(candidates) / sizeof(candidates[0]))

/* How many of them, ranked by a quick trial, get the full effort. */
#define N_FINALISTS 2

enum effort { EFFORT_QUICK, EFFORT_FULL };

/* The dictionary's size field has a granularity; 4 KiB is LZMA's minimum. */
static uint32_t fitting_dictionary(uint32_t limit, uint32_t size)
{
	uint32_t d = 4096;

	while (d < size && d < limit)
		d *= 2;
	return d < limit ? d : limit;
}

/*
 * Compress @size bytes into @out, at most @max bytes.  Returns the number of
 * bytes, 0 when it does not fit, -1 when liblzma fails.
 *
 * The streaming encoder is used even for a single call because it leaves the
 * optional sizes out of the block header, which saves bytes in each block.
 */
static int64_t encode(lzma_stream *strm, const struct xz_options *o,
		      const struct xz_params *p, enum effort effort,
		      const uint8_t *data, uint32_t size, uint8_t *out,
		      uint32_t max)
{
	lzma_filter filters[3];
	lzma_options_lzma opt;
	unsigned int n = 0;
	lzma_ret ret;

	if (lzma_lzma_preset(&opt, o->level |
			     (o->extreme ? LZMA_PRESET_EXTREME : 0)))
		return -1;
	opt.dict_size = fitting_dictionary(o->dictionary, size);
	opt.lc = p->lc;
	opt.lp = p->lp;
	opt.pb = p->pb;
	if (effort == EFFORT_QUICK) {
		opt.mode = LZMA_MODE_FAST;
		opt.mf = LZMA_MF_HC4;
		opt.nice_len = 24;
		opt.depth = 8;
	}
	if (o->bcj != XZ_BCJ_NONE)
		filters[n++] = (lzma_filter){
			o->bcj == XZ_BCJ_ARM ? LZMA_FILTER_ARM :
			LZMA_FILTER_ARMTHUMB, NULL };
	filters[n++] = (lzma_filter){ LZMA_FILTER_LZMA2, &opt };
	filters[n] = (lzma_filter){ LZMA_VLI_UNKNOWN, NULL };
	if (lzma_stream_encoder(strm, filters, LZMA_CHECK_CRC32) != LZMA_OK)
		return -1;
	strm->next_in = data;
	strm->avail_in = size;
	strm->next_out = out;
	strm->avail_out = max;
	do {
		ret = lzma_code(strm, LZMA_FINISH);
	} while (ret == LZMA_OK && strm->avail_out);
	if (ret == LZMA_STREAM_END)
		return (int64_t)(max - strm->avail_out);
	return ret == LZMA_OK || ret == LZMA_BUF_ERROR ? 0 : -1;
}

/* ---- many blocks on several threads ---- */

struct trial {
	size_t block;
	unsigned int candidate;
	int64_t size;		/* result; 0: does not fit */
	uint8_t *out;		/* owned, full effort only */
};

struct pool {
	const struct xz_block *blocks;
	const struct xz_options *options;
	enum effort effort;
	struct trial *trials;
	size_t n;
	atomic_size_t next;
	atomic_int failed;
};

static const struct xz_params *params_of(const struct xz_options *o,
					 unsigned int candidate)
{
	return o->tuned ? &candidates[candidate] : &o->fixed;
}

static void run_trial(struct pool *p, struct trial *t, lzma_stream *strm,
		      uint8_t *scratch)
{
	const struct xz_block *b = &p->blocks[t->block];

	t->size = encode(strm, p->options, params_of(p->options, t->candidate),
			 p->effort, b->data, b->size, scratch, b->size - 1);
	if (t->size < 0)
		atomic_store(&p->failed, 1);
	if (t->size > 0 && p->effort == EFFORT_FULL) {
		t->out = malloc((size_t)t->size);
		if (t->out)
			memcpy(t->out, scratch, (size_t)t->size);
		else
			atomic_store(&p->failed, 1);
	}
}

static void *worker(void *arg)
{
	struct pool *p = arg;
	lzma_stream strm = LZMA_STREAM_INIT;
	uint8_t *scratch = malloc(p->options->block_size);

	if (!scratch)
		atomic_store(&p->failed, 1);
	while (scratch && !atomic_load(&p->failed)) {
		size_t i = atomic_fetch_add(&p->next, 1);

		if (i >= p->n)
			break;
		run_trial(p, &p->trials[i], &strm, scratch);
	}
	lzma_end(&strm);
	free(scratch);
	return NULL;
}

static int run_pool(struct pool *p, struct strbuf *err)
{
	unsigned int jobs = p->options->jobs, started = 0;
	pthread_t *threads;

	if (jobs > p->n)
		jobs = (unsigned int)p->n;
	threads = xcalloc(jobs, sizeof(*threads));
	atomic_init(&p->next, 0);
	atomic_init(&p->failed, 0);
	/* this thread is one of them: fewer than asked for is no failure */
	while (started + 1 < jobs &&
	       !pthread_create(&threads[started], NULL, worker, p))
		started++;
	worker(p);
	for (unsigned int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	free(threads);
	if (atomic_load(&p->failed))
		return fail(err, "liblzma cannot compress a block (out of "
			    "memory?)");
	return 0;
}

static int by_rank(const void *a, const void *b)
{
	const struct trial *x = a, *y = b;
	/* what does not fit ranks last */
	int64_t xs = x->size ? x->size : INT64_MAX;
	int64_t ys = y->size ? y->size : INT64_MAX;

	if (xs != ys)
		return xs < ys ? -1 : 1;
	return (int)x->candidate - (int)y->candidate;
}

/* Big blocks first keeps all threads busy to the end. */
static int by_size(const void *a, const void *b, void *arg)
{
	const struct trial *x = a, *y = b;
	const struct xz_block *blocks = arg;

	if (blocks[x->block].size != blocks[y->block].size)
		return blocks[x->block].size > blocks[y->block].size ? -1 : 1;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return (int)x->candidate - (int)y->candidate;
}

static struct trial *all_trials(size_t n, size_t each)
{
	struct trial *t = xcalloc(n * each, sizeof(*t));

	for (size_t i = 0; i < n * each; i++) {
		t[i].block = i / each;
		t[i].candidate = (unsigned int)(i % each);
	}
	return t;
}

/* Quick trials; leaves the best N_FINALISTS of each block in front. */
static int rank(struct pool *p, size_t n_blocks, struct strbuf *err)
{
	p->trials = all_trials(n_blocks, N_CANDIDATES);
	p->n = n_blocks * N_CANDIDATES;
	p->effort = EFFORT_QUICK;
	if (run_pool(p, err))
		return -1;
	for (size_t i = 0; i < n_blocks; i++) {
		struct trial *t = p->trials + i * N_CANDIDATES;

		qsort(t, N_CANDIDATES, sizeof(*t), by_rank);
		memmove(p->trials + i * N_FINALISTS, t,
			N_FINALISTS * sizeof(*t));
	}
	p->n = n_blocks * N_FINALISTS;
	return 0;
}

static void take_best(struct xz_block *blocks, struct pool *p, size_t each)
{
	for (size_t i = 0; i < p->n; i += each) {
		struct trial *t = p->trials + i;
		struct xz_block *b = &blocks[t->block];

		qsort(t, each, sizeof(*t), by_rank);
		b->out = t->out;
		b->out_size = t->size ? (uint32_t)t->size : b->size;
		b->params = *params_of(p->options, t->candidate);
		t->out = NULL;
	}
}

int xz_pack(struct xz_block *blocks, size_t n, const struct xz_options *o,
	    struct strbuf *err)
{
	struct pool p = { .blocks = blocks, .options = o };
	size_t each = o->tuned ? N_FINALISTS : 1;
	int ret = -1;

	if (!n)
		return 0;
	if (o->tuned) {
		if (rank(&p, n, err))
			goto out;
	} else {
		p.trials = all_trials(n, 1);
		p.n = n;
	}
	p.effort = EFFORT_FULL;
	qsort_r(p.trials, p.n, sizeof(*p.trials), by_size, blocks);
	ret = run_pool(&p, err);
	if (!ret)
		take_best(blocks, &p, each);
out:
	for (size_t i = 0; i < p.n && p.trials; i++)
		free(p.trials[i].out);
	free(p.trials);
	return ret;
}

/* ---- metadata, through libsquashfs ---- */

struct meta_compressor {
	sqfs_compressor_t base;
	struct xz_options options;
};

static void meta_destroy(sqfs_object_t *obj)
{
	free(obj);
}

static sqfs_s32 meta_do_block(sqfs_compressor_t *cmp, const sqfs_u8 *in,
			      sqfs_u32 size, sqfs_u8 *out, sqfs_u32 outsize)
{
	const struct meta_compressor *m = (struct meta_compressor *)cmp;
	struct xz_options o = m->options;
	struct xz_block b = { .data = in, .size = size };
	struct strbuf err = STRBUF_INIT;
	sqfs_s32 ret = 0;

	o.jobs = 1;
	o.bcj = XZ_BCJ_NONE;
	if (size < 2)
		return 0;
	if (xz_pack(&b, 1, &o, &err))
		ret = SQFS_ERROR_COMPRESSOR;
	else if (b.out && b.out_size <= outsize)
		ret = (sqfs_s32)b.out_size;
	if (ret > 0)
		memcpy(out, b.out, b.out_size);
	free(b.out);
	strbuf_release(&err);
	return ret;
}

static void meta_get_configuration(const sqfs_compressor_t *cmp,
				   sqfs_compressor_config_t *cfg)
{
	const struct meta_compressor *m = (const struct meta_compressor *)cmp;

	memset(cfg, 0, sizeof(*cfg));
	cfg->id = SQFS_COMP_XZ;
	cfg->block_size = m->options.block_size;
	cfg->level = m->options.level;
	cfg->opt.xz.dict_size = m->options.dictionary;
}

sqfs_compressor_t *xz_compressor(const struct xz_options *o)
{
	struct meta_compressor *m = xcalloc(1, sizeof(*m));

	m->base.base.destroy = meta_destroy;
	m->base.get_configuration = meta_get_configuration;
	m->base.do_block = meta_do_block;
	m->options = *o;
	return &m->base;
}
