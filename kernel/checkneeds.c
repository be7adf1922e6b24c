// SPDX-License-Identifier: GPL-2.0-only
/*
 * checkneeds - can this board do what its configuration needs?
 *
 * A need is a folder kernel/need/NAME with a kernel fragment for each SoC that
 * has it.  The fragment may hold the line `# device-tree: COMPATIBLE...`: then
 * an enabled node with one of these must stand in the board's device tree.
 * Needs of buses that are searched (PCI) have no such line.
 */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board.h"
#include "file.h"
#include "options.h"

#define MARK "# device-tree:"

struct check {
	struct board board;
	struct blob dtb;
	const char *fragments;	/* "kernel/need" */
	struct strbuf *err;
	int unmet;
};

/* One line for each need that is not met. */
#define unmet(c, ...) do { \
	if ((c)->unmet++) \
		strbuf_addch((c)->err, '\n'); \
	strbuf_addf((c)->err, __VA_ARGS__); \
} while (0)

static int is_enabled(const void *fdt, int node)
{
	for (; node >= 0; node = fdt_parent_offset(fdt, node)) {
		const char *status = fdt_getprop(fdt, node, "status", NULL);

		if (status && strcmp(status, "okay") && strcmp(status, "ok"))
			return 0;
	}
	return 1;
}

static int has_enabled(const void *fdt, const char *compatible)
{
	int node = -1;

	do {
		node = fdt_node_offset_by_compatible(fdt, node, compatible);
	} while (node >= 0 && !is_enabled(fdt, node));
	return node >= 0;
}

/* The words of the fragment's device-tree line, or NULL; @text is changed. */
static char *compatibles_in(char *text)
{
	char *line = strstr(text, MARK);

	if (!line)
		return NULL;
	line += strlen(MARK);
	line[strcspn(line, "\n")] = '\0';
	return line + strspn(line, " \t");
}

static void check_tree(struct check *c, const char *need, char *words)
{
	char *copy = strdup(words), *save = NULL, *word;
	int found = 0;

	for (word = strtok_r(copy, " \t", &save); word && !found;
	     word = strtok_r(NULL, " \t", &save))
		found = has_enabled(c->dtb.data, word);
	free(copy);
	if (!found)
		unmet(c, "dts/%s.dts: the configuration needs %s, and no "
		      "enabled node is compatible with: %s",
		      c->board.name, need, words);
}

static int check_need(struct check *c, const char *need)
{
	struct strbuf path = STRBUF_INIT;
	struct blob text = { 0 };
	char *words;
	int ret = 0;

	strbuf_addf(&path, "%s/%s/%s.config", c->fragments, need, c->board.soc);
	if (access(path.buf, F_OK)) {
		unmet(c, "%s: board %s (%s) does not have what the "
		      "configuration needs: there is no %s", need,
		      c->board.name, c->board.soc, path.buf);
	} else {
		ret = file_read(path.buf, &text, c->err);
		words = ret ? NULL : compatibles_in((char *)text.data);
		if (words)
			check_tree(c, need, words);
	}
	blob_release(&text);
	strbuf_release(&path);
	return ret;
}

static int check_all(struct check *c, const char *needs)
{
	char *copy = strdup(needs), *save = NULL, *need;
	int ret = 0;

	for (need = strtok_r(copy, " \t\n", &save); need && !ret;
	     need = strtok_r(NULL, " \t\n", &save))
		ret = check_need(c, need);
	free(copy);
	return ret || c->unmet ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct strbuf err = STRBUF_INIT;
	struct check c = { .err = &err };
	const char *facts = NULL, *dtb = NULL, *needs = NULL;
	const struct option_row rows[] = {
		{ "facts", &facts, true, "FILE  board.facts" },
		{ "dtb", &dtb, true, "FILE  the board's device tree" },
		{ "fragments", &c.fragments, true, "DIR  kernel/need" },
		{ "needs", &needs, true, "WORDS  what is needed" },
		{ 0 },
	};
	int ret;

	options_parse(argc, argv, rows,
		      "compare a configuration's needs with the board");
	ret = board_read(&c.board, facts, &err) ||
	      file_read(dtb, &c.dtb, &err);
	if (!ret && fdt_check_full(c.dtb.data, c.dtb.size))
		ret = fail(&err, "%s: not a device tree", dtb);
	if (!ret)
		ret = check_all(&c, needs);
	blob_release(&c.dtb);
	return ret ? options_die(argv[0], &err) : 0;
}
