// SPDX-License-Identifier: GPL-2.0-only
#include "lzma.h"

/* liblzma's; needs `-iquote lib`, with `-I lib` it would be ours again */
#include <lzma.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define DICT_MIN 4096u
#define DICT_MAX (1u << 30)
#define NICE_MIN 5
#define NICE_MAX 273
#define LCLP_PAIRS 15		/* of lc + lp <= 4 */
#define PB_VALUES 5
#define TRIPLES (LCLP_PAIRS * PB_VALUES)
#define PRESET_EXTREME (9 | LZMA_PRESET_EXTREME)

static const struct {
	const char *name;
	lzma_match_finder mf;
} finders[] = {
	[LZMA_FINDER_BT4] = { "bt4", LZMA_MF_BT4 },
	[LZMA_FINDER_BT3] = { "bt3", LZMA_MF_BT3 },
	[LZMA_FINDER_BT2] = { "bt2", LZMA_MF_BT2 },
};

#define N_FINDERS (sizeof(finders) / sizeof(*finders))

const char *lzma_finder_name(enum lzma_finder f)
{
	return finders[f].name;
}

void lzma_trials_release(struct lzma_trials *t)
{
	free(t->trial);
	*t = (struct lzma_trials){ 0 };
}

/* liblzma's codes in words, once. */
static const char *lzma_reason(lzma_ret code)
{
	switch (code) {
	case LZMA_MEM_ERROR: return "out of memory";
	case LZMA_OPTIONS_ERROR: return "unsupported parameters";
	default: return "unexpected liblzma error";
	}
}

uint32_t lzma_dict_for(size_t n, uint32_t dict_max)
{
	uint32_t dict = DICT_MIN;

	if (!dict_max || dict_max > DICT_MAX)
		dict_max = DICT_MAX;
	while (dict < n && dict <= dict_max / 2)
		dict *= 2;
	return dict;
}

struct lzma_params lzma_params_default(size_t n, uint32_t dict_max)
{
	return (struct lzma_params){
		.lc = 1, .lp = 2, .pb = 2, .dict = lzma_dict_for(n, dict_max),
		.nice = NICE_MAX, .depth = 0, .finder = LZMA_FINDER_BT4,
	};
}

static int params_check(const struct lzma_params *p, struct strbuf *err)
{
	if (p->lc + p->lp > LZMA_TUNE_LCLP_MAX || p->pb > 4)
		return fail(err, "lzma: lc %u, lp %u, pb %u: lc + lp must be "
			    "at most %d and pb at most 4", p->lc, p->lp, p->pb,
			    LZMA_TUNE_LCLP_MAX);
	if (p->dict < DICT_MIN || p->dict > DICT_MAX ||
	    (p->dict & (p->dict - 1)))
		return fail(err, "lzma: dictionary of %u bytes is not a power "
			    "of two from %u to %u", p->dict, DICT_MIN,
			    DICT_MAX);
	if (p->nice < NICE_MIN || p->nice > NICE_MAX)
		return fail(err, "lzma: nice %u is not from %d to %d", p->nice,
			    NICE_MIN, NICE_MAX);
	if (p->finder < 0 || p->finder >= N_FINDERS)
		return fail(err, "lzma: no match finder %d", p->finder);
	return 0;
}

static void header_put(uint8_t *h, const struct lzma_params *p, uint64_t n)
{
	int i;

	h[0] = (p->pb * 5 + p->lp) * 9 + p->lc;
	for (i = 0; i < 4; i++)
		h[1 + i] = p->dict >> (8 * i);
	for (i = 0; i < 8; i++)
		h[5 + i] = n >> (8 * i);
}

/* Room for a stream that does not shrink: LZMA1 adds well below 1/64. */
static size_t encode_bound(size_t n)
{
	return n + n / 64 + 4096;
}

/* The light search that ranks: greedy, a short hash chain. */
#define RANK_NICE 32
#define RANK_DEPTH 4

static int options_for(const struct lzma_params *p, int rank,
		       lzma_options_lzma *o, struct strbuf *err)
{
	if (params_check(p, err))
		return -1;
	if (lzma_lzma_preset(o, PRESET_EXTREME))
		return fail(err, "lzma: liblzma has no preset 9e");
	o->dict_size = p->dict;
	o->lc = p->lc;
	o->lp = p->lp;
	o->pb = p->pb;
	o->nice_len = rank ? RANK_NICE : p->nice;
	o->depth = rank ? RANK_DEPTH : p->depth;
	o->mf = rank ? LZMA_MF_HC4 : finders[p->finder].mf;
	if (rank)
		o->mode = LZMA_MODE_FAST;
	/* LZMA1EXT without LZMA_LZMA1EXT_ALLOW_EOPM writes no end marker */
	o->ext_flags = 0;
	return 0;
}

static int encode(const uint8_t *in, size_t n, const struct lzma_params *p,
		  int rank, struct blob *out, struct strbuf *err)
{
	size_t room = LZMA_ALONE_HEADER + encode_bound(n);
	lzma_options_lzma o;
	lzma_filter chain[] = {
		{ .id = LZMA_FILTER_LZMA1EXT, .options = &o },
		{ .id = LZMA_VLI_UNKNOWN },
	};
	lzma_ret code;

	*out = (struct blob){ 0 };
	if (options_for(p, rank, &o, err))
		return -1;
	out->data = malloc(room);
	if (!out->data)
		return fail(err, "lzma: out of memory for %zu bytes", room);
	header_put(out->data, p, n);
	out->size = LZMA_ALONE_HEADER;
	code = lzma_raw_buffer_encode(chain, NULL, in, n, out->data,
				      &out->size, room);
	if (code != LZMA_OK) {
		blob_release(out);
		return fail(err, "lzma: cannot compress: %s",
			    lzma_reason(code));
	}
	return 0;
}

int lzma_encode(const uint8_t *in, size_t n, const struct lzma_params *p,
		struct blob *out, struct strbuf *err)
{
	return encode(in, n, p, 0, out, err);
}

/* Work that threads take one by one; each writes only its own trial. */
struct batch {
	const uint8_t *in;
	size_t n;
	int rank;
	struct lzma_trial *trial;
	size_t n_trials;
	atomic_size_t next;
	pthread_mutex_t lock;	/* for err */
	struct strbuf *err;
	int failed;
};

static void *batch_worker(void *arg)
{
	struct batch *b = arg;
	struct strbuf err = STRBUF_INIT;
	struct blob out;
	size_t i;

	while ((i = atomic_fetch_add(&b->next, 1)) < b->n_trials) {
		if (encode(b->in, b->n, &b->trial[i].p, b->rank, &out, &err)) {
			pthread_mutex_lock(&b->lock);
			if (!b->failed)
				strbuf_addstr(b->err, err.buf);
			b->failed = 1;
			pthread_mutex_unlock(&b->lock);
			break;
		}
		b->trial[i].size = out.size;
		b->trial[i].full = !b->rank;
		blob_release(&out);
	}
	strbuf_release(&err);
	return NULL;
}

#define JOBS_MAX 64

static int batch_run(struct batch *b, unsigned jobs)
{
	pthread_t thread[JOBS_MAX];
	unsigned i, started = 0;

	if (jobs > JOBS_MAX)
		jobs = JOBS_MAX;
	if (jobs > b->n_trials)
		jobs = b->n_trials;
	pthread_mutex_init(&b->lock, NULL);
	for (i = 1; i < jobs; i++)
		if (!pthread_create(&thread[started], NULL, batch_worker, b))
			started++;
	/* this thread works too, so fewer threads only mean more time */
	batch_worker(b);
	for (i = 0; i < started; i++)
		pthread_join(thread[i], NULL);
	pthread_mutex_destroy(&b->lock);
	return b->failed ? -1 : 0;
}

static int run_trials(const uint8_t *in, size_t n, int rank, unsigned jobs,
		      struct lzma_trial *trial, size_t n_trials,
		      struct strbuf *err)
{
	struct batch b = {
		.in = in, .n = n, .rank = rank, .trial = trial,
		.n_trials = n_trials, .err = err,
	};

	return batch_run(&b, jobs);
}

/*
 * Parts spread evenly over the input: code, read-only data and tables all
 * have a say.  Parts start at multiples of 64 KiB so that lp and pb see the
 * alignment the decoder will see.
 */
#define SAMPLE_PART (64u << 10)
#define SAMPLE_PARTS 12

static int sample_take(const uint8_t *in, size_t n, struct blob *sample,
		       struct strbuf *err)
{
	size_t parts = n / SAMPLE_PART, i, from;

	if (parts > SAMPLE_PARTS)
		parts = SAMPLE_PARTS;
	sample->size = parts < SAMPLE_PARTS ? n : parts * SAMPLE_PART;
	sample->data = malloc(sample->size + 1);
	if (!sample->data)
		return fail(err, "lzma: out of memory for %zu bytes",
			    sample->size);
	if (sample->size == n) {
		if (n)
			memcpy(sample->data, in, n);
		return 0;
	}
	for (i = 0; i < parts; i++) {
		from = (n / SAMPLE_PART) * i / parts * SAMPLE_PART;
		memcpy(sample->data + i * SAMPLE_PART, in + from, SAMPLE_PART);
	}
	return 0;
}

/*
 * Rate all triples.  The greedy encoder finds the same matches whatever the
 * triple; lc and lp change only the cost of literals, pb only that of the
 * rest.  So size(lc, lp, pb) = size(lc, lp, 2) + size(1, 2, pb) - size(1, 2, 2)
 * but for rounding, and 15 + 4 runs rate all 75.
 */
#define RANK_RUNS (LCLP_PAIRS + PB_VALUES - 1)
#define PB_USUAL 2

static int rank_triples(const struct blob *sample,
			const struct lzma_params *base, unsigned jobs,
			struct lzma_trial all[TRIPLES], struct strbuf *err)
{
	struct lzma_trial run[RANK_RUNS], *t = run;
	size_t pb_extra[PB_VALUES] = { 0 }, usual = 0;
	unsigned lc, lp, pb, i;

	for (lc = 0; lc <= LZMA_TUNE_LCLP_MAX; lc++)
		for (lp = 0; lc + lp <= LZMA_TUNE_LCLP_MAX; lp++, t++) {
			t->p = *base;
			t->p.lc = lc;
			t->p.lp = lp;
			t->p.pb = PB_USUAL;
		}
	for (pb = 0; pb < PB_VALUES; pb++)
		if (pb != PB_USUAL) {
			t->p = *base;
			t++->p.pb = pb;
		}
	if (run_trials(sample->data, sample->size, 1, jobs, run, RANK_RUNS,
		       err))
		return -1;
	for (i = 0; i < RANK_RUNS; i++) {
		if (run[i].p.lc != base->lc || run[i].p.lp != base->lp)
			continue;
		pb_extra[run[i].p.pb] = run[i].size;
		if (run[i].p.pb == PB_USUAL)
			usual = run[i].size;
	}
	for (i = 0; i < TRIPLES; i++) {
		all[i] = run[i / PB_VALUES];
		all[i].p.pb = i % PB_VALUES;
		all[i].size += pb_extra[all[i].p.pb] - usual;
	}
	return 0;
}

/* Indices of the smallest first; equal sizes keep their order. */
static void pick_smallest(const struct lzma_trial *t, size_t n, size_t *pick,
			  size_t n_pick)
{
	size_t i, j, k;

	for (k = 0; k < n_pick; k++) {
		pick[k] = n;
		for (i = 0; i < n; i++) {
			for (j = 0; j < k && pick[j] != i; j++)
				;
			if (j < k)
				continue;
			if (pick[k] == n || t[i].size < t[pick[k]].size)
				pick[k] = i;
		}
	}
}

/*
 * How the best triple is searched: which of these wins differs from kernel to
 * kernel by a few hundred bytes, and none is much slower.
 */
static const struct {
	enum lzma_finder finder;
	uint16_t nice;
	uint32_t depth;
} searches[] = {
	{ LZMA_FINDER_BT3, 273, 512 },	/* the one all finalists get */
	{ LZMA_FINDER_BT2, 64, 512 },
};

#define N_SEARCHES (sizeof(searches) / sizeof(*searches))
#define N_FINALISTS 2

static void search_set(struct lzma_params *p, size_t i)
{
	p->finder = searches[i].finder;
	p->nice = searches[i].nice;
	p->depth = searches[i].depth;
}

/* The finalists, then the best of them searched in other ways, and usual. */
#define N_FULL (N_FINALISTS + N_SEARCHES)

static int tune_full(const uint8_t *in, size_t n, unsigned jobs,
		     const struct lzma_params *usual, struct lzma_trial *t,
		     struct lzma_params *best, struct strbuf *err)
{
	struct lzma_trial *full = t + TRIPLES, *more = full + N_FINALISTS;
	size_t pick[N_FINALISTS], i;

	pick_smallest(t, TRIPLES, pick, N_FINALISTS);
	for (i = 0; i < N_FINALISTS; i++) {
		full[i].p = t[pick[i]].p;
		search_set(&full[i].p, 0);
	}
	if (run_trials(in, n, 0, jobs, full, N_FINALISTS, err))
		return -1;
	pick_smallest(full, N_FINALISTS, pick, 1);
	for (i = 1; i < N_SEARCHES; i++) {
		more[i - 1].p = full[pick[0]].p;
		search_set(&more[i - 1].p, i);
	}
	/* so that the result is never larger than without all this */
	more[N_SEARCHES - 1].p = *usual;
	if (run_trials(in, n, 0, jobs, more, N_SEARCHES, err))
		return -1;
	pick_smallest(full, N_FULL, pick, 1);
	*best = full[pick[0]].p;
	return 0;
}

int lzma_tune_traced(const uint8_t *in, size_t n, uint32_t dict_max,
		     unsigned jobs, struct lzma_params *best,
		     struct lzma_trials *trials, struct strbuf *err)
{
	struct lzma_params base = lzma_params_default(n, dict_max);
	struct blob sample = { 0 };
	int ret = -1;

	trials->n = TRIPLES + N_FULL;
	trials->trial = calloc(trials->n, sizeof(*trials->trial));
	if (!trials->trial) {
		fail(err, "lzma: out of memory");
		goto out;
	}
	if (sample_take(in, n, &sample, err) ||
	    rank_triples(&sample, &base, jobs, trials->trial, err) ||
	    tune_full(in, n, jobs, &base, trials->trial, best, err))
		goto out;
	ret = 0;
out:
	blob_release(&sample);
	if (ret)
		lzma_trials_release(trials);
	return ret;
}

int lzma_tune(const uint8_t *in, size_t n, uint32_t dict_max, unsigned jobs,
	      struct lzma_params *best, struct strbuf *err)
{
	struct lzma_trials trials = { 0 };
	int ret = lzma_tune_traced(in, n, dict_max, jobs, best, &trials, err);

	lzma_trials_release(&trials);
	return ret;
}

enum { KEY_LC, KEY_LP, KEY_PB, KEY_DICT, KEY_NICE, KEY_DEPTH, N_KEYS };

static const char *const keys[N_KEYS] = {
	[KEY_LC] = "lc", [KEY_LP] = "lp", [KEY_PB] = "pb",
	[KEY_DICT] = "dict_bytes", [KEY_NICE] = "nice", [KEY_DEPTH] = "depth",
};

void lzma_params_print(const struct lzma_params *p, struct strbuf *out)
{
	strbuf_addf(out, "lc=%u\nlp=%u\npb=%u\ndict_bytes=%u\nnice=%u\n"
		    "depth=%u\nfinder=%s\n", p->lc, p->lp, p->pb, p->dict,
		    p->nice, p->depth, lzma_finder_name(p->finder));
}

/* The text after `key=` on its own line, or NULL. */
static const char *key_find(const char *text, const char *key)
{
	size_t len = strlen(key);

	while (text) {
		if (!strncmp(text, key, len) && text[len] == '=')
			return text + len + 1;
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	return NULL;
}

static int finder_parse(const char *v, enum lzma_finder *f)
{
	size_t i, len = v ? strcspn(v, "\n") : 0;

	for (i = 0; i < N_FINDERS; i++)
		if (len == strlen(finders[i].name) &&
		    !strncmp(v, finders[i].name, len)) {
			*f = i;
			return 0;
		}
	return -1;
}

int lzma_params_parse(const char *text, struct lzma_params *p,
		      struct strbuf *err)
{
	unsigned long v[N_KEYS];
	const char *s;
	char *end;
	int i;

	for (i = 0; i < N_KEYS; i++) {
		s = key_find(text, keys[i]);
		if (!s || *s < '0' || *s > '9')
			return fail(err, "lzma parameters: no number for %s",
				    keys[i]);
		v[i] = strtoul(s, &end, 10);
		if ((*end && *end != '\n') || v[i] > DICT_MAX)
			return fail(err, "lzma parameters: %s is not a number "
				    "up to %u", keys[i], DICT_MAX);
	}
	/* too large for its field must not wrap into something legal */
	if (v[KEY_LC] > 4 || v[KEY_LP] > 4 || v[KEY_PB] > 4 ||
	    v[KEY_NICE] > NICE_MAX)
		return fail(err, "lzma parameters: lc, lp or pb above 4 or "
			    "nice above %d", NICE_MAX);
	*p = (struct lzma_params){
		.lc = v[KEY_LC], .lp = v[KEY_LP], .pb = v[KEY_PB],
		.dict = v[KEY_DICT], .nice = v[KEY_NICE],
		.depth = v[KEY_DEPTH],
	};
	if (finder_parse(key_find(text, "finder"), &p->finder))
		return fail(err, "lzma parameters: finder is not bt4, bt3 or "
			    "bt2");
	return params_check(p, err);
}
