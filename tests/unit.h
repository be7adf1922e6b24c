/* SPDX-License-Identifier: GPL-2.0-only */
/* The three words that the C tests speak. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <stdio.h>
#include <string.h>

#include "strbuf.h"

/* Print `ok NAME` or `FAIL NAME`; returns 1 on failure, to be added up. */
static inline int expect(const char *name, int good)
{
	printf("%s %s\n", good ? "ok" : "FAIL", name);
	return !good;
}

/* @ret must be -1 and @err must contain @words; @err is emptied. */
static inline int expect_error(const char *name, int ret, const char *words,
			       struct strbuf *err)
{
	int good = ret == -1 && strstr(err->buf, words);

	printf("%s %s\n", good ? "ok" : "FAIL", name);
	if (!good)
		printf("  returned %d: '%s' has no '%s'\n", ret, err->buf,
		       words);
	strbuf_reset(err);
	return !good;
}

#endif
