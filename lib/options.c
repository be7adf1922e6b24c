// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void help(const char *prog, const struct option_row *rows,
		 const char *what)
{
	const struct option_row *r;

	printf("%s - %s\n\n", prog, what);
	for (r = rows; r->name; r++)
		printf("  --%-16s %s%s\n", r->name, r->help,
		       r->required ? "" : " (optional)");
	exit(0);
}

static const struct option_row *find(const struct option_row *rows,
				     const char *arg)
{
	const struct option_row *r;

	if (strncmp(arg, "--", 2))
		return NULL;
	for (r = rows; r->name; r++)
		if (!strcmp(r->name, arg + 2))
			return r;
	return NULL;
}

static void usage(const char *prog, const char *problem, const char *word)
{
	fprintf(stderr, "%s: %s%s; --help lists the options\n", prog, problem,
		word);
	exit(2);
}

void options_parse(int argc, char **argv, const struct option_row *rows,
		   const char *what)
{
	const char *prog = base_name(argv[0]);
	const struct option_row *r;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help"))
			help(prog, rows, what);
		r = find(rows, argv[i]);
		if (!r)
			usage(prog, "unknown option ", argv[i]);
		if (*r->value)
			usage(prog, "repeated option ", argv[i]);
		if (++i == argc)
			usage(prog, "no value after ", argv[i - 1]);
		*r->value = argv[i];
	}
	for (r = rows; r->name; r++)
		if (r->required && !*r->value)
			usage(prog, "missing option --", r->name);
}

int options_die(const char *argv0, struct strbuf *err)
{
	fprintf(stderr, "%s: %s\n", base_name(argv0), err->buf);
	strbuf_release(err);
	return 1;
}
