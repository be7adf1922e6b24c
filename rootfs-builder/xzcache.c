// SPDX-License-Identifier: GPL-2.0-only
#include "xzcache.h"

#include <lzma.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

/* To be changed with the tables in xzpack.c and with the record below. */
#define GENERATION 1

/* Host byte order: the file never leaves the machine. */
struct record {
	uint32_t size, estimate, out_size;
	uint8_t packed, stored;
	struct xz_params params, finalists[XZ_FINALISTS];
};

static void add_head(struct strbuf *out, const struct xz_options *o)
{
	strbuf_addf(out, "phramework xz cache %d %s %u %u %u %d %d\n",
		    GENERATION, lzma_version_string(), o->block_size,
		    o->dictionary, o->level, o->extreme, o->bcj);
}

/* Take one record from *@at, which it moves; -1 at the end or at nonsense. */
static int take_record(struct xz_cache *c, size_t *at, size_t end)
{
	struct record r;
	struct xz_block *b;
	size_t bytes;

	if (end - *at < sizeof(r))
		return -1;
	memcpy(&r, c->text.data + *at, sizeof(r));
	*at += sizeof(r);
	bytes = r.packed && !r.stored ? r.out_size : 0;
	if (end - *at < r.size || end - *at - r.size < bytes)
		return -1;
	c->blocks = xreallocarray(c->blocks, c->n + 1, sizeof(*c->blocks));
	b = &c->blocks[c->n++];
	*b = (struct xz_block){
		.data = c->text.data + *at, .size = r.size,
		.ranked = 1, .packed = r.packed, .estimate = r.estimate,
		.out = bytes ? c->text.data + *at + r.size : NULL,
		.out_size = r.out_size, .params = r.params,
	};
	memcpy(b->finalists, r.finalists, sizeof(r.finalists));
	*at += r.size + bytes;
	return 0;
}

void xz_cache_read(struct xz_cache *c, const char *file,
		   const struct xz_options *o)
{
	struct strbuf head = STRBUF_INIT, ignored = STRBUF_INIT;
	uint64_t sum;
	size_t at, end;

	*c = (struct xz_cache){ .blocks = NULL };
	add_head(&head, o);
	if (!file || file_read(file, &c->text, &ignored) ||
	    c->text.size < head.len + sizeof(sum) ||
	    memcmp(c->text.data, head.buf, head.len))
		goto out;
	end = c->text.size - sizeof(sum);
	memcpy(&sum, c->text.data + end, sizeof(sum));
	if (sum != lzma_crc64(c->text.data, end, 0))
		goto out;
	at = head.len;
	while (!take_record(c, &at, end))
		;
out:
	strbuf_release(&head);
	strbuf_release(&ignored);
}

void xz_cache_find(const struct xz_cache *c, struct xz_block *b)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct xz_block *known = &c->blocks[i];
		const uint8_t *data = b->data;

		if (known->size != b->size ||
		    memcmp(known->data, data, b->size))
			continue;
		*b = *known;
		b->data = data;
		if (known->out) {
			b->out = xcalloc(1, known->out_size);
			memcpy(b->out, known->out, known->out_size);
		}
		return;
	}
}

int xz_cache_write(const char *file, const struct xz_block *blocks, size_t n,
		   const struct xz_options *o, struct strbuf *err)
{
	struct strbuf out = STRBUF_INIT;
	uint64_t sum;
	int ret;

	add_head(&out, o);
	for (size_t i = 0; i < n; i++) {
		const struct xz_block *b = &blocks[i];
		struct record r;

		memset(&r, 0, sizeof(r));	/* padding, too */
		r.size = b->size;
		r.estimate = b->estimate;
		r.packed = (uint8_t)b->packed;
		r.stored = !b->out;
		r.out_size = b->packed ? b->out_size : 0;
		r.params = b->params;
		memcpy(r.finalists, b->finalists, sizeof(r.finalists));
		strbuf_add(&out, &r, sizeof(r));
		strbuf_add(&out, b->data, b->size);
		if (b->packed && b->out)
			strbuf_add(&out, b->out, b->out_size);
	}
	sum = lzma_crc64((const uint8_t *)out.buf, out.len, 0);
	strbuf_add(&out, &sum, sizeof(sum));
	ret = file_update(file, out.buf, out.len, err);
	strbuf_release(&out);
	return ret;
}

void xz_cache_release(struct xz_cache *c)
{
	free(c->blocks);
	blob_release(&c->text);
	*c = (struct xz_cache){ .blocks = NULL };
}
