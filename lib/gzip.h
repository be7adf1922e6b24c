/* SPDX-License-Identifier: GPL-2.0-only */
/* gzip (RFC 1952) with nothing in it that differs from build to build. */
#ifndef LIB_GZIP_H
#define LIB_GZIP_H

#include <stddef.h>
#include <stdint.h>

#include "file.h"
#include "strbuf.h"

/*
 * Compress @n bytes at @in (less than 4 GiB) with zlib's level 9 into @out
 * (owned by the caller): time 0, no name, OS byte 3 whatever the host is.
 * Fails when memory runs out.
 */
int gzip_encode(const uint8_t *in, size_t n, struct blob *out,
		struct strbuf *err);

#endif
