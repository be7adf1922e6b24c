// SPDX-License-Identifier: GPL-2.0-only
/* Where a configuration may use a secret. */
#include "config_walk.h"

#include <string.h>

#include "secrets.h"

/* Returns whether @text has a marker; each that is wrong is reported. */
static int check_markers(struct walk *w, const struct config *c,
			 const char *text)
{
	const json_t *declared = config_object(c->root, "secrets");
	const char *name;
	int found = 0;
	size_t len;

	for (; (text = secret_marker(text, &name, &len)); text++) {
		found = 1;
		if (!name)
			walk_report(w, "a marker for a secret is written "
				    "@secret:NAME@");
		else if (!json_object_getn(declared, name, len))
			walk_report(w, "there is no \"%.*s\" in secrets",
				    (int)len, name);
	}
	return found;
}

/* Readable for its owner, and for a group that was named. */
static int is_private(const json_t *file)
{
	uint32_t others = json_object_get(file, "group") ? 037 : 077;

	return !(config_mode(file, 0644) & others);
}

static void check_content(struct walk *w, const struct config *c,
			  const json_t *file)
{
	if (check_markers(w, c, config_string(file, "content", "")) &&
	    !is_private(file))
		walk_report(w, "holds a secret, so \"mode\" has to be "
			    "\"0600\", \"0400\", or \"0640\" with a "
			    "\"group\", and is \"%04o\"",
			    config_mode(file, 0644));
}

/* Everywhere else a marker would be taken for what it looks like. */
static void refuse_markers(struct walk *w, const json_t *v)
{
	size_t len = w->where.len, i;
	const char *k, *unused;
	json_t *each;

	if (json_is_string(v) &&
	    secret_marker(json_string_value(v), &unused, &i))
		walk_report(w, "a secret can stand only in the \"content\" of "
			    "a file");
	json_array_foreach(v, i, each) {
		strbuf_addf(&w->where, "[%zu]", i);
		refuse_markers(w, each);
		walk_leave(w, len);
	}
	json_object_foreach((json_t *)v, k, each) {
		walk_enter(w, k);
		refuse_markers(w, each);
		walk_leave(w, len);
	}
}

static void check_secret_sizes(struct walk *w, const struct config *c)
{
	const char *k;
	json_t *each;

	json_object_foreach((json_t *)config_object(c->root, "secrets"), k,
			    each) {
		json_t *min = json_object_get(each, "min_bytes");
		json_t *max = json_object_get(each, "max_bytes");

		if (!min || !max ||
		    json_integer_value(min) <= json_integer_value(max))
			continue;
		walk_enter(w, "secrets");
		walk_enter(w, k);
		walk_report(w, "min_bytes is larger than max_bytes");
		walk_leave(w, 0);
	}
}

void config_check_secrets(struct walk *w, const struct config *c)
{
	const char *k;
	json_t *each;

	check_secret_sizes(w, c);
	json_object_foreach(c->root, k, each) {
		if (!strcmp(k, "files"))
			continue;
		walk_enter(w, k);
		refuse_markers(w, each);
		walk_leave(w, 0);
	}
	json_object_foreach((json_t *)config_object(c->root, "files"), k,
			    each) {
		walk_enter(w, "files");
		walk_enter(w, k);
		check_content(w, c, each);
		walk_leave(w, 0);
	}
}
