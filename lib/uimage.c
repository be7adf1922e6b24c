// SPDX-License-Identifier: GPL-2.0-only
#include "uimage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Offsets of the header's fields. */
enum {
	AT_MAGIC = 0, AT_HCRC = 4, AT_TIME = 8, AT_SIZE = 12, AT_LOAD = 16,
	AT_ENTRY = 20, AT_DCRC = 24, AT_OS = 28, AT_ARCH = 29, AT_TYPE = 30,
	AT_COMP = 31, AT_NAME = 32,
};

static void put_be32(uint8_t *at, uint32_t v)
{
	at[0] = v >> 24;
	at[1] = v >> 16;
	at[2] = v >> 8;
	at[3] = v;
}

int uimage_time(uint32_t *time, struct strbuf *err)
{
	const char *s = getenv("SOURCE_DATE_EPOCH");
	unsigned long long v;
	char *end;

	if (!s || *s < '0' || *s > '9')
		return fail(err, "SOURCE_DATE_EPOCH is not set to a number "
			    "of seconds");
	errno = 0;
	v = strtoull(s, &end, 10);
	if (errno || *end || v > UINT32_MAX)
		return fail(err, "SOURCE_DATE_EPOCH=%s is not a 32-bit number "
			    "of seconds", s);
	*time = v;
	return 0;
}

int uimage_encode(const struct uimage *img, const uint8_t *data, size_t n,
		  struct blob *out, struct strbuf *err)
{
	uint8_t *h;

	*out = (struct blob){ 0 };
	if (strlen(img->name) > UIMAGE_NAME_MAX)
		return fail(err, "uimage name '%s' is longer than %d bytes",
			    img->name, UIMAGE_NAME_MAX);
	if (n > UINT32_MAX - UIMAGE_HEADER)
		return fail(err, "uimage: %zu bytes are too many", n);
	h = calloc(1, UIMAGE_HEADER + n);
	if (!h)
		return fail(err, "uimage: out of memory for %zu bytes", n);
	if (n)
		memcpy(h + UIMAGE_HEADER, data, n);
	put_be32(h + AT_MAGIC, UIMAGE_MAGIC);
	put_be32(h + AT_TIME, img->time);
	put_be32(h + AT_SIZE, n);
	put_be32(h + AT_LOAD, img->load);
	put_be32(h + AT_ENTRY, img->entry);
	put_be32(h + AT_DCRC, crc32_z(0, h + UIMAGE_HEADER, n));
	h[AT_OS] = img->os;
	h[AT_ARCH] = img->arch;
	h[AT_TYPE] = img->type;
	h[AT_COMP] = img->comp;
	memcpy(h + AT_NAME, img->name, strlen(img->name));
	/* computed with its own field still zero */
	put_be32(h + AT_HCRC, crc32_z(0, h, UIMAGE_HEADER));
	*out = (struct blob){ .data = h, .size = UIMAGE_HEADER + n };
	return 0;
}

int uimage_encode_script(const struct uimage *img, const char *text, size_t n,
			 struct blob *out, struct strbuf *err)
{
	struct uimage script = *img;
	struct strbuf data = STRBUF_INIT;
	uint8_t table[8] = { 0 };
	int ret;

	*out = (struct blob){ 0 };
	if (!n || n > UINT32_MAX - 2 * UIMAGE_HEADER)
		return fail(err, "a boot script of %zu bytes is not possible",
			    n);
	script.type = UIMAGE_TYPE_SCRIPT;
	script.comp = UIMAGE_COMP_NONE;
	script.load = 0;
	script.entry = 0;
	put_be32(table, n);
	strbuf_add(&data, table, sizeof(table));
	strbuf_add(&data, text, n);
	ret = uimage_encode(&script, (uint8_t *)data.buf, data.len, out, err);
	strbuf_release(&data);
	return ret;
}
