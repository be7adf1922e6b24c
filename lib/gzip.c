// SPDX-License-Identifier: GPL-2.0-only
#include "gzip.h"

#include <stdlib.h>
#include <zlib.h>

#define GZIP_WBITS (15 + 16)	/* largest window, gzip wrapper */
#define GZIP_OS_UNIX 3

static const char *zerror(const z_stream *z)
{
	return z->msg ? z->msg : "no reason given";
}

int gzip_encode(const uint8_t *in, size_t n, struct blob *out,
		struct strbuf *err)
{
	gz_header head = { .os = GZIP_OS_UNIX };
	z_stream z = { 0 };
	int ret = -1;

	*out = (struct blob){ 0 };
	if (n > UINT32_MAX)
		return fail(err, "gzip: %zu bytes are too many", n);
	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WBITS, 9,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return fail(err, "gzip: cannot start: %s", zerror(&z));
	deflateSetHeader(&z, &head);
	out->size = deflateBound(&z, n);
	out->data = malloc(out->size);
	if (!out->data) {
		fail(err, "gzip: out of memory for %zu bytes", out->size);
		goto out;
	}
	z.next_in = (uint8_t *)in;
	z.avail_in = n;
	z.next_out = out->data;
	z.avail_out = out->size;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END) {
		fail(err, "gzip: cannot compress: %s", zerror(&z));
		goto out;
	}
	out->size = z.total_out;
	ret = 0;
out:
	deflateEnd(&z);
	if (ret)
		blob_release(out);
	return ret;
}

/* One buffer that doubles, so that a lying header cannot ask for memory. */
static int inflate_all(z_stream *z, size_t max, struct blob *out,
		       struct strbuf *err)
{
	size_t room = 1 << 20;
	uint8_t *data;
	int got;

	for (;;) {
		if (room > max)
			room = max;
		data = realloc(out->data, room + 1);
		if (!data)
			return fail(err, "gzip: out of memory");
		out->data = data;
		z->next_out = data + out->size;
		z->avail_out = room - out->size;
		got = inflate(z, Z_NO_FLUSH);
		out->size = z->total_out;
		if (got == Z_STREAM_END)
			return 0;
		if (got != Z_OK && got != Z_BUF_ERROR)
			return fail(err, "gzip: damaged at byte %lu: %s",
				    z->total_in, zerror(z));
		if (out->size < room)
			return fail(err, "gzip: ends too early");
		if (room == max)
			return fail(err, "gzip: holds more than %zu bytes",
				    max);
		room *= 2;
	}
}

int gzip_decode(const uint8_t *in, size_t n, size_t max, struct blob *out,
		struct strbuf *err)
{
	z_stream z = { .next_in = (uint8_t *)in, .avail_in = n };
	int ret;

	*out = (struct blob){ 0 };
	if (n > UINT32_MAX)
		return fail(err, "gzip: %zu bytes are too many", n);
	if (inflateInit2(&z, GZIP_WBITS) != Z_OK)
		return fail(err, "gzip: cannot start: %s", zerror(&z));
	ret = inflate_all(&z, max, out, err);
	if (!ret && z.avail_in)
		ret = fail(err, "gzip: %u bytes follow the end", z.avail_in);
	inflateEnd(&z);
	if (ret)
		blob_release(out);
	else
		out->data[out->size] = 0;
	return ret;
}
