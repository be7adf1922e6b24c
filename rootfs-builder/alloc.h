/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for programs that run once and exit: running out of it ends the
 * program with status 111, as in lib/strbuf.
 */
#ifndef ROOTFS_ALLOC_H
#define ROOTFS_ALLOC_H

#include <stddef.h>

/* @count elements of @size bytes, zeroed; never NULL. */
void *xcalloc(size_t count, size_t size);

/* realloc() to @count elements of @size bytes; never NULL. */
void *xreallocarray(void *p, size_t count, size_t size);

/* A copy of the string @s, or of its first @len bytes; never NULL. */
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);

/* A growing list of strings that it owns. */
struct strlist {
	char **v;	/* owned */
	size_t n;
};

#define STRLIST_INIT { .v = NULL, .n = 0 }

/* Append a copy of @s. */
void strlist_add(struct strlist *l, const char *s);

/* Sort bytewise and drop repeated strings. */
void strlist_sort(struct strlist *l);

/* Whether @s is in @l. */
int strlist_has(const struct strlist *l, const char *s);

void strlist_release(struct strlist *l);

#endif
