/* SPDX-License-Identifier: GPL-2.0-only */
/* Whole files in, whole files out. */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "strbuf.h"

struct blob {
	uint8_t *data;	/* owned, malloc()ed; NULL only when size is 0 */
	size_t size;	/* bytes */
};

/* Free the bytes; @b is empty afterwards. */
void blob_release(struct blob *b);

/*
 * Read the regular file @path into @out (owned by the caller, one more byte
 * than size is allocated and 0, so that text can be used as a string).
 * Fails when it cannot be opened or read; the message has path and reason.
 */
int file_read(const char *path, struct blob *out, struct strbuf *err);

/*
 * Write @size bytes to @path so that a reader, a full disk or a kill -9 never
 * sees half a file: temporary name beside it, fsync, rename.  On failure the
 * temporary file is gone and an older @path is untouched.
 */
int file_write(const char *path, const void *data, size_t size,
	       struct strbuf *err);

/* As file_write(), but leaves @path and its time alone when nothing changes. */
int file_update(const char *path, const void *data, size_t size,
		struct strbuf *err);

#endif
