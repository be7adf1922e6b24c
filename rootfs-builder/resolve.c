// SPDX-License-Identifier: GPL-2.0-only
/* Looking a path up in the manifest as the kernel will on the device. */
#include "rootcheck.h"

#include <string.h>

#define MAX_LINKS 40

/* Cut the last component off @path, but never the root. */
static void go_up(struct strbuf *path)
{
	while (path->len && path->buf[path->len - 1] != '/')
		path->buf[--path->len] = '\0';
	if (path->len)
		path->buf[--path->len] = '\0';
}

/* Put @target in front of what is left to walk. */
static void splice(struct strbuf *rest, size_t done, const char *target)
{
	struct strbuf next = STRBUF_INIT;

	strbuf_addstr(&next, target);
	strbuf_addch(&next, '/');
	strbuf_addstr(&next, rest->buf + done);
	strbuf_release(rest);
	*rest = next;
}

enum resolved manifest_resolve(const struct manifest *m, const char *base,
			       const char *path, const struct entry **found)
{
	struct strbuf here = STRBUF_INIT, rest = STRBUF_INIT;
	enum resolved result = RESOLVED_MISSING;
	const struct entry *e = NULL;
	unsigned int links = 0;
	size_t pos = 0;

	if (*path != '/' && strcmp(base, "/"))
		strbuf_addstr(&here, base);
	strbuf_addstr(&rest, path);
	while (rest.buf[pos]) {
		size_t start = pos, len = strcspn(rest.buf + pos, "/");

		pos += len + (rest.buf[pos + len] == '/');
		if (!len || (len == 1 && rest.buf[start] == '.'))
			continue;
		if (len == 2 && !strncmp(rest.buf + start, "..", 2)) {
			go_up(&here);
			continue;
		}
		strbuf_addch(&here, '/');
		strbuf_add(&here, rest.buf + start, len);
		e = manifest_find(m, here.buf, here.len);
		if (e && e->kind == KIND_SLINK) {
			if (++links > MAX_LINKS) {
				result = RESOLVED_LOOP;
				goto out;
			}
			go_up(&here);
			if (e->target[0] == '/')
				strbuf_reset(&here);
			splice(&rest, pos, e->target);
			pos = 0;
		} else if (manifest_is_runtime(m, here.buf) &&
			   (!e || e->kind == KIND_DIR)) {
			/* the mount point itself is a directory for sure */
			result = RESOLVED_RUNTIME;
			goto out;
		} else if (!e || (rest.buf[pos] && e->kind != KIND_DIR)) {
			goto out;
		}
	}
	e = manifest_find(m, here.len ? here.buf : "/",
			  here.len ? here.len : 1);
	*found = e;
	result = e ? RESOLVED_ENTRY : RESOLVED_MISSING;
	if (!e && !here.len)
		result = RESOLVED_RUNTIME;	/* "/" is always there */
out:
	strbuf_release(&here);
	strbuf_release(&rest);
	return result;
}
