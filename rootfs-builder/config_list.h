/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of a configuration as text, for make and scripts. */
#ifndef ROOTFS_CONFIG_LIST_H
#define ROOTFS_CONFIG_LIST_H

#include "config.h"
#include "strbuf.h"

/*
 * Append what mkmanifest --list=@what prints to @out; -1 when nothing is
 * called so.
 */
int config_list(const struct config *c, const char *what, struct strbuf *out);

/* The files that @c takes as source, one a line. */
void config_list_files(const struct config *c, struct strbuf *out);

#endif
