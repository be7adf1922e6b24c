// SPDX-License-Identifier: GPL-2.0-only
/*
 * manifest.json: every input with version and hash, every result with size
 * and hash, every derived fact.  Hashes come from sha256sum's output, so that
 * anyone can check them with the same program.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "facts.h"
#include "file.h"
#include "options.h"

struct args {
	const char *dir, *sources, *tools, *inputs, *results, *secrets, *out;
};

/* Call @row for each line of @path that is neither empty nor a comment. */
static int each_line(const char *path, json_t *to,
		     int (*row)(char *, json_t *, struct strbuf *),
		     struct strbuf *err)
{
	char *line, *save = NULL;
	struct blob text;
	int ret = 0;

	if (file_read(path, &text, err))
		return -1;
	line = strtok_r((char *)text.data, "\n", &save);
	for (; line && !ret; line = strtok_r(NULL, "\n", &save))
		if (*line != '#')
			ret = row(line, to, err);
	blob_release(&text);
	if (ret)
		strbuf_prefixf(err, "%s", path);
	return ret;
}

static const char *const source_columns[] = {
	"name", "kind", "package", "version", "file", "sha256", "licence",
};

/* packages/sources.lock: the columns above, separated by blanks. */
static int source_row(char *line, json_t *to, struct strbuf *err)
{
	size_t i, n = sizeof(source_columns) / sizeof(source_columns[0]);
	json_t *row = json_object();
	char *word, *save = NULL;

	json_array_append_new(to, row);
	word = strtok_r(line, " \t", &save);
	for (i = 0; i < n && word; i++, word = strtok_r(NULL, " \t", &save))
		json_object_set_new(row, source_columns[i],
				    json_string(word));
	return i == n ? 0 : fail(err, "a line has %zu columns, not %zu", i, n);
}

/* sha256sum's output: hash, two blanks, file. */
static int hash_row(char *line, json_t *to, struct strbuf *err)
{
	char *file = strstr(line, "  ");
	json_t *row;
	struct stat st;

	if (!file)
		return fail(err, "'%s' is not from sha256sum", line);
	*file = '\0';
	file += 2;
	if (stat(file, &st))
		return fail(err, "%s has gone", file);
	row = json_object();
	json_object_set_new(row, "file", json_string(file));
	json_object_set_new(row, "bytes", json_integer(st.st_size));
	json_object_set_new(row, "sha256", json_string(line));
	return json_array_append_new(to, row);
}

/* dpkg-query's output: package, blank, version. */
static int tool_row(char *line, json_t *to, struct strbuf *err)
{
	char *version = strchr(line, ' ');

	if (!version)
		return fail(err, "'%s' is not a package and its version", line);
	*version++ = '\0';
	return json_object_set_new(to, line, json_string(version));
}

/* A secret's name; that of its file and its value are nobody's business. */
static int secret_row(char *line, json_t *to, struct strbuf *err)
{
	(void)err;
	return json_array_append_new(to, json_string(line));
}

static json_t *facts_object(const struct build *b)
{
	struct strbuf text = STRBUF_INIT;
	json_t *facts = json_object();
	char *line, *value, *save = NULL;

	facts_text(&text, b);
	line = strtok_r(text.buf, "\n", &save);
	for (; line; line = strtok_r(NULL, "\n", &save)) {
		value = strchr(line, '=');
		*value++ = '\0';
		json_object_set_new(facts, line, json_string(value));
	}
	strbuf_release(&text);
	return facts;
}

static int report(const struct args *a, const struct build *b,
		  struct strbuf *out, struct strbuf *err)
{
	json_t *top = json_object(), *sources = json_array();
	json_t *inputs = json_array(), *results = json_array();
	json_t *tools = json_object(), *secrets = json_array();
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *text = NULL;
	int ret;

	json_object_set_new(top, "board", json_string(b->board.name));
	json_object_set_new(top, "config", json_string(b->board.config));
	json_object_set_new(top, "source_date_epoch",
			    json_string(epoch ? epoch : ""));
	json_object_set_new(top, "sources", sources);
	json_object_set_new(top, "tools", tools);
	json_object_set_new(top, "inputs", inputs);
	json_object_set_new(top, "secrets", secrets);
	json_object_set_new(top, "results", results);
	json_object_set_new(top, "facts", facts_object(b));
	ret = each_line(a->sources, sources, source_row, err) ||
	      each_line(a->tools, tools, tool_row, err) ||
	      each_line(a->inputs, inputs, hash_row, err) ||
	      each_line(a->results, results, hash_row, err) ||
	      each_line(a->secrets, secrets, secret_row, err);
	if (!ret)
		text = json_dumps(top, JSON_INDENT(1));
	if (text) {
		strbuf_addstr(out, text);
		strbuf_addch(out, '\n');
	} else if (!ret) {
		ret = fail(err, "out of memory");
	}
	free(text);
	json_decref(top);
	return ret ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct args a = { 0 };
	const struct option_row rows[] = {
		{ "dir", &a.dir, true, "DIR  out/<board>_<config>" },
		{ "sources", &a.sources, true, "FILE  sources.lock" },
		{ "tools", &a.tools, true, "FILE  host packages' versions" },
		{ "inputs", &a.inputs, true, "FILE  sha256sum of inputs" },
		{ "results", &a.results, true, "FILE  sha256sum of results" },
		{ "secrets", &a.secrets, true, "FILE  names of secrets in it" },
		{ "out", &a.out, true, "FILE  manifest.json" },
		{ 0 },
	};
	struct strbuf err = STRBUF_INIT, out = STRBUF_INIT;
	struct build b;
	int ret;

	options_parse(argc, argv, rows, "manifest of a build");
	ret = build_read(&b, a.dir, true, &err) ||
	      report(&a, &b, &out, &err) ||
	      file_write(a.out, out.buf, out.len, &err);
	build_release(&b);
	strbuf_release(&out);
	return ret ? options_die(argv[0], &err) : 0;
}
