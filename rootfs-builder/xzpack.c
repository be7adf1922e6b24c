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

/*
 * How hard the encoder looks for matches.  Longer matches are not always
 * better: what is gained there is lost in the choice of the next ones.
 */
struct effort {
	lzma_mode mode;
	lzma_match_finder finder;
	uint32_t nice_len, depth;
};

static const struct effort quick = { LZMA_MODE_FAST, LZMA_MF_HC4, 24, 8 };
static const struct effort first = { LZMA_MODE_NORMAL, LZMA_MF_BT4, 64, 0 };
static const struct effort more[] = {
	{ LZMA_MODE_NORMAL, LZMA_MF_BT4, 128, 0 },
	{ LZMA_MODE_NORMAL, LZMA_MF_BT4, 273, 512 },
};

#define N_MORE (sizeof(more) / sizeof(more[0]))

/* The dictionary's size field has a granularity; 4 KiB is LZMA's minimum. */
static uint32_t fitting_dictionary(uint32_t limit, uint32_t size)
{
	uint32_t d = 4096;

	while (d < size && d < limit)
		d *= 2;
	return d < limit ? d : limit;
}

struct trial {
	size_t block;
	struct xz_params params;
	const struct effort *effort;	/* NULL: as level and extreme say */
	int keep;			/* the bytes, not only their number */
	int64_t size;			/* result; 0: does not fit */
	uint8_t *out;			/* owned, when kept */
};

static int set_filters(lzma_filter *filters, lzma_options_lzma *lzma,
		       const struct xz_options *o, const struct trial *t,
		       uint32_t size)
{
	unsigned int n = 0;

	if (lzma_lzma_preset(lzma, o->level |
			     (o->extreme ? LZMA_PRESET_EXTREME : 0)))
		return -1;
	lzma->dict_size = fitting_dictionary(o->dictionary, size);
	lzma->lc = t->params.lc;
	lzma->lp = t->params.lp;
	lzma->pb = t->params.pb;
	if (t->effort) {
		lzma->mode = t->effort->mode;
		lzma->mf = t->effort->finder;
		lzma->nice_len = t->effort->nice_len;
		lzma->depth = t->effort->depth;
	}
	if (o->bcj != XZ_BCJ_NONE)
		filters[n++] = (lzma_filter){
			o->bcj == XZ_BCJ_ARM ? LZMA_FILTER_ARM :
			LZMA_FILTER_ARMTHUMB, NULL };
	filters[n++] = (lzma_filter){ LZMA_FILTER_LZMA2, lzma };
	filters[n] = (lzma_filter){ LZMA_VLI_UNKNOWN, NULL };
	return 0;
}

/*
 * Compress @b into @out, at most @max bytes.  Returns the number of bytes, 0
 * when it does not fit, -1 when liblzma fails.
 *
 * The streaming encoder is used even for a single call because it leaves the
 * optional sizes out of the block header, which saves bytes in each block.
 */
static int64_t encode(lzma_stream *strm, const struct xz_options *o,
		      const struct trial *t, const struct xz_block *b,
		      uint8_t *out, uint32_t max)
{
	lzma_filter filters[3];
	lzma_options_lzma lzma;
	lzma_ret ret;

	if (set_filters(filters, &lzma, o, t, b->size) ||
	    lzma_stream_encoder(strm, filters, LZMA_CHECK_CRC32) != LZMA_OK)
		return -1;
	strm->next_in = b->data;
	strm->avail_in = b->size;
	strm->next_out = out;
	strm->avail_out = max;
	do {
		ret = lzma_code(strm, LZMA_FINISH);
	} while (ret == LZMA_OK && strm->avail_out);
	if (ret == LZMA_STREAM_END)
		return (int64_t)(max - strm->avail_out);
	return ret == LZMA_OK || ret == LZMA_BUF_ERROR ? 0 : -1;
}

/* ---- many trials on several threads ---- */

struct pool {
	const struct xz_block *blocks;
	const struct xz_options *options;
	struct trial *trials;	/* by block, then as they were asked for */
	size_t n;
	size_t *order;		/* in which they are run */
	atomic_size_t next;
	atomic_int failed;
};

static void run_trial(struct pool *p, struct trial *t, lzma_stream *strm,
		      uint8_t *scratch)
{
	const struct xz_block *b = &p->blocks[t->block];

	t->size = encode(strm, p->options, t, b, scratch, b->size - 1);
	if (t->size < 0)
		atomic_store(&p->failed, 1);
	if (t->size > 0 && t->keep) {
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
		run_trial(p, &p->trials[p->order[i]], &strm, scratch);
	}
	lzma_end(&strm);
	free(scratch);
	return NULL;
}

/* Big blocks first keeps all threads busy to the end. */
static int by_size(const void *a, const void *b, void *arg)
{
	const struct pool *p = arg;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	uint32_t xs = p->blocks[p->trials[x].block].size;
	uint32_t ys = p->blocks[p->trials[y].block].size;

	if (xs != ys)
		return xs > ys ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void run_threads(struct pool *p)
{
	unsigned int jobs = p->options->jobs, started = 0;
	pthread_t *threads;

	if (jobs > p->n)
		jobs = (unsigned int)p->n;
	threads = xcalloc(jobs, sizeof(*threads));
	/* this thread is one of them: fewer than asked for is no failure */
	while (started + 1 < jobs &&
	       !pthread_create(&threads[started], NULL, worker, p))
		started++;
	worker(p);
	for (unsigned int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}

static void add_trial(struct pool *p, size_t block, struct xz_params params,
		      const struct effort *effort, int keep)
{
	if (!(p->n & (p->n - 1)))
		p->trials = xreallocarray(p->trials, p->n ? 2 * p->n : 1,
					  sizeof(*p->trials));
	p->trials[p->n++] = (struct trial){ .block = block, .params = params,
					    .effort = effort, .keep = keep };
}

static int run_pool(struct pool *p, struct strbuf *err)
{
	p->order = xcalloc(p->n, sizeof(*p->order));
	for (size_t i = 0; i < p->n; i++)
		p->order[i] = i;
	qsort_r(p->order, p->n, sizeof(*p->order), by_size, p);
	atomic_init(&p->next, 0);
	atomic_init(&p->failed, 0);
	run_threads(p);
	free(p->order);
	if (atomic_load(&p->failed))
		return fail(err, "liblzma cannot compress a block (out of "
			    "memory?)");
	return 0;
}

static void pool_release(struct pool *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->trials[i].out);
	free(p->trials);
}

/* ---- choosing ---- */

/* What does not fit ranks last, what comes first in the table wins a tie. */
static int by_rank(const void *a, const void *b)
{
	const struct trial *x = a, *y = b;
	int64_t xs = x->size ? x->size : INT64_MAX;
	int64_t ys = y->size ? y->size : INT64_MAX;

	return xs < ys ? -1 : xs > ys;
}

/* A stable sort: qsort() is not one, and ties must not depend on the libc. */
static void sort_trials(struct trial *t, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		for (size_t k = i; k && by_rank(&t[k], &t[k - 1]) < 0; k--) {
			struct trial swap = t[k];

			t[k] = t[k - 1];
			t[k - 1] = swap;
		}
	}
}

static void take_rank(struct xz_block *b, struct trial *t)
{
	sort_trials(t, N_CANDIDATES);
	b->estimate = t->size ? (uint32_t)t->size : b->size;
	for (size_t i = 0; i < XZ_FINALISTS; i++)
		b->finalists[i] = t[i].params;
	b->ranked = 1;
}

int xz_rank(struct xz_block *blocks, size_t n, const struct xz_options *o,
	    struct strbuf *err)
{
	struct pool p = { .blocks = blocks, .options = o };
	int ret;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < N_CANDIDATES && !blocks[i].ranked; k++)
			add_trial(&p, i, candidates[k], &quick, 0);
	ret = p.n ? run_pool(&p, err) : 0;
	for (size_t i = 0; i < p.n && !ret; i += N_CANDIDATES)
		take_rank(&blocks[p.trials[i].block], &p.trials[i]);
	pool_release(&p);
	return ret;
}

/* Run the trials; each block keeps the smallest it has seen so far. */
static int run_and_take(struct pool *p, struct xz_block *blocks,
			struct strbuf *err)
{
	int ret = p->n ? run_pool(p, err) : 0;

	for (size_t i = 0; i < p->n && !ret; i++) {
		struct trial *t = &p->trials[i];
		struct xz_block *b = &blocks[t->block];

		if (!t->out || (b->out && (int64_t)b->out_size <= t->size))
			continue;
		free(b->out);
		b->out = t->out;
		b->out_size = (uint32_t)t->size;
		b->params = t->params;
		t->out = NULL;
	}
	pool_release(p);
	return ret;
}

int xz_pack(struct xz_block *blocks, size_t n, const struct xz_options *o,
	    struct strbuf *err)
{
	struct pool p = { .blocks = blocks, .options = o };
	struct pool again = { .blocks = blocks, .options = o };

	for (size_t i = 0; i < n; i++) {
		if (blocks[i].packed)
			continue;
		blocks[i].out_size = blocks[i].size;
		if (!o->tuned)
			add_trial(&p, i, o->fixed, NULL, 1);
		for (size_t k = 0; k < XZ_FINALISTS && o->tuned; k++)
			add_trial(&p, i, blocks[i].finalists[k], &first, 1);
	}
	if (run_and_take(&p, blocks, err))
		return -1;
	for (size_t i = 0; i < n && o->tuned; i++)
		for (size_t k = 0; k < N_MORE && blocks[i].out &&
		     !blocks[i].packed; k++)
			add_trial(&again, i, blocks[i].params, &more[k], 1);
	if (run_and_take(&again, blocks, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		blocks[i].packed = 1;
	return 0;
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
	if ((o.tuned && xz_rank(&b, 1, &o, &err)) || xz_pack(&b, 1, &o, &err))
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
