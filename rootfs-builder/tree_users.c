// SPDX-License-Identifier: GPL-2.0-only
/* users and groups -> passwd, shadow, group, shells, authorized_keys, homes */
#include <stdlib.h>
#include <string.h>

#include "tree.h"

/* The keys of @obj by increasing number @key. */
static struct strlist by_number(const json_t *obj, const char *key)
{
	struct strlist list = config_keys(obj);

	for (size_t i = 1; i < list.n; i++) {
		for (size_t k = i; k; k--) {
			json_t *a = json_object_get(obj, list.v[k - 1]);
			json_t *b = json_object_get(obj, list.v[k]);
			char *swap = list.v[k];

			if (json_integer_value(json_object_get(a, key)) <=
			    json_integer_value(json_object_get(b, key)))
				break;
			list.v[k] = list.v[k - 1];
			list.v[k - 1] = swap;
		}
	}
	return list;
}

static const char *shadow_field(const json_t *user)
{
	const char *password = config_string(user, "password", "locked");

	if (!strcmp(password, "locked"))
		return "*";
	return strcmp(password, "empty") ? password : "";
}

static int is_login_shell(const char *shell)
{
	const char *base = strrchr(shell, '/') + 1;

	return strcmp(base, "false") && strcmp(base, "nologin");
}

/* The lines of the file that make was given, for root. */
static void add_given_keys(struct tree *t, struct strbuf *keys)
{
	const char *file = t->o->authorized_keys;
	struct strbuf why = STRBUF_INIT;
	struct blob text = { .data = NULL };
	unsigned int line = 1;

	if (file_read(file, &text, &why)) {
		strbuf_addf(t->err, "%s\n", why.buf);
		t->bad = 1;
		goto out;
	}
	for (const char *p = (const char *)text.data; p && *p; line++) {
		size_t len = strcspn(p, "\n");
		char *copy = xstrndup(p, len);
		const char *fault;

		copy[strcspn(copy, "\r")] = '\0';
		fault = *copy && *copy != '#' ? ssh_key_fault(copy) : NULL;
		if (fault) {
			strbuf_addf(t->err, "%s:%u: %s\n", file, line, fault);
			t->bad = 1;
			free(copy);
			break;	/* a private key would say it on each line */
		}
		if (*copy && *copy != '#')
			strbuf_addf(keys, "%s\n", copy);
		free(copy);
		p += len + (p[len] == '\n');
	}
out:
	blob_release(&text);
	strbuf_release(&why);
}

static void add_home(struct tree *t, const char *name, const json_t *user,
		     uint32_t uid, uint32_t gid)
{
	const char *home = config_string(user, "home", "/");
	struct strbuf keys = STRBUF_INIT, path = STRBUF_INIT;
	struct strbuf where = STRBUF_INIT;
	json_t *each;
	size_t i;

	strbuf_addf(&where, "users.%s", name);
	json_array_foreach(json_object_get(user, "authorized_keys"), i, each)
		strbuf_addf(&keys, "%s\n", json_string_value(each));
	if (!uid && t->o->authorized_keys)
		add_given_keys(t, &keys);
	if (strcmp(home, "/")) {
		tree_directory(t, home, 0700, uid, gid, where.buf);
		strbuf_addstr(&path, home);
	}
	if (keys.len) {
		strbuf_addstr(&path, "/.ssh");
		tree_directory(t, path.buf, 0700, uid, gid, where.buf);
		strbuf_addstr(&path, "/authorized_keys");
		tree_generate_for(t, path.buf, 0600, uid, gid, keys.buf,
				  where.buf);
	}
	strbuf_release(&keys);
	strbuf_release(&path);
	strbuf_release(&where);
}

static void add_users(struct tree *t)
{
	const json_t *all = config_object(t->c->root, "users");
	struct strlist names = by_number(all, "uid");
	struct strlist shells = STRLIST_INIT;
	struct strbuf passwd = STRBUF_INIT, shadow = STRBUF_INIT;
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < names.n; i++) {
		const json_t *u = json_object_get(all, names.v[i]);
		const char *shell = config_string(u, "shell", "/bin/false");
		uint32_t uid = 0, gid = 0;

		config_id(t->c, "users", names.v[i], &uid);
		config_id(t->c, "groups", config_string(u, "group", "0"),
			  &gid);
		strbuf_addf(&passwd, "%s:x:%u:%u:%s:%s:%s\n", names.v[i], uid,
			    gid, config_string(u, "description", ""),
			    config_string(u, "home", "/"), shell);
		strbuf_addf(&shadow, "%s:%s:::::::\n", names.v[i],
			    shadow_field(u));
		if (is_login_shell(shell))
			strlist_add(&shells, shell);
		add_home(t, names.v[i], u, uid, gid);
	}
	strlist_sort(&shells);
	for (size_t i = 0; i < shells.n; i++)
		strbuf_addf(&text, "%s\n", shells.v[i]);
	if (names.n) {
		tree_generate(t, "/etc/passwd", 0644, passwd.buf, "users");
		tree_generate(t, "/etc/shadow", 0600, shadow.buf, "users");
		tree_generate(t, "/etc/shells", 0644, text.buf, "users");
	}
	strbuf_release(&passwd);
	strbuf_release(&shadow);
	strbuf_release(&text);
	strlist_release(&names);
	strlist_release(&shells);
}

static void add_groups(struct tree *t)
{
	const json_t *all = config_object(t->c->root, "groups");
	struct strlist names = by_number(all, "gid");
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < names.n; i++) {
		const json_t *g = json_object_get(all, names.v[i]);
		json_t *each;
		uint32_t gid = 0;
		size_t k;

		config_id(t->c, "groups", names.v[i], &gid);
		strbuf_addf(&text, "%s:x:%u:", names.v[i], gid);
		json_array_foreach(json_object_get(g, "members"), k, each)
			strbuf_addf(&text, "%s%s", k ? "," : "",
				    json_string_value(each));
		strbuf_addch(&text, '\n');
	}
	if (names.n)
		tree_generate(t, "/etc/group", 0644, text.buf, "groups");
	strlist_release(&names);
	strbuf_release(&text);
}

void tree_users(struct tree *t)
{
	uint32_t unused;

	if (t->o->authorized_keys &&
	    config_id(t->c, "users", "root", &unused))
		tree_report(t, "users", "there is no root for the keys in %s",
			    t->o->authorized_keys);
	add_users(t);
	add_groups(t);
}
