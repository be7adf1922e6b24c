/* SPDX-License-Identifier: GPL-2.0-only */
/* From a configuration and packages' install trees to a manifest. */
#ifndef ROOTFS_TREE_H
#define ROOTFS_TREE_H

#include "config.h"
#include "manifest.h"
#include "secrets.h"
#include "strbuf.h"

struct tree_options {
	const char *packages;	/* directory with one install tree a package */
	struct strlist package;	/* "NAME=DIR": install trees elsewhere */
	const char *generated;	/* directory for files made here */
	const char *authorized_keys; /* file with root's keys, or NULL */
	const char *board;	/* board.facts, or NULL */
	const struct secrets *secrets; /* that passed secrets_check() */
	int private;		/* what is generated is not for others */
};

/*
 * Add everything that @c asks for to @m, writing the files that are made from
 * it (passwd, service scripts, ...) below o->generated.  Each fault adds one
 * line to @err.
 */
int tree_build(struct manifest *m, const struct config *c,
	       const struct tree_options *o, struct strbuf *err);

/* ---- shared by the files that build parts of it ---- */

struct tree {
	struct manifest *m;
	const struct config *c;
	const struct tree_options *o;
	struct strbuf runtime_dirs;	/* lines of /etc/runtime-directories */
	struct strbuf *err;
	int bad;
};

/* Add "file: where: message" to the errors. */
void tree_report(struct tree *t, const char *where, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As tree_report(), about the key @item below @where. */
void tree_report_item(struct tree *t, const char *where, const char *item,
		      const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Add @e, whose origin is "file: where".  A directory that is there already
 * is replaced when @e is asked for by the configuration, else left alone.
 */
void tree_add(struct tree *t, const struct entry *e, const char *where);

/* Add the file @path with @text as content, owned by root. */
void tree_generate(struct tree *t, const char *path, uint32_t mode,
		   const char *text, const char *where);

/* As tree_generate(), with an owner. */
void tree_generate_for(struct tree *t, const char *path, uint32_t mode,
		       uint32_t uid, uint32_t gid, const char *text,
		       const char *where);

/* Add a directory; below a run-time mount it is made at boot. */
void tree_directory(struct tree *t, const char *path, uint32_t mode,
		    uint32_t uid, uint32_t gid, const char *where);

/* The parts: tree_users.c, tree_services.c, tree_packages.c. */
void tree_users(struct tree *t);
void tree_services(struct tree *t);
void tree_packages(struct tree *t);

#endif
