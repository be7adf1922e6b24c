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
