// SPDX-License-Identifier: GPL-2.0-only
#include "secrets.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

#define MARKER "@secret:"

/* As names in configurations (config_schema.c). */
#define NAME_BYTES_MAX 31

static int is_name(const char *s, size_t len)
{
	if (!len || len > NAME_BYTES_MAX || *s == '-' || *s == '.')
		return 0;
	for (size_t i = 0; i < len; i++)
		if (!isascii((unsigned char)s[i]) ||
		    (!isalnum((unsigned char)s[i]) &&
		     !memchr("._+-", s[i], 4)))
			return 0;
	return 1;
}

static const struct secret *find(const struct secrets *s, const char *name,
				 size_t len)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strncmp(s->v[i].name, name, len) && !s->v[i].name[len])
			return &s->v[i];
	return NULL;
}

/* ---- the file ---- */

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Make *@p, *@len bytes, begin and end with something. */
static void trim(const char **p, size_t *len)
{
	while (*len && is_blank(**p)) {
		(*p)++;
		(*len)--;
	}
	while (*len && is_blank((*p)[*len - 1]))
		(*len)--;
}

static int has_control(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)p[i] < 0x20 || p[i] == 0x7f)
			return 1;
	return 0;
}

/* One line, trimmed and not empty. */
static int take_line(struct secrets *s, unsigned int line, const char *p,
		     size_t len, struct strbuf *err)
{
	const char *sep = memchr(p, '=', len), *value;
	const struct secret *old;
	size_t name_len, value_len;

	/* never the line itself: it may be a value */
	if (!sep)
		return fail(err, "%s:%u: expected NAME = VALUE\n", s->file,
			    line);
	name_len = (size_t)(sep - p);
	value = sep + 1;
	value_len = len - name_len - 1;
	trim(&p, &name_len);
	trim(&value, &value_len);
	if (!is_name(p, name_len))
		return fail(err, "%s:%u: the name before = is to have 1 to %d "
			    "letters, digits and . _ + -\n", s->file, line,
			    NAME_BYTES_MAX);
	old = find(s, p, name_len);
	if (old)
		return fail(err, "%s:%u: %s has a value in line %u already\n",
			    s->file, line, old->name, old->line);
	if (has_control(value, value_len))
		return fail(err, "%s:%u: the value of %.*s has a control "
			    "character (NUL, tab, ...)\n", s->file, line,
			    (int)name_len, p);
	s->v = xreallocarray(s->v, s->n + 1, sizeof(*s->v));
	s->v[s->n++] = (struct secret){ .name = xstrndup(p, name_len),
					.value = xstrndup(value, value_len),
					.line = line };
	return 0;
}

int secrets_parse(struct secrets *s, const char *file, const char *text,
		  size_t size, struct strbuf *err)
{
	const char *end = text + size, *next;
	unsigned int line = 1;
	int ret = 0;

	s->file = file;
	for (const char *p = text; p < end; p = next + 1, line++) {
		size_t len;

		next = memchr(p, '\n', (size_t)(end - p));
		if (!next)
			next = end;
		len = (size_t)(next - p);
		trim(&p, &len);
		if (len && *p != '#' && take_line(s, line, p, len, err))
			ret = -1;
	}
	return ret;
}

static void wipe(void *p, size_t size)
{
	explicit_bzero(p, size);
	free(p);
}

int secrets_read(struct secrets *s, const char *file, struct strbuf *err)
{
	struct blob text;
	int ret;

	s->file = file;
	if (file_read(file, &text, err)) {
		strbuf_addch(err, '\n');
		return -1;
	}
	ret = secrets_parse(s, file, (const char *)text.data, text.size, err);
	wipe(text.data, text.size);
	return ret;
}

void secrets_release(struct secrets *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].name);
		wipe(s->v[i].value, strlen(s->v[i].value));
	}
	free(s->v);
	*s = (struct secrets)SECRETS_INIT;
}

/* ---- what the configuration asks for ---- */

int secrets_wanted(const struct config *c)
{
	return json_object_size(config_object(c->root, "secrets")) > 0;
}

static json_int_t bytes_of(const json_t *declared, const char *k,
			   json_int_t otherwise)
{
	const json_t *v = json_object_get(declared, k);

	return v ? json_integer_value(v) : otherwise;
}

static int check_one(const struct secrets *s, const struct config *c,
		     const char *name, const json_t *declared,
		     struct strbuf *err)
{
	const struct secret *found = find(s, name, strlen(name));
	const char *what = config_string(declared, "description", "");
	json_int_t min = bytes_of(declared, "min_bytes", 1);
	json_int_t max = bytes_of(declared, "max_bytes", 4095);
	struct strbuf where = STRBUF_INIT;
	json_int_t has;

	strbuf_addf(&where, "secrets.%s", name);
	if (!found && s->file)
		fail(err, "%s: %s: %s has no value for it (%s): add the line "
		     "'%s = VALUE'\n", config_origin(c, where.buf, NULL),
		     where.buf, s->file, what, name);
	else if (!found)
		fail(err, "%s: %s: has no value (%s): put the line "
		     "'%s = VALUE' into a file and type SECRETS=FILE\n",
		     config_origin(c, where.buf, NULL), where.buf, what, name);
	strbuf_release(&where);
	if (!found)
		return -1;
	has = (json_int_t)strlen(found->value);
	if (has >= min && has <= max)
		return 0;
	return fail(err, "%s:%u: %s (%s) has %lld bytes, but must have "
		    "%lld to %lld\n", s->file, found->line, name, what,
		    (long long)has, (long long)min, (long long)max);
}

int secrets_check(const struct secrets *s, const struct config *c,
		  struct strbuf *err)
{
	const json_t *all = config_object(c->root, "secrets");
	struct strlist names = config_keys(all);
	int ret = 0;

	for (size_t i = 0; i < names.n; i++)
		if (check_one(s, c, names.v[i],
			      json_object_get(all, names.v[i]), err))
			ret = -1;
	strlist_release(&names);
	return ret;
}

/* ---- markers ---- */

const char *secret_marker(const char *text, const char **name, size_t *len)
{
	const char *at = strstr(text, MARKER), *end;

	if (!at)
		return NULL;
	*name = at + strlen(MARKER);
	end = strchr(*name, '@');
	*len = end ? (size_t)(end - *name) : 0;
	if (!end || !is_name(*name, *len))
		*name = NULL;
	return at;
}

void secrets_fill(const struct secrets *s, const char *text,
		  struct strbuf *out)
{
	const char *at, *name;
	size_t len;

	while ((at = secret_marker(text, &name, &len))) {
		const struct secret *found = name ? find(s, name, len) : NULL;

		strbuf_add(out, text, (size_t)(at - text));
		text = name ? name + len + 1 : at + strlen(MARKER);
		if (found)
			strbuf_addstr(out, found->value);
		else
			strbuf_add(out, at, (size_t)(text - at));
	}
	strbuf_addstr(out, text);
}
