// SPDX-License-Identifier: GPL-2.0-only
#include "lzma.h"

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
	case LZMA_DATA_ERROR: return "damaged data or an end marker";
	case LZMA_BUF_ERROR: return "data ends too early";
	case LZMA_OK: return "data ends too early";
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
		return fail(err, "lzma: lc %u, lp %u, pb %u: lc + lp must be at "
			    "most %d and pb at most 4", p->lc, p->lp, p->pb,
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

static lzma_ret encode_raw(const uint8_t *in, size_t n, lzma_options_lzma *o,
			   uint8_t *out, size_t room, size_t *used)
{
	const lzma_filter chain[] = {
		{ .id = LZMA_FILTER_LZMA1EXT, .options = o },
		{ .id = LZMA_VLI_UNKNOWN },
	};

	/* LZMA1EXT without LZMA_LZMA1EXT_ALLOW_EOPM writes no end marker */
	o->ext_flags = 0;
	*used = 0;
	return lzma_raw_buffer_encode(chain, NULL, in, n, out, used, room);
}

int lzma_encode(const uint8_t *in, size_t n, const struct lzma_params *p,
		struct blob *out, struct strbuf *err)
{
	size_t room = LZMA_ALONE_HEADER + encode_bound(n), used;
	lzma_options_lzma o;
	lzma_ret code;

	*out = (struct blob){ 0 };
	if (params_check(p, err))
		return -1;
	if (lzma_lzma_preset(&o, PRESET_EXTREME))
		return fail(err, "lzma: liblzma has no preset 9e");
	o.dict_size = p->dict;
	o.lc = p->lc;
	o.lp = p->lp;
	o.pb = p->pb;
	o.nice_len = p->nice;
	o.depth = p->depth;
	o.mf = finders[p->finder].mf;
	out->data = malloc(room);
	if (!out->data)
		return fail(err, "lzma: out of memory for %zu bytes", room);
	header_put(out->data, p, n);
	code = encode_raw(in, n, &o, out->data + LZMA_ALONE_HEADER,
			  room - LZMA_ALONE_HEADER, &used);
	if (code != LZMA_OK) {
		blob_release(out);
		return fail(err, "lzma: cannot compress: %s",
			    lzma_reason(code));
	}
	out->size = LZMA_ALONE_HEADER + used;
	return 0;
}
