// SPDX-License-Identifier: GPL-2.0-only
/*
 * services -> /etc/service/NAME for runsv
 *
 * The root is read-only, so the state of a service lives in /run/supervise:
 * runsv makes the directory that its link "supervise" points to.  /etc/rc
 * links each service into /run/service, which runsvdir watches.
 */
#include <string.h>

#include "tree.h"

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

static void put(struct tree *t, const struct service *s, const char *file,
		const char *text)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", s->dir.buf, file);
	tree_generate(t, path.buf, 0755, text, s->where.buf);
	strbuf_release(&path);
}

static void link_state(struct tree *t, const struct service *s,
		       const char *file, const char *suffix)
{
	struct strbuf path = STRBUF_INIT, target = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", s->dir.buf, file);
	strbuf_addf(&target, "/run/supervise/%s%s", s->name, suffix);
	tree_add(t, &(struct entry){ .kind = KIND_SLINK, .path = path.buf,
		 .mode = 0777, .target = target.buf }, s->where.buf);
	strbuf_release(&path);
	strbuf_release(&target);
}

static int runs_once(const json_t *service)
{
	return strcmp(config_string(service, "restart", "always"), "always");
}

/* Lines that wait: runsv tries again a second after they exit. */
static void add_waiting(struct tree *t, const struct service *s,
			struct strbuf *out)
{
	const json_t *all = config_object(t->c->root, "services");
	json_t *each;
	size_t i;

	json_array_foreach(json_object_get(s->obj, "after"), i, each) {
		const char *dep = json_string_value(each);

		if (runs_once(json_object_get(all, dep)))
			strbuf_addf(out, "[ -e /run/supervise/%s/done ] || "
				    "exit 1\n", dep);
		else
			strbuf_addf(out, "sv start /run/service/%s > /dev/null "
				    "|| exit 1\n", dep);
	}
}

static void add_run(struct tree *t, const struct service *s)
{
	const char *user = config_string(s->obj, "user", NULL);
	const char *path = config_string(s->obj, "if_exists", NULL);
	const char *run = config_string(s->obj, "run", "");
	struct strbuf text = STRBUF_INIT, body = STRBUF_INIT;

	strbuf_addstr(&text, "#!/bin/sh\nexec 2>&1\n");
	if (path)
		strbuf_addf(&text, "[ -e %s ] || { sv down /run/service/%s; "
			    "exec sleep 9; }\n", path, s->name);
	add_waiting(t, s, &text);
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

/*
 * After `sv down` the sleep keeps finish alive until runsv has read it;
 * otherwise it could start the service once more.
 */
static void add_finish(struct tree *t, const struct service *s)
{
	struct strbuf text = STRBUF_INIT;

	if (!runs_once(s->obj))
		return;
	strbuf_addf(&text, "#!/bin/sh\n"
		    "# $1 is the exit status; the service is not to run again\n"
		    "[ \"$1\" = 0 ] && : > supervise/done%s\n"
		    "sv down /run/service/%s\n"
		    "exec sleep 1\n",
		    strcmp(config_string(s->obj, "restart", ""),
			   "on-failure") ? "" : " || exit 0", s->name);
	put(t, s, "finish", text.buf);
	strbuf_release(&text);
}

static void add_check(struct tree *t, const struct service *s)
{
	const char *check = config_string(s->obj, "check", NULL);
	struct strbuf text = STRBUF_INIT;

	if (!check)
		return;
	if (strncmp(check, "#!", 2))
		strbuf_addstr(&text, "#!/bin/sh\n");
	add_script(&text, check);
	put(t, s, "check", text.buf);
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
		add_finish(t, &s);
		add_check(t, &s);
		add_log(t, &s);
		link_state(t, &s, "supervise", "");
		strbuf_release(&s.where);
		strbuf_release(&s.dir);
	}
	if (names.n && !manifest_is_runtime(t->m, "/run"))
		tree_report(t, "services", "need a tmpfs at /run for their "
			    "state: add it to \"mounts\"");
	strlist_release(&names);
}
