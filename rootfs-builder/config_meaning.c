// SPDX-License-Identifier: GPL-2.0-only
/* What a configuration must be beyond the shape of its values. */
#include "config_walk.h"

#include <string.h>

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
	config_check_secrets(w, c);
}
