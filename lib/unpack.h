/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decompress what a boot loader will have to decompress, as strictly as the
 * strictest of them.  Shares nothing with the code that compresses; input may
 * be hostile.
 */
#ifndef LIB_UNPACK_H
#define LIB_UNPACK_H

#include <stddef.h>
#include <stdint.h>

#include "file.h"
#include "strbuf.h"

/* What the loader takes, in bytes; 0 = no known limit. */
struct unpack_limits {
	uint64_t out_max;	/* uncompressed */
	uint64_t dict_max;	/* LZMA dictionary */
};

/*
 * One .lzma file of exactly @n bytes into @out (owned by the caller).  Fails
 * unless lc, lp and pb are legal (lc + lp <= 4: the decoder's memory), size
 * known, the dictionary a power of two, everything within @limits, no end
 * marker, not a byte missing and none left over.
 */
int unpack_lzma(const uint8_t *in, size_t n, const struct unpack_limits *limits,
		struct blob *out, struct strbuf *err);

/* One gzip member of exactly @n bytes into @out (owned by the caller). */
int unpack_gzip(const uint8_t *in, size_t n, const struct unpack_limits *limits,
		struct blob *out, struct strbuf *err);

#endif
