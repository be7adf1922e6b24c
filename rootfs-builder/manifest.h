/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The manifest: one line for each name in the root file system, in the
 * grammar that users of gensquashfs know (and nearly that of gen_init_cpio):
 *
 *	dir   PATH MODE UID GID
 *	file  PATH MODE UID GID LOCATION
 *	slink PATH MODE UID GID TARGET
 *	nod   PATH MODE UID GID c|b MAJOR MINOR
 *	pipe  PATH MODE UID GID
 *	sock  PATH MODE UID GID
 *
 * Fields are separated by blanks; a name with blanks, quotes or a leading #
 * stands in double quotes, in which \" and \\ are escapes.  LOCATION and
 * TARGET may also run to the end of the line unquoted.  LOCATION is relative
 * to the current directory.  Empty lines and lines that begin with # are
 * skipped, except for these directives, which gensquashfs takes for comments:
 *
 *	#@ package NAME		who brings the lines that follow
 *	#@ runtime PATH		mounted at run time: links below it may dangle
 *	#@ setid PATH		set-uid or set-gid was asked for here
 */
#ifndef ROOTFS_MANIFEST_H
#define ROOTFS_MANIFEST_H

#include <stdint.h>
#include <stdio.h>

#include "file.h"
#include "strbuf.h"
#include "alloc.h"

enum kind {
	KIND_DIR,
	KIND_FILE,
	KIND_SLINK,
	KIND_NOD,
	KIND_PIPE,
	KIND_SOCK,
};

/* Limits of Linux (PATH_MAX, NAME_MAX) that squashfs shares. */
#define PATH_MAX_BYTES 4095
#define NAME_MAX_BYTES 255

#define NO_PARENT SIZE_MAX

struct entry {
	enum kind kind;
	char *path;		/* as written; "/" is the root */
	uint32_t mode;		/* permission bits, at most 07777 */
	uint32_t uid, gid;
	char *target;		/* slink: target; file: location; else "" */
	char node_type;		/* nod: 'c' or 'b'; else 0 */
	uint32_t major, minor;	/* nod */
	char *package;		/* who brings it */
	char *origin;		/* where it is asked for, for messages */
	struct blob data;	/* file: content, after manifest_load() */
	size_t parent;		/* index of its directory, or NO_PARENT;
				   valid after manifest_sort() */
};

struct manifest {
	struct entry *entries;	/* owned */
	size_t n;
	struct strlist runtime;
	struct strlist setid;
};

#define MANIFEST_INIT { .entries = NULL }

void manifest_release(struct manifest *m);

/*
 * Append a copy of *@proto (strings are copied; NULL target, package or
 * origin become ""; data and parent are ignored).  Returns the new entry,
 * borrowed until the next call.
 */
struct entry *manifest_add(struct manifest *m, const struct entry *proto);

/*
 * Parse @text (NUL-terminated) and append to @m.  @name is what messages call
 * it.  Every bad line adds one "name:line: message" line to @err.  What a
 * line means (does the parent exist? is the ELF right?) is left to rootcheck.h.
 */
int manifest_parse(struct manifest *m, const char *name, const char *text,
		   struct strbuf *err);

/* Sort by path, bytewise (stable), and find every entry's parent. */
void manifest_sort(struct manifest *m);

/* The first entry with this path, or NULL; @m must be sorted. */
struct entry *manifest_find(const struct manifest *m, const char *path,
			    size_t len);

/* Whether @path is a #@ runtime path or lies below one. */
int manifest_is_runtime(const struct manifest *m, const char *path);

/* Read the content of all files.  Each that fails adds a line to @err. */
int manifest_load(struct manifest *m, struct strbuf *err);

/*
 * Append @m as text: directives, directories by path, then package by package
 * the rest by path.  The same entries give the same text in whatever order
 * they were added.
 */
void manifest_format(const struct manifest *m, struct strbuf *out);

/*
 * What is wrong with the name @path, or NULL: it must be absolute and may not
 * leave the root or be longer than the limits.
 */
const char *path_fault(const char *path);

#endif
