// SPDX-License-Identifier: GPL-2.0-only
#include "manifest.h"

#include <stdlib.h>
#include <string.h>

void manifest_release(struct manifest *m)
{
	for (size_t i = 0; i < m->n; i++) {
		struct entry *e = &m->entries[i];

		free(e->path);
		free(e->target);
		free(e->package);
		free(e->origin);
		blob_release(&e->data);
	}
	free(m->entries);
	m->entries = NULL;
	m->n = 0;
	strlist_release(&m->runtime);
	strlist_release(&m->setid);
}

struct entry *manifest_add(struct manifest *m, const struct entry *proto)
{
	struct entry *e;

	if (!(m->n & (m->n - 1)))
		m->entries = xreallocarray(m->entries, m->n ? 2 * m->n : 1,
					   sizeof(*m->entries));
	e = &m->entries[m->n++];
	*e = *proto;
	e->path = xstrdup(proto->path);
	e->target = xstrdup(proto->target ? proto->target : "");
	e->package = xstrdup(proto->package ? proto->package : "");
	e->origin = xstrdup(proto->origin ? proto->origin : "");
	e->data = (struct blob){ .data = NULL };
	e->parent = NO_PARENT;
	return e;
}

const char *path_fault(const char *path)
{
	const char *p = path;

	if (!*path)
		return "empty name";
	if (*path != '/')
		return "name must begin with /";
	if (strlen(path) > PATH_MAX_BYTES)
		return "path longer than 4095 bytes";
	for (const char *c = path; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return "control character in name";
	if (!strcmp(path, "/"))
		return NULL;
	while (*p) {
		size_t len = strcspn(++p, "/");

		if (!len)
			return "empty component in name";
		if (len == 2 && !strncmp(p, "..", 2))
			return "name escapes the root (..)";
		if (len == 1 && *p == '.')
			return "component . in name";
		if (len > NAME_MAX_BYTES)
			return "component longer than 255 bytes";
		p += len;
	}
	return NULL;
}

/* ---- parser ---- */

struct cursor {
	const char *p;
	const char *end;	/* end of the line */
};

static void skip_blanks(struct cursor *c)
{
	while (c->p < c->end && (*c->p == ' ' || *c->p == '\t'))
		c->p++;
}

/*
 * Take the next word into @word.  With @rest an unquoted word runs to the
 * end of the line.  Fails on an open quote or an unknown escape.
 */
static int take_word(struct cursor *c, int rest, struct strbuf *word,
		     struct strbuf *err)
{
	strbuf_reset(word);
	skip_blanks(c);
	if (c->p == c->end || *c->p != '"') {
		const char *start = c->p, *stop;

		if (rest)
			c->p = c->end;
		while (c->p < c->end && *c->p != ' ' && *c->p != '\t')
			c->p++;
		stop = c->p;
		while (stop > start && (stop[-1] == ' ' || stop[-1] == '\t'))
			stop--;
		strbuf_add(word, start, (size_t)(stop - start));
		return 0;
	}
	for (c->p++; c->p < c->end && *c->p != '"'; c->p++) {
		if (*c->p == '\\') {
			c->p++;
			if (c->p == c->end || (*c->p != '"' && *c->p != '\\'))
				return fail(err, "unknown escape in quotes, "
					    "only \\\" and \\\\ are");
		}
		strbuf_addch(word, *c->p);
	}
	if (c->p == c->end)
		return fail(err, "quote is not closed");
	c->p++;
	if (c->p < c->end && *c->p != ' ' && *c->p != '\t')
		return fail(err, "text sticks to a closing quote");
	return 0;
}

static int take_number(struct cursor *c, const char *what, unsigned int base,
		       uint32_t max, uint32_t *out, struct strbuf *err)
{
	struct strbuf word = STRBUF_INIT;
	uint64_t value = 0;
	int ret = -1;

	if (take_word(c, 0, &word, err))
		goto out;
	if (!word.len) {
		fail(err, "%s is missing", what);
		goto out;
	}
	for (size_t i = 0; i < word.len; i++) {
		unsigned int digit = (unsigned int)(word.buf[i] - '0');

		value = value * base + digit;
		if (digit >= base || value > max) {
			fail(err, base == 8 ?
			     "%s \"%s\" is not an octal number up to %o" :
			     "%s \"%s\" is not a decimal number up to %u",
			     what, word.buf, max);
			goto out;
		}
	}
	*out = (uint32_t)value;
	ret = 0;
out:
	strbuf_release(&word);
	return ret;
}

enum tail { TAIL_NONE, TAIL_LOCATION, TAIL_TARGET, TAIL_DEVICE };

static const struct keyword {
	const char *name;
	enum kind kind;
	enum tail tail;
} keywords[] = {
	{ "dir", KIND_DIR, TAIL_NONE },
	{ "file", KIND_FILE, TAIL_LOCATION },
	{ "slink", KIND_SLINK, TAIL_TARGET },
	{ "nod", KIND_NOD, TAIL_DEVICE },
	{ "pipe", KIND_PIPE, TAIL_NONE },
	{ "sock", KIND_SOCK, TAIL_NONE },
};

#define N_KEYWORDS (sizeof(keywords) / sizeof(keywords[0]))

/* Linux's dev_t as squashfs stores it: 12 bits major, 20 bits minor. */
#define MAJOR_MAX 0xfff
#define MINOR_MAX 0xfffff

static int take_device(struct cursor *c, struct entry *e, struct strbuf *err)
{
	struct strbuf word = STRBUF_INIT;
	int bad;

	if (take_word(c, 0, &word, err)) {
		strbuf_release(&word);
		return -1;
	}
	bad = strcmp(word.buf, "c") && strcmp(word.buf, "b");
	if (bad)
		fail(err, "device type \"%s\" is neither c nor b", word.buf);
	e->node_type = word.buf[0];
	strbuf_release(&word);
	if (bad ||
	    take_number(c, "major", 10, MAJOR_MAX, &e->major, err) ||
	    take_number(c, "minor", 10, MINOR_MAX, &e->minor, err))
		return -1;
	return 0;
}

static int take_tail(struct cursor *c, enum tail tail, struct entry *e,
		     struct strbuf *word, struct strbuf *err)
{
	switch (tail) {
	case TAIL_LOCATION:
	case TAIL_TARGET:
		if (take_word(c, 1, word, err))
			return -1;
		if (!word->len)
			return fail(err, "%s is missing",
				    tail == TAIL_TARGET ? "target" :
				    "location");
		if (word->len > PATH_MAX_BYTES)
			return fail(err, "%s longer than %d bytes",
				    tail == TAIL_TARGET ? "target" :
				    "location", PATH_MAX_BYTES);
		e->target = word->buf;
		break;
	case TAIL_DEVICE:
		if (take_device(c, e, err))
			return -1;
		break;
	case TAIL_NONE:
		break;
	}
	skip_blanks(c);
	if (c->p != c->end)
		return fail(err, "nothing expected after \"%s\"", e->path);
	return 0;
}

static const struct keyword *find_keyword(const char *name)
{
	for (size_t i = 0; i < N_KEYWORDS; i++)
		if (!strcmp(name, keywords[i].name))
			return &keywords[i];
	return NULL;
}

static int parse_entry(struct manifest *m, struct cursor *c,
		       const char *package, const char *origin,
		       struct strbuf *err)
{
	struct strbuf word = STRBUF_INIT, path = STRBUF_INIT;
	struct entry e = { .origin = (char *)origin,
			   .package = (char *)package };
	const struct keyword *kw;
	const char *fault;
	int ret = -1;

	if (take_word(c, 0, &word, err))
		goto out;
	kw = find_keyword(word.buf);
	if (!kw) {
		fail(err, "unknown keyword \"%s\" (known: dir, file, slink, "
		     "nod, pipe, sock)", word.buf);
		goto out;
	}
	e.kind = kw->kind;
	if (take_word(c, 0, &path, err))
		goto out;
	fault = path_fault(path.buf);
	if (fault) {
		fail(err, "%s: \"%.100s\"", fault, path.buf);
		goto out;
	}
	e.path = path.buf;
	if (take_number(c, "mode", 8, 07777, &e.mode, err) ||
	    take_number(c, "uid", 10, UINT32_MAX - 1, &e.uid, err) ||
	    take_number(c, "gid", 10, UINT32_MAX - 1, &e.gid, err) ||
	    take_tail(c, kw->tail, &e, &word, err))
		goto out;
	manifest_add(m, &e);
	ret = 0;
out:
	strbuf_release(&word);
	strbuf_release(&path);
	return ret;
}

static int parse_directive(struct manifest *m, struct cursor *c,
			   struct strbuf *package, struct strbuf *err)
{
	struct strbuf verb = STRBUF_INIT, arg = STRBUF_INIT;
	int ret = -1;

	c->p += 2;
	if (take_word(c, 0, &verb, err) || take_word(c, 1, &arg, err))
		goto out;
	if (!strcmp(verb.buf, "package") && arg.len) {
		strbuf_reset(package);
		strbuf_addstr(package, arg.buf);
	} else if (!strcmp(verb.buf, "runtime") && !path_fault(arg.buf)) {
		strlist_add(&m->runtime, arg.buf);
	} else if (!strcmp(verb.buf, "setid") && !path_fault(arg.buf)) {
		strlist_add(&m->setid, arg.buf);
	} else {
		fail(err, "directive \"%s %s\" is not one of: package NAME, "
		     "runtime PATH, setid PATH", verb.buf, arg.buf);
		goto out;
	}
	ret = 0;
out:
	strbuf_release(&verb);
	strbuf_release(&arg);
	return ret;
}

static int parse_line(struct manifest *m, struct cursor *c,
		      struct strbuf *package, const char *origin,
		      struct strbuf *err)
{
	if (c->end > c->p && c->end[-1] == '\r')
		return fail(err, "line ends in a carriage return");
	skip_blanks(c);
	if (c->p == c->end)
		return 0;
	if (c->end - c->p >= 2 && !strncmp(c->p, "#@", 2))
		return parse_directive(m, c, package, err);
	if (*c->p == '#')
		return 0;
	return parse_entry(m, c, package->buf, origin, err);
}

int manifest_parse(struct manifest *m, const char *name, const char *text,
		   struct strbuf *err)
{
	struct strbuf package = STRBUF_INIT, origin = STRBUF_INIT;
	unsigned long line = 1;
	int ret = 0;

	strbuf_addstr(&package, "other");
	for (const char *p = text; *p; line++) {
		struct cursor c = { p, p + strcspn(p, "\n") };

		p = *c.end ? c.end + 1 : c.end;
		strbuf_reset(&origin);
		strbuf_addf(&origin, "%s:%lu", name, line);
		struct strbuf why = STRBUF_INIT;

		if (parse_line(m, &c, &package, origin.buf, &why)) {
			strbuf_addf(err, "%s: %s\n", origin.buf, why.buf);
			ret = -1;
		}
		strbuf_release(&why);
	}
	strbuf_release(&package);
	strbuf_release(&origin);
	return ret;
}

/* ---- order and look-up ---- */

static int by_path(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	/* the order of lines when a path is there twice */
	return order ? order : strverscmp(x->origin, y->origin);
}

struct entry *manifest_find(const struct manifest *m, const char *path,
			    size_t len)
{
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const char *here = m->entries[mid].path;
		int order = strncmp(here, path, len);

		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < m->n && !strncmp(m->entries[low].path, path, len) &&
	    !m->entries[low].path[len])
		return &m->entries[low];
	return NULL;
}

void manifest_sort(struct manifest *m)
{
	if (m->n)
		qsort(m->entries, m->n, sizeof(*m->entries), by_path);
	for (size_t i = 0; i < m->n; i++) {
		struct entry *e = &m->entries[i], *parent;
		const char *slash = strrchr(e->path, '/');
		size_t len;

		e->parent = NO_PARENT;
		if (!slash || !strcmp(e->path, "/"))
			continue;
		len = (size_t)(slash - e->path);
		parent = manifest_find(m, e->path, len ? len : 1);
		if (parent)
			e->parent = (size_t)(parent - m->entries);
	}
}

int manifest_is_runtime(const struct manifest *m, const char *path)
{
	for (size_t i = 0; i < m->runtime.n; i++) {
		const char *top = m->runtime.v[i];
		size_t len = strlen(top);

		if (!strncmp(path, top, len) &&
		    (!path[len] || path[len] == '/'))
			return 1;
	}
	return 0;
}

int manifest_load(struct manifest *m, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < m->n; i++) {
		struct entry *e = &m->entries[i];
		struct strbuf why = STRBUF_INIT;

		if (e->kind != KIND_FILE)
			continue;
		if (file_read(e->target, &e->data, &why)) {
			strbuf_addf(err, "%s: %s: %s\n", e->origin, e->path,
				    why.buf);
			ret = -1;
		}
		strbuf_release(&why);
	}
	return ret;
}

/* ---- text ---- */

static void add_word(struct strbuf *out, const char *word)
{
	if (*word && !strpbrk(word, " \t\"\\") && *word != '#') {
		strbuf_addstr(out, word);
		return;
	}
	strbuf_addch(out, '"');
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			strbuf_addch(out, '\\');
		strbuf_addch(out, *word);
	}
	strbuf_addch(out, '"');
}

static void format_entry(const struct entry *e, struct strbuf *out)
{
	strbuf_addf(out, "%s ", keywords[e->kind].name);
	add_word(out, e->path);
	strbuf_addf(out, " %04o %u %u", e->mode, e->uid, e->gid);
	if (e->kind == KIND_FILE || e->kind == KIND_SLINK) {
		strbuf_addch(out, ' ');
		add_word(out, e->target);
	} else if (e->kind == KIND_NOD) {
		strbuf_addf(out, " %c %u %u", e->node_type, e->major,
			    e->minor);
	}
	strbuf_addch(out, '\n');
}

static int by_package(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a;
	const struct entry *y = *(struct entry *const *)b;
	int order = (y->kind == KIND_DIR) - (x->kind == KIND_DIR);

	if (!order && x->kind != KIND_DIR)
		order = strcmp(x->package, y->package);
	return order ? order : by_path(x, y);
}

static void format_list(const char *verb, const struct strlist *list,
			struct strbuf *out)
{
	struct strlist sorted = STRLIST_INIT;

	for (size_t i = 0; i < list->n; i++)
		strlist_add(&sorted, list->v[i]);
	strlist_sort(&sorted);
	for (size_t i = 0; i < sorted.n; i++) {
		strbuf_addf(out, "#@ %s ", verb);
		add_word(out, sorted.v[i]);
		strbuf_addch(out, '\n');
	}
	strlist_release(&sorted);
}

void manifest_format(const struct manifest *m, struct strbuf *out)
{
	const struct entry **order = xcalloc(m->n, sizeof(*order));
	const char *package = "";

	for (size_t i = 0; i < m->n; i++)
		order[i] = &m->entries[i];
	qsort(order, m->n, sizeof(*order), by_package);
	format_list("runtime", &m->runtime, out);
	format_list("setid", &m->setid, out);
	for (size_t i = 0; i < m->n; i++) {
		if (strcmp(package, order[i]->package)) {
			package = order[i]->package;
			strbuf_addf(out, "\n#@ package %s\n", package);
		}
		format_entry(order[i], out);
	}
	free(order);
}
