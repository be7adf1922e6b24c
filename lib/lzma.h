/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * LZMA for boot loaders: the 13-byte "alone" header with the real size, then
 * one raw LZMA1 stream without an end marker.
 *
 * Vendor U-Boots derived from the LZMA SDK 4.x refuse an unknown size (all
 * ones) or an end marker with "LZMA ERROR 1", and both are what liblzma's own
 * .lzma writer and `xz --format=lzma` produce.
 *
 * Layout, from the LZMA SDK's lzma.txt: byte 0 is (pb * 5 + lp) * 9 + lc, bytes
 * 1-4 the dictionary size and bytes 5-12 the uncompressed size, little-endian.
 */
#ifndef LIB_LZMA_H
#define LIB_LZMA_H

#include <stddef.h>
#include <stdint.h>

#include "file.h"
#include "strbuf.h"

#define LZMA_ALONE_HEADER 13

/*
 * Which triples are tried.  Decoders keep 1846 + (768 << (lc + lp))
 * probabilities of 2 bytes (4 when built with _LZMA_PROB32).  At lc + lp = 4
 * that is 28 KiB (57 KiB), which fits the smallest heap seen in a vendor
 * U-Boot (CFG_MALLOC_LEN 128 KiB); it is also liblzma's own limit.
 */
#define LZMA_TUNE_LCLP_MAX 4

enum lzma_finder { LZMA_FINDER_BT4, LZMA_FINDER_BT3, LZMA_FINDER_BT2 };

struct lzma_params {
	uint8_t lc;		/* literal context bits, 0..4 */
	uint8_t lp;		/* literal position bits, 0..4, lc + lp <= 4 */
	uint8_t pb;		/* position bits, 0..4 */
	uint32_t dict;		/* bytes, a power of two, 4096..2^30 */
	uint16_t nice;		/* longest match looked for, 5..273 */
	uint32_t depth;		/* match finder steps, 0: liblzma's choice */
	enum lzma_finder finder;
};

/* What lzma_tune() tried; for a table. */
struct lzma_trial {
	struct lzma_params p;
	size_t size;		/* bytes, header included */
	int full;		/* 0: ranked on a sample, 1: whole input */
};

struct lzma_trials {
	struct lzma_trial *trial;	/* owned; in the order tried */
	size_t n;
};

void lzma_trials_release(struct lzma_trials *t);

/* The short name of @f: bt4, bt3, bt2. */
const char *lzma_finder_name(enum lzma_finder f);

/*
 * The dictionary for @n bytes: the smallest power of two that holds them all,
 * at least 4096, not above @dict_max (bytes; 0 = no limit; rounded down to a
 * power of two).
 */
uint32_t lzma_dict_for(size_t n, uint32_t dict_max);

/*
 * lc 1, lp 2, pb 2, what MIPS code usually wants, strongest search, and the
 * dictionary of lzma_dict_for().
 */
struct lzma_params lzma_params_default(size_t n, uint32_t dict_max);

/*
 * Compress @n bytes at @in into @out (owned by the caller).  The same input
 * and parameters give the same bytes with the same liblzma.  Fails on
 * parameters out of range and on lack of memory.
 */
int lzma_encode(const uint8_t *in, size_t n, const struct lzma_params *p,
		struct blob *out, struct strbuf *err);

/*
 * Find the parameters that make @in smallest.  All triples with lc + lp <=
 * LZMA_TUNE_LCLP_MAX and pb <= 4 are ranked with a light search on samples of
 * the input; the best few compress the whole of it at full strength with
 * several match finders.  The smallest wins; of equals the one tried first.
 * The result does not depend on @jobs (threads, 1..64).  Fails when memory
 * runs out.
 */
int lzma_tune(const uint8_t *in, size_t n, uint32_t dict_max, unsigned jobs,
	      struct lzma_params *best, struct strbuf *err);

/* As lzma_tune(); @trials receives all results and belongs to the caller. */
int lzma_tune_traced(const uint8_t *in, size_t n, uint32_t dict_max,
		     unsigned jobs, struct lzma_params *best,
		     struct lzma_trials *trials, struct strbuf *err);

/*
 * Parameters as text, one `key=value` a line, and back.  lzma_params_parse()
 * ignores keys it does not know and fails on a missing or illegal one.
 */
void lzma_params_print(const struct lzma_params *p, struct strbuf *out);
int lzma_params_parse(const char *text, struct lzma_params *p,
		      struct strbuf *err);

#endif
