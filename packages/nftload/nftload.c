// SPDX-License-Identifier: GPL-2.0-only
/*
 * nftload [--check] FILE: puts the ruleset in FILE into the kernel, all of it
 * or, with a message, nothing.  ruleset.h says what can stand there; nft -f
 * takes the same file.
 */
#include "ruleset.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path)
{
	size_t len = 0, room = 4096;
	char *text = malloc(room);
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f || !text)
		goto failed;
	while ((n = fread(text + len, 1, room - len - 1, f)) > 0) {
		len += n;
		if (room - len > 1)
			continue;
		room *= 2;
		char *bigger = realloc(text, room);

		if (!bigger)
			goto failed;
		text = bigger;
	}
	if (ferror(f))
		goto failed;
	fclose(f);
	text[len] = '\0';
	return text;
failed:
	fprintf(stderr, "nftload: %s: %s\n", path, strerror(errno));
	if (f)
		fclose(f);
	free(text);
	return NULL;
}

static int send_ruleset(const struct ruleset *rs, const char *path)
{
	uint32_t line;

	if (message_send(&rs->objects, &rs->rules, &line) == 0)
		return 0;
	fprintf(stderr, "nftload: %s:%u: the kernel refuses this: %s\n",
		path, (unsigned int)line, strerror(errno));
	return 111;
}

int main(int argc, char **argv)
{
	int check = argc == 3 && !strcmp(argv[1], "--check");
	struct ruleset rs;
	char err[256], *text;
	const char *path;
	uint32_t line;
	int status = 1;

	if (argc != 2 + check) {
		fputs("usage: nftload [--check] FILE\n", stderr);
		return 2;
	}
	path = argv[1 + check];
	text = read_file(path);
	if (!text)
		return 111;
	ruleset_init(&rs);
	if (ruleset_parse(&rs, text, &line, err, sizeof(err)) < 0)
		fprintf(stderr, "nftload: %s:%u: %s\n", path,
			(unsigned int)line, err);
	else
		status = check ? 0 : send_ruleset(&rs, path);
	ruleset_release(&rs);
	free(text);
	return status;
}
