// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "config_walk.h"

int config_read(struct config *c, const char *name_of_file,
		struct strbuf *err)
{
	struct walk w = { .c = c, .where = STRBUF_INIT, .err = err };
	json_error_t fault;

	c->file = xstrdup(name_of_file);
	c->root = json_load_file(name_of_file, JSON_REJECT_DUPLICATES, &fault);
	if (!c->root && fault.line < 0) {
		strbuf_addf(err, "%s: %s\n", name_of_file, fault.text);
		return -1;
	}
	if (!c->root) {
		strbuf_addf(err, "%s:%d:%d: %s\n", name_of_file, fault.line,
			    fault.column, fault.text);
		return -1;
	}
	config_check_schema(&w, c->root);
	if (!w.bad)
		config_check_meaning(&w, c);
	strbuf_release(&w.where);
	return w.bad ? -1 : 0;
}

void config_release(struct config *c)
{
	free(c->file);
	json_decref(c->root);
	*c = (struct config){ .file = NULL };
}

const json_t *config_object(const json_t *obj, const char *k)
{
	return json_object_get(obj, k);
}

const char *config_string(const json_t *obj, const char *k,
			  const char *otherwise)
{
	const char *s = json_string_value(json_object_get(obj, k));

	return s ? s : otherwise;
}

void config_where(struct strbuf *where, const char *k)
{
	int plain = *k != '\0';

	for (const char *c = k; *c; c++)
		plain &= isalnum((unsigned char)*c) || strchr("_-", *c);
	if (!plain)
		strbuf_addf(where, "[\"%.100s\"]", k);
	else
		strbuf_addf(where, "%s%s", where->len ? "." : "", k);
}

/*
 * How much of @where the origin @k covers: all of its text, 0 when it is about
 * something else.  "section.item" has one dot that separates, the first.
 */
static size_t covered(const char *k, const char *where)
{
	const char *dot = strchr(k, '.');
	struct strbuf text = STRBUF_INIT;
	size_t len;

	strbuf_add(&text, k, dot ? (size_t)(dot - k) : strlen(k));
	if (dot)
		config_where(&text, dot + 1);
	len = text.len;
	if (strncmp(where, text.buf, len) ||
	    (where[len] && !strchr(".[:", where[len])))
		len = 0;
	strbuf_release(&text);
	return len;
}

const char *config_origin(const struct config *c, const char *where,
			  const char *item)
{
	const json_t *all = json_object_get(c->root, "origins");
	const char *k, *found = NULL;
	struct strbuf full = STRBUF_INIT;
	size_t best = 0;
	json_t *each;

	if (item) {
		strbuf_addf(&full, "%s.%s", where, item);
		found = json_string_value(json_object_get(all, full.buf));
		strbuf_release(&full);
	}
	if (found)
		return found;
	json_object_foreach((json_t *)all, k, each) {
		size_t len = covered(k, where);

		if (len > best && json_is_string(each)) {
			best = len;
			found = json_string_value(each);
		}
	}
	return found ? found : c->file;
}

struct strlist config_keys(const json_t *obj)
{
	struct strlist list = STRLIST_INIT;
	const char *k;
	json_t *each;

	json_object_foreach((json_t *)obj, k, each)
		strlist_add(&list, k);
	strlist_sort(&list);
	return list;
}

uint32_t config_mode(const json_t *obj, uint32_t otherwise)
{
	const char *s = config_string(obj, "mode", NULL);

	return s ? (uint32_t)strtoul(s, NULL, 8) : otherwise;
}

int config_id(const struct config *c, const char *table, const char *who,
	      uint32_t *number)
{
	const json_t *obj = json_object_get(config_object(c->root, table),
					    who);
	json_t *v = json_object_get(obj, *table == 'u' ? "uid" : "gid");

	if (v) {
		*number = (uint32_t)json_integer_value(v);
		return 0;
	}
	if (strspn(who, "0123456789") == strlen(who) && strlen(who) < 6) {
		*number = (uint32_t)strtoul(who, NULL, 10);
		return 0;
	}
	return -1;
}

char *config_source(const struct config *c, const char *from)
{
	const char *slash = strrchr(c->file, '/');
	struct strbuf out = STRBUF_INIT;
	char *copy;

	if (*from != '/' && slash)
		strbuf_add(&out, c->file, (size_t)(slash - c->file) + 1);
	strbuf_addstr(&out, from);
	copy = xstrdup(out.buf);
	strbuf_release(&out);
	return copy;
}
