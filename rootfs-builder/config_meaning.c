// SPDX-License-Identifier: GPL-2.0-only
/* What a configuration must be beyond the shape of its values. */
#include "config_walk.h"

#include <string.h>

#include "secrets.h"

static void check_name(struct walk *w, const struct config *c,
		       const json_t *obj, const char *k, const char *table)
{
	const char *s = config_string(obj, k, NULL);
	size_t len = w->where.len;
	uint32_t unused;

	if (!s || !config_id(c, table, s, &unused))
		return;
	walk_enter(w, k);
	walk_report(w, "there is no \"%s\" in %s", s, table);
	walk_leave(w, len);
}

static void check_owners(struct walk *w, const struct config *c,
			 const char *section)
{
	const char *k;
	json_t *each;

	json_object_foreach((json_t *)config_object(c->root, section), k,
			    each) {
		walk_leave(w, 0);
		walk_enter(w, section);
		walk_enter(w, k);
		check_name(w, c, each, "owner", "users");
		check_name(w, c, each, "group", "groups");
	}
	walk_leave(w, 0);
}

static void check_files(struct walk *w, const struct config *c)
{
	const char *k;
	json_t *each;

	json_object_foreach((json_t *)config_object(c->root, "files"), k,
			    each) {
		walk_leave(w, 0);
		walk_enter(w, "files");
		walk_enter(w, k);
		if (!json_object_get(each, "content") ==
		    !json_object_get(each, "source"))
			walk_report(w, "expected either \"content\" or "
				    "\"source\"");
	}
	walk_leave(w, 0);
}

static void check_nodes(struct walk *w, const struct config *c)
{
	const char *k;
	json_t *each;

	json_object_foreach((json_t *)config_object(c->root, "nodes"), k,
			    each) {
		int device = strcmp(config_string(each, "type", ""), "p");
		int numbers = !!json_object_get(each, "major") +
			      !!json_object_get(each, "minor");

		walk_leave(w, 0);
		walk_enter(w, "nodes");
		walk_enter(w, k);
		if (numbers != (device ? 2 : 0))
			walk_report(w, device ? "a device needs \"major\" and "
			       "\"minor\"" : "a pipe has neither \"major\" "
			       "nor \"minor\"");
	}
	walk_leave(w, 0);
}

/* Two names for one number would be one user with two passwords. */
static void check_ids(struct walk *w, const struct config *c,
		      const char *table, const char *k)
{
	struct strlist all = config_keys(config_object(c->root, table));
	const json_t *obj = config_object(c->root, table);

	for (size_t i = 0; i < all.n; i++) {
		json_t *a = json_object_get(obj, all.v[i]);

		for (size_t j = 0; j < i; j++) {
			json_t *b = json_object_get(obj, all.v[j]);

			if (!json_equal(json_object_get(a, k),
					json_object_get(b, k)))
				continue;
			walk_enter(w, table);
			walk_enter(w, all.v[i]);
			walk_enter(w, k);
			walk_report(w, "%s has this number, too", all.v[j]);
			walk_leave(w, 0);
		}
	}
	strlist_release(&all);
}

static void check_users(struct walk *w, const struct config *c)
{
	const char *k;
	json_t *each, *member;
	size_t i;

	check_ids(w, c, "users", "uid");
	check_ids(w, c, "groups", "gid");
	json_object_foreach((json_t *)config_object(c->root, "users"), k,
			    each) {
		walk_enter(w, "users");
		walk_enter(w, k);
		check_name(w, c, each, "group", "groups");
		walk_leave(w, 0);
	}
	json_object_foreach((json_t *)config_object(c->root, "groups"), k,
			    each) {
		json_array_foreach(json_object_get(each, "members"), i,
				   member) {
			const char *s = json_string_value(member);

			walk_enter(w, "groups");
			walk_enter(w, k);
			walk_enter(w, "members");
			if (!json_object_get(config_object(c->root, "users"),
					     s))
				walk_report(w, "there is no \"%s\" in users",
					    s);
			walk_leave(w, 0);
		}
	}
}

static const char *const waiting_keys[] = { "after", "bound_to" };

#define N_WAITING (sizeof(waiting_keys) / sizeof(waiting_keys[0]))

/* Add what service @s waits for to @seen; whether @from is among it. */
static int add_awaited(const json_t *s, const char *from, struct strlist *seen)
{
	json_t *each;
	size_t i;

	for (size_t k = 0; k < N_WAITING; k++) {
		json_array_foreach(json_object_get(s, waiting_keys[k]), i,
				   each) {
			const char *dep = json_string_value(each);

			if (!strcmp(dep, from))
				return 1;
			if (!strlist_has(seen, dep))
				strlist_add(seen, dep);
		}
	}
	return 0;
}

/* Whether service @from is reached from itself by what services wait for. */
static int waits_for_itself(const json_t *all, const char *from)
{
	struct strlist seen = STRLIST_INIT;
	int found = 0;

	strlist_add(&seen, from);
	for (size_t at = 0; at < seen.n && !found; at++)
		found = add_awaited(json_object_get(all, seen.v[at]), from,
				    &seen);
	strlist_release(&seen);
	return found;
}

static void check_awaited(struct walk *w, const json_t *all, const json_t *s)
{
	json_t *dep;
	size_t i;

	for (size_t k = 0; k < N_WAITING; k++)
		json_array_foreach(json_object_get(s, waiting_keys[k]), i, dep)
			if (!json_object_get(all, json_string_value(dep)))
				walk_report(w, "%s: there is no service "
					    "\"%s\"", waiting_keys[k],
					    json_string_value(dep));
}

static void check_services(struct walk *w, const struct config *c)
{
	const json_t *all = config_object(c->root, "services");
	const char *k;
	json_t *each;

	json_object_foreach((json_t *)all, k, each) {
		walk_enter(w, "services");
		walk_enter(w, k);
		check_name(w, c, each, "user", "users");
		check_awaited(w, all, each);
		if (waits_for_itself(all, k))
			walk_report(w, "after: the service waits for itself");
		walk_leave(w, 0);
	}
}

/* ---- secrets ---- */

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

static void check_secrets(struct walk *w, const struct config *c)
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

static void check_busybox(struct walk *w, const struct config *c)
{
	json_t *each;
	size_t i;

	if (!json_object_size(config_object(c->root, "busybox_options")))
		return;
	json_array_foreach(json_object_get(c->root, "packages"), i, each)
		if (!strcmp(json_string_value(each), "busybox"))
			return;
	walk_enter(w, "busybox_options");
	walk_report(w, "\"busybox\" is not in packages");
	walk_leave(w, 0);
}

void config_check_meaning(struct walk *w, const struct config *c)
{
	static const char *const owned[] = {
		"files", "directories", "nodes", "permissions",
	};

	for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++)
		check_owners(w, c, owned[i]);
	check_files(w, c);
	check_nodes(w, c);
	check_users(w, c);
	check_services(w, c);
	check_busybox(w, c);
	check_secrets(w, c);
}
