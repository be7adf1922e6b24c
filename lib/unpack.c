// SPDX-License-Identifier: GPL-2.0-only
#include "unpack.h"

#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>

typedef unsigned long long ull;

/* No image of ours is near this; keeps lying headers from asking for memory. */
#define OUT_MAX (256u << 20)
#define LZMA_HEADER 13
#define GZIP_WBITS (15 + 16)	/* largest window, gzip wrapper */

static uint64_t out_max(const struct unpack_limits *l)
{
	return l->out_max && l->out_max < OUT_MAX ? l->out_max : OUT_MAX;
}

static uint64_t get_le(const uint8_t *p, int bytes)
{
	uint64_t v = 0;

	while (bytes--)
		v = v << 8 | p[bytes];
	return v;
}

static int header_sizes(const lzma_options_lzma *o, uint64_t size,
			const struct unpack_limits *limits, struct strbuf *err)
{
	uint32_t dict = o->dict_size;

	if (dict < LZMA_DICT_SIZE_MIN || (dict & (dict - 1)))
		return fail(err, "lzma: dictionary of %u bytes is not a power "
			    "of two from 4096", dict);
	if (dict > OUT_MAX)
		return fail(err, "lzma: no boot loader has memory for a "
			    "dictionary of %u bytes", dict);
	if (limits->dict_max && dict > limits->dict_max)
		return fail(err, "lzma: dictionary of %u bytes, the boot "
			    "loader takes %llu", dict, (ull)limits->dict_max);
	if (size == UINT64_MAX)
		return fail(err, "lzma: size is unknown in the header; vendor "
			    "boot loaders stop with LZMA ERROR 1");
	if (size > out_max(limits))
		return fail(err, "lzma: %llu bytes uncompressed, the limit is "
			    "%llu: %llu too many", (ull)size,
			    (ull)out_max(limits),
			    (ull)(size - out_max(limits)));
	return 0;
}

static int read_header(const uint8_t *in, size_t n,
		       const struct unpack_limits *limits,
		       lzma_options_lzma *o, struct strbuf *err)
{
	uint64_t size;

	if (n < LZMA_HEADER)
		return fail(err, "lzma: %zu bytes are too few for a header",
			    n);
	if (in[0] >= 9 * 5 * 5)
		return fail(err, "lzma: illegal properties byte 0x%02x",
			    in[0]);
	*o = (lzma_options_lzma){
		.lc = in[0] % 9, .lp = in[0] / 9 % 5, .pb = in[0] / 45,
		.dict_size = get_le(in + 1, 4),
	};
	if (o->lc + o->lp > LZMA_LCLP_MAX)
		return fail(err, "lzma: lc %u + lp %u is more than %d", o->lc,
			    o->lp, LZMA_LCLP_MAX);
	size = get_le(in + 5, 8);
	/* no LZMA_LZMA1EXT_ALLOW_EOPM: an end marker is an error */
	lzma_set_ext_size(*o, size);
	return header_sizes(o, size, limits, err);
}

static const char *reason(lzma_ret code)
{
	switch (code) {
	case LZMA_DATA_ERROR: return "damaged, or an end marker";
	case LZMA_MEM_ERROR: return "out of memory";
	case LZMA_OK: /* wants more of something */
	case LZMA_BUF_ERROR: return "ends too early";
	default: return "liblzma refuses it";
	}
}

/* @out has memory for all of the promised size. */
static int decode(const uint8_t *in, size_t n, lzma_options_lzma *o,
		  struct blob *out, struct strbuf *err)
{
	const lzma_filter chain[] = {
		{ .id = LZMA_FILTER_LZMA1EXT, .options = o },
		{ .id = LZMA_VLI_UNKNOWN },
	};
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret code = lzma_raw_decoder(&s, chain);
	int ret = -1;

	s.next_in = in;
	s.avail_in = n;
	s.next_out = out->data;
	s.avail_out = out->size;
	if (code == LZMA_OK)
		code = lzma_code(&s, LZMA_FINISH);
	if (code != LZMA_STREAM_END)
		fail(err, "lzma: %s after %llu of %zu bytes", reason(code),
		     (ull)s.total_out, out->size);
	else if (s.avail_in)
		fail(err, "lzma: %zu bytes follow the end", s.avail_in);
	else
		ret = 0;
	lzma_end(&s);
	return ret;
}

int unpack_lzma(const uint8_t *in, size_t n, const struct unpack_limits *limits,
		struct blob *out, struct strbuf *err)
{
	lzma_options_lzma o;

	*out = (struct blob){ 0 };
	if (read_header(in, n, limits, &o, err))
		return -1;
	out->size = o.ext_size_low;
	out->data = calloc(1, out->size + 1);
	if (!out->data) {
		*out = (struct blob){ 0 };
		return fail(err, "lzma: out of memory");
	}
	if (!decode(in + LZMA_HEADER, n - LZMA_HEADER, &o, out, err))
		return 0;
	blob_release(out);
	return -1;
}

/* One buffer that doubles, so that a lying header cannot ask for memory. */
static int inflate_all(z_stream *z, uint64_t max, struct blob *out,
		       struct strbuf *err)
{
	size_t room = 1 << 20;
	uint8_t *data;
	int code;

	for (;; room *= 2) {
		if (room > max)
			room = max;
		data = realloc(out->data, room + 1);
		if (!data)
			return fail(err, "gzip: out of memory");
		out->data = data;
		z->next_out = data + out->size;
		z->avail_out = room - out->size;
		code = inflate(z, Z_NO_FLUSH);
		out->size = z->total_out;
		data[out->size] = 0;
		if (code == Z_STREAM_END)
			return 0;
		if (code != Z_OK && code != Z_BUF_ERROR)
			return fail(err, "gzip: damaged at byte %lu: %s",
				    z->total_in, z->msg ? z->msg : "?");
		if (out->size < room)
			return fail(err, "gzip: ends too early");
		if (room == max)
			return fail(err, "gzip: more than %llu bytes "
				    "uncompressed", (ull)max);
	}
}

int unpack_gzip(const uint8_t *in, size_t n, const struct unpack_limits *limits,
		struct blob *out, struct strbuf *err)
{
	z_stream z = { .next_in = (uint8_t *)in, .avail_in = n };
	int ret;

	*out = (struct blob){ 0 };
	if (n > OUT_MAX)
		return fail(err, "gzip: %zu bytes are too many", n);
	if (inflateInit2(&z, GZIP_WBITS) != Z_OK)
		return fail(err, "gzip: zlib does not start");
	ret = inflate_all(&z, out_max(limits), out, err);
	if (!ret && z.avail_in)
		ret = fail(err, "gzip: %u bytes follow the end", z.avail_in);
	inflateEnd(&z);
	if (ret)
		blob_release(out);
	return ret;
}
