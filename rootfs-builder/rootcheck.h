/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What must hold of a root file system before an image of it is written.
 * Each check is one function and one row of the table in rootcheck.c, and has
 * one input in tests/unit_rootfs.c that must fail.
 */
#ifndef ROOTFS_ROOTCHECK_H
#define ROOTFS_ROOTCHECK_H

#include "elfcheck.h"
#include "manifest.h"

struct check_input {
	const struct manifest *m;	/* sorted and loaded */
	const struct elf_arch *arch;
	const char *init;		/* the kernel's init=, "/sbin/init" */
};

/*
 * Run every check.  Each fault adds one line "origin: path: message\n" to
 * @err; -1 if there was any.
 */
int checks_run(const struct check_input *in, struct strbuf *err);

/* The names of the checks, one a line, each with what it refuses. */
void checks_list(struct strbuf *out);

enum resolved {
	RESOLVED_ENTRY,		/* exists in the manifest */
	RESOLVED_RUNTIME,	/* leads below a run-time mount: cannot tell */
	RESOLVED_MISSING,
	RESOLVED_LOOP,		/* more than 40 links, as in Linux */
};

/*
 * Follow @path (relative ones start at the directory @base) through all
 * links inside the root, as the running kernel would.  @found is set for
 * RESOLVED_ENTRY.  @m must be sorted.
 */
enum resolved manifest_resolve(const struct manifest *m, const char *base,
			       const char *path, const struct entry **found);

#endif
