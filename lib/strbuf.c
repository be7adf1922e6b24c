// SPDX-License-Identifier: GPL-2.0-only
#include "strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Shared by every empty buffer; never written to but with a NUL. */
char strbuf_empty[1];

static void strbuf_grow(struct strbuf *sb, size_t extra)
{
	size_t need = sb->len + extra + 1;
	size_t alloc = sb->alloc ? sb->alloc : 64;
	char *buf;

	if (need <= sb->alloc)
		return;
	while (alloc < need)
		alloc *= 2;
	buf = realloc(sb->alloc ? sb->buf : NULL, alloc);
	if (!buf) {
		fputs("out of memory\n", stderr);
		exit(111);
	}
	sb->buf = buf;
	sb->alloc = alloc;
	sb->buf[sb->len] = '\0';
}

void strbuf_init(struct strbuf *sb)
{
	sb->buf = strbuf_empty;
	sb->len = 0;
	sb->alloc = 0;
}

void strbuf_release(struct strbuf *sb)
{
	if (sb->alloc)
		free(sb->buf);
	strbuf_init(sb);
}

void strbuf_reset(struct strbuf *sb)
{
	sb->len = 0;
	if (sb->alloc)
		sb->buf[0] = '\0';
}

void strbuf_add(struct strbuf *sb, const void *data, size_t len)
{
	if (!len)
		return;
	strbuf_grow(sb, len);
	memcpy(sb->buf + sb->len, data, len);
	sb->len += len;
	sb->buf[sb->len] = '\0';
}

void strbuf_addstr(struct strbuf *sb, const char *s)
{
	strbuf_add(sb, s, strlen(s));
}

void strbuf_addch(struct strbuf *sb, char c)
{
	strbuf_add(sb, &c, 1);
}

void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
{
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len <= 0)
		return;
	strbuf_grow(sb, len);
	vsnprintf(sb->buf + sb->len, len + 1, fmt, ap);
	sb->len += len;
}

void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(sb, fmt, ap);
	va_end(ap);
}

void strbuf_prefixf(struct strbuf *sb, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	strbuf_addf(&text, ": %s", sb->buf);
	strbuf_release(sb);
	*sb = text;
}

int fail(struct strbuf *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(err, fmt, ap);
	va_end(ap);
	return -1;
}
