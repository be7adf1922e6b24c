// SPDX-License-Identifier: GPL-2.0-only
#include "tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What entries of the configuration itself are called in the size table. */
#define OWN_PACKAGE "configuration"
#define DIR_PACKAGE "directories"

/* "file: where: message", the file being that of @where's @item. */
static void report(struct tree *t, const char *where, const char *item,
		   const char *fmt, va_list ap)
{
	strbuf_addf(t->err, "%s: %s: ", config_origin(t->c, where, item),
		    where);
	strbuf_vaddf(t->err, fmt, ap);
	strbuf_addch(t->err, '\n');
	t->bad = 1;
}

void tree_report(struct tree *t, const char *where, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(t, where, NULL, fmt, ap);
	va_end(ap);
}

void tree_report_item(struct tree *t, const char *where, const char *item,
		      const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(t, where, item, fmt, ap);
	va_end(ap);
}

static struct entry *find_unsorted(struct tree *t, const char *path)
{
	for (size_t i = 0; i < t->m->n; i++)
		if (!strcmp(t->m->entries[i].path, path))
			return &t->m->entries[i];
	return NULL;
}

void tree_add(struct tree *t, const struct entry *e, const char *where)
{
	struct entry full = *e, *old;
	struct strbuf origin = STRBUF_INIT;

	if (path_fault(e->path)) {
		tree_report_item(t, where, e->path, "\"%.100s\": %s",
				 e->path, path_fault(e->path));
		return;
	}
	if (e->origin)
		strbuf_addstr(&origin, e->origin);
	else
		strbuf_addf(&origin, "%s: %s",
			    config_origin(t->c, where, e->path), where);
	full.origin = origin.buf;
	if (e->kind == KIND_DIR)
		full.package = (char *)DIR_PACKAGE;
	else if (!e->package)
		full.package = (char *)OWN_PACKAGE;
	old = find_unsorted(t, e->path);
	if (old && e->kind == KIND_DIR && old->kind == KIND_DIR) {
		if (!e->origin) {
			old->mode = e->mode;
			old->uid = e->uid;
			old->gid = e->gid;
		}
	} else if (old) {
		tree_report_item(t, where, e->path, "%s: two files for one "
				 "path, the other is of %s", e->path,
				 old->origin);
	} else if (e->kind != KIND_DIR && e->kind != KIND_NOD &&
		   manifest_is_runtime(t->m, e->path)) {
		tree_report_item(t, where, e->path, "%s: is hidden by what is "
				 "mounted over it at run time", e->path);
	} else {
		manifest_add(t->m, &full);
	}
	strbuf_release(&origin);
}

/* mkdir -p for the directory that @path is in. */
static int make_parents(const char *path)
{
	char *copy = xstrdup(path);
	int ret = 0;

	for (char *p = copy + 1; *p && !ret; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST)
			ret = -1;
		*p = '/';
	}
	free(copy);
	return ret;
}

void tree_generate_for(struct tree *t, const char *path, uint32_t mode,
		       uint32_t uid, uint32_t gid, const char *text,
		       const char *where)
{
	struct strbuf at = STRBUF_INIT, why = STRBUF_INIT;

	strbuf_addf(&at, "%s%s", t->o->generated, path);
	if (make_parents(at.buf))
		tree_report(t, where, "%s: cannot make its directory: %s",
			    at.buf, strerror(errno));
	else if (file_update(at.buf, text, strlen(text), &why))
		tree_report(t, where, "%s", why.buf);
	else if (t->o->private && chmod(at.buf, 0600)) /* it may be old */
		tree_report(t, where, "%s: %s", at.buf, strerror(errno));
	else
		tree_add(t, &(struct entry){
			.kind = KIND_FILE, .path = (char *)path, .mode = mode,
			.uid = uid, .gid = gid, .target = at.buf }, where);
	strbuf_release(&at);
	strbuf_release(&why);
}

void tree_generate(struct tree *t, const char *path, uint32_t mode,
		   const char *text, const char *where)
{
	tree_generate_for(t, path, mode, 0, 0, text, where);
}

/* Whether @path is below a run-time mount, not one itself. */
static int below_runtime(const struct tree *t, const char *path)
{
	return manifest_is_runtime(t->m, path) &&
	       !strlist_has(&t->m->runtime, path);
}

void tree_directory(struct tree *t, const char *path, uint32_t mode,
		    uint32_t uid, uint32_t gid, const char *where)
{
	if (below_runtime(t, path))
		strbuf_addf(&t->runtime_dirs, "%04o %u:%u %s\n", mode, uid,
			    gid, path);
	else
		tree_add(t, &(struct entry){
			.kind = KIND_DIR, .path = (char *)path, .mode = mode,
			.uid = uid, .gid = gid }, where);
}

/* ---- one function for each key of the configuration ---- */

struct access {
	uint32_t mode, uid, gid;
};

static struct access access_of(struct tree *t, const json_t *obj,
			       uint32_t mode)
{
	struct access a = { .mode = config_mode(obj, mode) };

	/* the names were checked when the file was read */
	config_id(t->c, "users", config_string(obj, "owner", "0"), &a.uid);
	config_id(t->c, "groups", config_string(obj, "group", "0"), &a.gid);
	return a;
}

/* A mode with set-uid or set-gid bits in the configuration asks for them. */
static void allow_setid(struct tree *t, const char *path, uint32_t mode)
{
	if (mode & 06000)
		strlist_add(&t->m->setid, path);
}

static void add_mounts(struct tree *t)
{
	static const char *const virtual[] = {
		"tmpfs", "devtmpfs", "proc", "sysfs", "devpts", "debugfs",
		"overlay",
	};
	const json_t *all = config_object(t->c->root, "mounts");
	struct strlist paths = config_keys(all);
	struct strbuf fstab = STRBUF_INIT;

	for (size_t i = 0; i < paths.n; i++) {
		const json_t *m = json_object_get(all, paths.v[i]);
		const char *type = config_string(m, "type", "");
		json_t *list = json_object_get(m, "options"), *each;
		size_t k;

		strbuf_addf(&fstab, "%s %s %s ",
			    config_string(m, "device", type), paths.v[i], type);
		json_array_foreach(list, k, each)
			strbuf_addf(&fstab, "%s%s", k ? "," : "",
				    json_string_value(each));
		strbuf_addstr(&fstab, json_array_size(list) ? " 0 0\n" :
			      "defaults 0 0\n");
		for (k = 0; k < sizeof(virtual) / sizeof(virtual[0]); k++)
			if (!strcmp(type, virtual[k]))
				strlist_add(&t->m->runtime, paths.v[i]);
	}
	for (size_t i = 0; i < paths.n; i++)
		tree_add(t, &(struct entry){
			.kind = KIND_DIR, .path = paths.v[i], .mode = 0755 },
			"mounts");
	if (paths.n)
		tree_generate(t, "/etc/fstab", 0644, fstab.buf, "mounts");
	strlist_release(&paths);
	strbuf_release(&fstab);
}

/* A file taken as it is; a marker in it would get onto the device. */
static void add_source(struct tree *t, const char *path, struct access a,
		       const char *source)
{
	char *from = config_source(t->c, source);
	struct strbuf ignored = STRBUF_INIT;
	struct blob text;
	const char *name;
	size_t len;

	/* one that cannot be read is mkrootfs's to report */
	if (!file_read(from, &text, &ignored)) {
		if (text.size && secret_marker((char *)text.data, &name, &len))
			tree_report_item(t, "files", path, "%s: %s has a "
					 "marker for a secret: only "
					 "\"content\" is filled in, not "
					 "\"source\"", path, from);
		blob_release(&text);
	}
	tree_add(t, &(struct entry){
		.kind = KIND_FILE, .path = (char *)path, .mode = a.mode,
		.uid = a.uid, .gid = a.gid, .target = from }, "files");
	strbuf_release(&ignored);
	free(from);
}

static void add_content(struct tree *t, const char *path, struct access a,
			const char *content)
{
	struct strbuf text = STRBUF_INIT;

	secrets_fill(t->o->secrets, content, &text);
	tree_generate_for(t, path, a.mode, a.uid, a.gid, text.buf, "files");
	strbuf_release(&text);
}

static void add_files(struct tree *t)
{
	const json_t *all = config_object(t->c->root, "files");
	struct strlist paths = config_keys(all);

	for (size_t i = 0; i < paths.n; i++) {
		const json_t *f = json_object_get(all, paths.v[i]);
		const char *source = config_string(f, "source", NULL);
		struct access a = access_of(t, f, 0644);

		allow_setid(t, paths.v[i], a.mode);
		if (source)
			add_source(t, paths.v[i], a, source);
		else
			add_content(t, paths.v[i], a,
				    config_string(f, "content", ""));
	}
	strlist_release(&paths);
}

static void add_directories(struct tree *t)
{
	const json_t *all = config_object(t->c->root, "directories");
	struct strlist paths = config_keys(all);

	for (size_t i = 0; i < paths.n; i++) {
		const json_t *d = json_object_get(all, paths.v[i]);
		struct access a = access_of(t, d, 0755);

		allow_setid(t, paths.v[i], a.mode);
		tree_directory(t, paths.v[i], a.mode, a.uid, a.gid,
			       "directories");
	}
	strlist_release(&paths);
}

static void add_links(struct tree *t)
{
	const json_t *all = config_object(t->c->root, "links");
	struct strlist paths = config_keys(all);

	for (size_t i = 0; i < paths.n; i++)
		tree_add(t, &(struct entry){
			.kind = KIND_SLINK, .path = paths.v[i], .mode = 0777,
			.target = (char *)config_string(all, paths.v[i], "") },
			"links");
	strlist_release(&paths);
}

static void add_nodes(struct tree *t)
{
	const json_t *all = config_object(t->c->root, "nodes");
	struct strlist paths = config_keys(all);

	for (size_t i = 0; i < paths.n; i++) {
		const json_t *n = json_object_get(all, paths.v[i]);
		const char *type = config_string(n, "type", "");
		struct access a = access_of(t, n, 0600);

		allow_setid(t, paths.v[i], a.mode);
		tree_add(t, &(struct entry){
			.kind = *type == 'p' ? KIND_PIPE : KIND_NOD,
			.path = paths.v[i], .mode = a.mode, .uid = a.uid,
			.gid = a.gid, .node_type = *type,
			.major = (uint32_t)json_integer_value(
				json_object_get(n, "major")),
			.minor = (uint32_t)json_integer_value(
				json_object_get(n, "minor")) }, "nodes");
	}
	strlist_release(&paths);
}

static void add_hostname(struct tree *t)
{
	const char *name = config_string(t->c->root, "hostname", "");
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%s\n", name);
	tree_generate(t, "/etc/hostname", 0644, text.buf, "hostname");
	strbuf_reset(&text);
	strbuf_addf(&text, "127.0.0.1 localhost\n127.0.1.1 %s\n"
		    "::1 localhost\n", name);
	tree_generate(t, "/etc/hosts", 0644, text.buf, "hostname");
	strbuf_release(&text);
}

/* The facts about the board that a program on it may want to know. */
static void add_board(struct tree *t)
{
	static const char *const wanted[] = {
		"name=", "title=", "soc=", "arch=", "config=", "lan_interface=",
	};
	struct strbuf text = STRBUF_INIT, why = STRBUF_INIT;
	struct blob facts = { .data = NULL };

	if (!t->o->board)
		return;
	if (file_read(t->o->board, &facts, &why)) {
		tree_report(t, "board", "%s", why.buf);
		goto out;
	}
	for (const char *p = (const char *)facts.data; p && *p; ) {
		size_t len = strcspn(p, "\n");

		for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
			if (!strncmp(p, wanted[i], strlen(wanted[i]))) {
				strbuf_add(&text, p, len);
				strbuf_addch(&text, '\n');
			}
		p += len + (p[len] == '\n');
	}
	tree_generate(t, "/etc/board", 0644, text.buf, "board");
out:
	blob_release(&facts);
	strbuf_release(&text);
	strbuf_release(&why);
}

/* "permissions" changes what packages bring. */
static void apply_permissions(struct tree *t)
{
	const json_t *all = config_object(t->c->root, "permissions");
	struct strlist paths = config_keys(all);

	for (size_t i = 0; i < paths.n; i++) {
		const json_t *p = json_object_get(all, paths.v[i]);
		struct entry *e = find_unsorted(t, paths.v[i]);
		struct access a;

		if (!e || e->kind == KIND_SLINK) {
			tree_report_item(t, "permissions", paths.v[i],
					 "%s: there is no such file or "
					 "directory", paths.v[i]);
			continue;
		}
		a = access_of(t, p, e->mode);
		allow_setid(t, paths.v[i], a.mode);
		e->mode = a.mode;
		if (json_object_get(p, "owner"))
			e->uid = a.uid;
		if (json_object_get(p, "group"))
			e->gid = a.gid;
	}
	strlist_release(&paths);
}

/* Every directory on the way to an entry that nobody named. */
static void add_parents(struct tree *t)
{
	for (size_t i = 0; i < t->m->n; i++) {
		char *path = xstrdup(t->m->entries[i].path), *slash;
		char *origin = xstrdup(t->m->entries[i].origin);

		while ((slash = strrchr(path, '/')) && slash != path) {
			*slash = '\0';
			if (find_unsorted(t, path))
				break;
			tree_add(t, &(struct entry){
				.kind = KIND_DIR, .path = path, .mode = 0755,
				.origin = origin }, "directories");
		}
		free(path);
		free(origin);
	}
}

int tree_build(struct manifest *m, const struct config *c,
	       const struct tree_options *o, struct strbuf *err)
{
	struct tree t = { .m = m, .c = c, .o = o,
			  .runtime_dirs = STRBUF_INIT, .err = err };

	add_mounts(&t);	/* first: says what is hidden at run time */
	add_hostname(&t);
	add_board(&t);
	add_files(&t);
	add_directories(&t);
	add_links(&t);
	add_nodes(&t);
	tree_users(&t);
	tree_services(&t);
	tree_packages(&t);
	apply_permissions(&t);
	if (t.runtime_dirs.len)
		tree_generate(&t, "/etc/runtime-directories", 0644,
			      t.runtime_dirs.buf, "directories");
	add_parents(&t);
	manifest_sort(m);
	strbuf_release(&t.runtime_dirs);
	return t.bad ? -1 : 0;
}
