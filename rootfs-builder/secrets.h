/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Secrets: values that a configuration only names and that a file outside of
 * the tree gives.  "@secret:NAME@" in a file's content stands for the value.
 * No function here puts a value into a message.
 *
 * The file has lines `NAME = VALUE`; blanks around either do not count, what
 * else stands in VALUE does, quotes and # included.  Empty lines and lines
 * that begin with # are skipped.
 */
#ifndef ROOTFS_SECRETS_H
#define ROOTFS_SECRETS_H

#include "config.h"
#include "strbuf.h"

struct secret {
	char *name, *value;	/* owned */
	unsigned int line;
};

struct secrets {
	const char *file;	/* borrowed, for messages; NULL: none given */
	struct secret *v;	/* owned */
	size_t n;
};

#define SECRETS_INIT { .file = NULL }

/*
 * Take @size bytes of @text, which @file holds.  Each bad line (no "=", a name
 * with other characters than those of other names, a name given twice,
 * control characters) adds one line "file:line: message" to @err.
 */
int secrets_parse(struct secrets *s, const char *file, const char *text,
		  size_t size, struct strbuf *err);

/* secrets_parse() of the content of @file; also fails when it is unreadable. */
int secrets_read(struct secrets *s, const char *file, struct strbuf *err);

/* Overwrite and free the values. */
void secrets_release(struct secrets *s);

/* Whether @c asks for any. */
int secrets_wanted(const struct config *c);

/*
 * Whether @s has all that @c declares, each as long as it is to be.  What is
 * missing or too short or long adds one line that says what to type.
 */
int secrets_check(const struct secrets *s, const struct config *c,
		  struct strbuf *err);

/*
 * The next marker in @text, or NULL.  *@name and *@len (bytes) are its name,
 * borrowed; *@name is NULL when the marker has no end or a bad name.
 */
const char *secret_marker(const char *text, const char **name, size_t *len);

/*
 * Append @text to @out with values in the places of their markers.  Markers
 * without a value, which secrets_check() has refused, are left.
 */
void secrets_fill(const struct secrets *s, const char *text,
		  struct strbuf *out);

#endif
