// SPDX-License-Identifier: GPL-2.0-only
/* packages -> the files of their install trees */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree.h"

/*
 * What only compilers and readers want.  A pattern with a slash is matched
 * against the whole path (and takes what is below it), else against the name.
 */
static const char *const development[] = {
	"/include", "/usr/include", "/lib/pkgconfig", "/usr/lib/pkgconfig",
	"/share/man", "/usr/share/man", "/usr/share/doc", "/usr/share/info",
	"*.a", "*.la", "*.o", "*.h", ".complete", ".stamp",
};

struct package {
	struct tree *t;
	const char *name;
	const char *root;	/* the install tree */
};

static int matches(const char *pattern, const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return !fnmatch(pattern, strchr(pattern, '/') ? path : name, 0);
}

static int is_excluded(const struct tree *t, const char *path)
{
	json_t *list = json_object_get(t->c->root, "exclude"), *each;
	size_t i;

	for (i = 0; i < sizeof(development) / sizeof(*development); i++)
		if (matches(development[i], path))
			return 1;
	json_array_foreach(list, i, each)
		if (matches(json_string_value(each), path))
			return 1;
	return 0;
}

static void walk(const struct package *p, const char *path);

static void add_link(const struct package *p, struct entry *e,
		     const char *host)
{
	char target[PATH_MAX_BYTES + 2];
	ssize_t len = readlink(host, target, sizeof(target));

	if (len < 0 || len > PATH_MAX_BYTES) {
		tree_report(p->t, "packages", "%s: cannot read the link: %s",
			    host, len < 0 ? strerror(errno) : "too long");
		return;
	}
	target[len] = '\0';
	e->kind = KIND_SLINK;
	e->mode = 0777;
	e->target = target;
	tree_add(p->t, e, "packages");
}

static void add_one(const struct package *p, const char *path)
{
	struct strbuf host = STRBUF_INIT, origin = STRBUF_INIT;
	struct entry e = { .path = (char *)path, .package = (char *)p->name };
	struct stat st;

	strbuf_addf(&host, "%s%s", p->root, path);
	strbuf_addf(&origin, "package %s", p->name);
	e.origin = origin.buf;
	if (lstat(host.buf, &st)) {
		tree_report(p->t, "packages", "%s: %s", host.buf,
			    strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		e.kind = KIND_DIR;
		e.mode = 0755;
		if (!manifest_is_runtime(p->t->m, path))
			tree_add(p->t, &e, "packages");
		walk(p, path);
	} else if (S_ISLNK(st.st_mode)) {
		add_link(p, &e, host.buf);
	} else if (S_ISREG(st.st_mode)) {
		/* the builder's umask is not to be seen in the image */
		e.kind = KIND_FILE;
		e.mode = (st.st_mode & 0100 ? 0755 : 0644) |
			 (st.st_mode & 06000);
		e.target = host.buf;
		tree_add(p->t, &e, "packages");
	} else {
		tree_report(p->t, "packages", "%s: is neither file, directory "
			    "nor symlink", host.buf);
	}
	strbuf_release(&host);
	strbuf_release(&origin);
}

/* @path is "" for the top of the tree. */
static void walk(const struct package *p, const char *path)
{
	struct strbuf host = STRBUF_INIT;
	struct strlist names = STRLIST_INIT;
	struct dirent *d;
	DIR *dir;

	strbuf_addf(&host, "%s%s", p->root, path);
	dir = opendir(host.buf);
	if (!dir) {
		if (errno == ENOENT && !*path)
			tree_report_item(p->t, "packages", p->name, "%s: there "
					 "is no %s (not built, or no such "
					 "package)", p->name, host.buf);
		else
			tree_report(p->t, "packages", "%s: %s", host.buf,
				    strerror(errno));
		strbuf_release(&host);
		return;
	}
	while ((d = readdir(dir)))
		if (strcmp(d->d_name, ".") && strcmp(d->d_name, ".."))
			strlist_add(&names, d->d_name);
	closedir(dir);
	strlist_sort(&names);
	for (size_t i = 0; i < names.n; i++) {
		strbuf_reset(&host);
		strbuf_addf(&host, "%s/%s", path, names.v[i]);
		if (!is_excluded(p->t, host.buf))
			add_one(p, host.buf);
	}
	strlist_release(&names);
	strbuf_release(&host);
}

/* Where the install tree of package @name is. */
static void add_tree_of(const struct tree *t, const char *name,
			struct strbuf *out)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < t->o->package.n; i++) {
		const char *given = t->o->package.v[i];

		if (!strncmp(given, name, len) && given[len] == '=') {
			strbuf_addstr(out, given + len + 1);
			return;
		}
	}
	strbuf_addf(out, "%s/%s", t->o->packages, name);
}

void tree_packages(struct tree *t)
{
	json_t *list = json_object_get(t->c->root, "packages"), *each;
	size_t i;

	json_array_foreach(list, i, each) {
		struct strbuf root = STRBUF_INIT;
		struct package p = { t, json_string_value(each), NULL };

		add_tree_of(t, p.name, &root);
		p.root = root.buf;
		walk(&p, "");
		strbuf_release(&root);
	}
}
