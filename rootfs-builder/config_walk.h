/* SPDX-License-Identifier: GPL-2.0-only */
/* Checking a configuration: what the files that do it share. */
#ifndef ROOTFS_CONFIG_WALK_H
#define ROOTFS_CONFIG_WALK_H

#include "config.h"
#include "strbuf.h"

struct walk {
	const struct config *c;
	struct strbuf where;	/* the value looked at: "services.dropbear" */
	struct strbuf *err;
	int bad;
};

/* Add the line "file: where: message" to the errors. */
void walk_report(struct walk *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Go down to the key @key_name; back to where w->where.len was @len. */
void walk_enter(struct walk *w, const char *key_name);
void walk_leave(struct walk *w, size_t len);

/* Keys and types, by the tables in config_schema.c. */
void config_check_schema(struct walk *w, const json_t *root);

/* What the tables cannot say: names that exist, numbers given once, ... */
void config_check_meaning(struct walk *w, const struct config *c);

/* Part of it: markers of secrets, and who can read what holds one. */
void config_check_secrets(struct walk *w, const struct config *c);

#endif
