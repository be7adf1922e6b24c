/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A growing string, used for text that is built up and for error messages.
 *
 * Every function of this project that can fail takes a `struct strbuf *err`
 * and returns 0, or -1 after adding one message to it: lower case, no full
 * stop, saying what is wrong, where, what the limit is and what to do.  Only
 * main() prints.
 */
#ifndef LIB_STRBUF_H
#define LIB_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

struct strbuf {
	char *buf;	/* always NUL-terminated, never NULL; owned */
	size_t len;	/* bytes before the NUL */
	size_t alloc;	/* bytes allocated; 0 while buf is the shared "" */
};

extern char strbuf_empty[];

#define STRBUF_INIT { .buf = strbuf_empty }

/* Make @sb an empty string that owns nothing. */
void strbuf_init(struct strbuf *sb);

/* Free what @sb owns and make it empty again. */
void strbuf_release(struct strbuf *sb);

/* Forget the text, keep the memory. */
void strbuf_reset(struct strbuf *sb);

/* Append; running out of memory ends the program with status 111. */
void strbuf_add(struct strbuf *sb, const void *data, size_t len);
void strbuf_addstr(struct strbuf *sb, const char *s);
void strbuf_addch(struct strbuf *sb, char c);
void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap);

/* Put "fmt: " in front of the text: how a caller adds context to an error. */
void strbuf_prefixf(struct strbuf *sb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Append the formatted text and return -1: `return fail(err, "...")`. */
int fail(struct strbuf *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
