/* SPDX-License-Identifier: GPL-2.0-only */
/* Command lines of the build tools: `--key value`, from a table. */
#ifndef LIB_OPTIONS_H
#define LIB_OPTIONS_H

#include <stdbool.h>

#include "strbuf.h"

struct option_row {
	const char *name;	/* without the dashes */
	const char **value;	/* where the argument (borrowed) goes */
	bool required;
	const char *help;	/* one line, "FILE  what it is" */
};

/*
 * Read argv[1..argc-1] by @rows, ended by a row without a name.  Exits with
 * status 0 after `--help`, with 2 after one line about a wrong, repeated or
 * missing option.  @what is one line on the program's purpose.
 */
void options_parse(int argc, char **argv, const struct option_row *rows,
		   const char *what);

/*
 * Print "prog: message" for the text in @err, release it and give the exit
 * status of a failed stage: 1.
 */
int options_die(const char *argv0, struct strbuf *err);

#endif
