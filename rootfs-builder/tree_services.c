// SPDX-License-Identifier: GPL-2.0-only
/*
 * services -> /etc/service/NAME for runsv
 *
 * The root is read-only, so the state of a service lives in /run/supervise:
 * runsv makes the directory that its link "supervise" points to.  /etc/rc
 * links each service into /run/service, which runsvdir watches.
 *
 * What all services do before they start and after they end is in the scripts
 * service/service-begin and service-end, which every device gets once.
 */
#include <string.h>

#include "tree.h"

static const struct {
	const char *path;
	uint32_t mode;
	const char *text;
} scripts[] = {
	{ "/sbin/service-begin", 0644,
#include "service-begin.inc"
	},
	{ "/sbin/service-end", 0755,
#include "service-end.inc"
	},
	{ "/sbin/services", 0755,
#include "services.inc"
	},
};

#define N_SCRIPTS (sizeof(scripts) / sizeof(scripts[0]))

struct service {
	const char *name;
	const json_t *obj;
	struct strbuf where;	/* "services.NAME" */
	struct strbuf dir;	/* "/etc/service/NAME" */
};

/* A script is taken as it is when it says who runs it. */
static void add_script(struct strbuf *out, const char *script)
{
	strbuf_addstr(out, script);
	if (script[strlen(script) - 1] != '\n')
		strbuf_addch(out, '\n');
}

static void put_mode(struct tree *t, const struct service *s,
		     const char *file, uint32_t mode, const char *text)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", s->dir.buf, file);
	tree_generate(t, path.buf, mode, text, s->where.buf);
	strbuf_release(&path);
}

/* A script, or words for one. */
static void put(struct tree *t, const struct service *s, const char *file,
		const char *text)
{
	put_mode(t, s, file, 0755, text);
}

static void put_data(struct tree *t, const struct service *s,
		     const char *file, const char *text)
{
	put_mode(t, s, file, 0644, text);
}

static void put_link(struct tree *t, const struct service *s,
		     const char *file, const char *to)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", s->dir.buf, file);
	tree_add(t, &(struct entry){ .kind = KIND_SLINK, .path = path.buf,
		 .mode = 0777, .target = (char *)to }, s->where.buf);
	strbuf_release(&path);
}

static void link_state(struct tree *t, const struct service *s,
		       const char *file, const char *suffix)
{
	struct strbuf target = STRBUF_INIT;

	strbuf_addf(&target, "/run/supervise/%s%s", s->name, suffix);
	put_link(t, s, file, target.buf);
	strbuf_release(&target);
}

/* What the service waits for; each once. */
static void add_awaited(const struct service *s, struct strbuf *out)
{
	static const char *const keys[] = { "after", "bound_to" };
	struct strlist seen = STRLIST_INIT;
	json_t *each;
	size_t i;

	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
		json_array_foreach(json_object_get(s->obj, keys[k]), i, each) {
			const char *dep = json_string_value(each);

			if (strlist_has(&seen, dep))
				continue;
			strlist_add(&seen, dep);
			strbuf_addf(out, " %s", dep);
		}
	}
	strlist_release(&seen);
}

static void add_run(struct tree *t, const struct service *s)
{
	const char *user = config_string(s->obj, "user", NULL);
	const char *path = config_string(s->obj, "if_exists", NULL);
	const char *run = config_string(s->obj, "run", "");
	struct strbuf text = STRBUF_INIT, body = STRBUF_INIT;

	strbuf_addstr(&text, "#!/bin/sh\nexec 2>&1\n");
	if (path)
		strbuf_addf(&text, "[ -e %s ] || { echo -n d > "
			    "supervise/control; exec sleep 9; }\n", path);
	strbuf_addstr(&text, ". /sbin/service-begin");
	add_awaited(s, &text);
	strbuf_addch(&text, '\n');
	if (user || !strncmp(run, "#!", 2)) {
		if (strncmp(run, "#!", 2))
			strbuf_addstr(&body, "#!/bin/sh\n");
		add_script(&body, run);
		put(t, s, "main", body.buf);
		if (user)
			strbuf_addf(&text, "exec chpst -u %s ./main\n", user);
		else
			strbuf_addstr(&text, "exec ./main\n");
	} else {
		add_script(&text, run);
	}
	put(t, s, "run", text.buf);
	strbuf_release(&text);
	strbuf_release(&body);
}

/* The services that are bound to this one. */
static void add_bound(struct tree *t, const struct service *s)
{
	const json_t *all = config_object(t->c->root, "services");
	struct strlist names = config_keys(all);
	struct strbuf text = STRBUF_INIT;
	json_t *each;
	size_t k;

	for (size_t i = 0; i < names.n; i++) {
		const json_t *other = json_object_get(all, names.v[i]);

		json_array_foreach(json_object_get(other, "bound_to"), k, each)
			if (!strcmp(json_string_value(each), s->name))
				strbuf_addf(&text, "%s\n", names.v[i]);
	}
	if (text.len)
		put_data(t, s, "bound", text.buf);
	strbuf_release(&text);
	strlist_release(&names);
}

/* What /sbin/service-end is to know. */
static void add_end(struct tree *t, const struct service *s)
{
	const char *restart = config_string(s->obj, "restart", "always");
	struct strbuf text = STRBUF_INIT;

	put_link(t, s, "finish", "/sbin/service-end");
	add_bound(t, s);
	if (!strcmp(restart, "always"))
		return;
	strbuf_addf(&text, "%s\n", restart);
	put_data(t, s, "restart", text.buf);
	strbuf_release(&text);
}

/* The script that is the value of @key, if there is one. */
static void add_hook(struct tree *t, const struct service *s, const char *key)
{
	const char *script = config_string(s->obj, key, NULL);
	struct strbuf text = STRBUF_INIT;

	if (!script)
		return;
	if (strncmp(script, "#!", 2))
		strbuf_addstr(&text, "#!/bin/sh\n");
	add_script(&text, script);
	put(t, s, key, text.buf);
	strbuf_release(&text);
}

static void add_log(struct tree *t, const struct service *s)
{
	struct strbuf text = STRBUF_INIT;

	if (!json_is_true(json_object_get(s->obj, "log")))
		return;
	strbuf_addf(&text, "#!/bin/sh\nexec logger -t %s\n", s->name);
	put(t, s, "log/run", text.buf);
	link_state(t, s, "log/supervise", ".log");
	strbuf_release(&text);
}

void tree_services(struct tree *t)
{
	const json_t *all = config_object(t->c->root, "services");
	struct strlist names = config_keys(all);

	for (size_t i = 0; i < names.n; i++) {
		struct service s = {
			.name = names.v[i],
			.obj = json_object_get(all, names.v[i]),
			.where = STRBUF_INIT, .dir = STRBUF_INIT,
		};

		strbuf_addf(&s.where, "services.%s", s.name);
		strbuf_addf(&s.dir, "/etc/service/%s", s.name);
		add_run(t, &s);
		add_end(t, &s);
		add_hook(t, &s, "check");
		add_hook(t, &s, "stop");
		add_log(t, &s);
		link_state(t, &s, "supervise", "");
		strbuf_release(&s.where);
		strbuf_release(&s.dir);
	}
	for (size_t i = 0; names.n && i < N_SCRIPTS; i++)
		tree_generate(t, scripts[i].path, scripts[i].mode,
			      scripts[i].text, "services");
	if (names.n && !manifest_is_runtime(t->m, "/run"))
		tree_report(t, "services", "need a tmpfs at /run for their "
			    "state: add it to \"mounts\"");
	strlist_release(&names);
}
