// SPDX-License-Identifier: GPL-2.0-only
#include "num.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

bool num_parse(const char *s, uint64_t *out)
{
	bool hex = s[0] == '0' && (s[1] == 'x' || s[1] == 'X');
	const char *digits = hex ? s + 2 : s;
	char *end;

	if (!isxdigit((unsigned char)digits[0]))
		return false;
	errno = 0;
	*out = strtoull(digits, &end, hex ? 16 : 10);
	return !*end && !errno;
}
