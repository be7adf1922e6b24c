/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A configuration: one JSON file that says what the system is.  The keys are
 * documented in configs/README.md; the tables that define them are in
 * config_schema.c.  Nothing that is not in the tables is accepted.
 */
#ifndef ROOTFS_CONFIG_H
#define ROOTFS_CONFIG_H

#include <jansson.h>
#include <stdint.h>

#include "alloc.h"
#include "strbuf.h"

struct config {
	char *file;		/* name of the JSON file, owned */
	json_t *root;		/* validated, owned */
};

/*
 * Read and validate @file.  Each fault adds one line to @err:
 * "file:line:column: message" where JSON itself is wrong, else
 * "file: key.key: message".  -1 when there was any.
 */
int config_read(struct config *c, const char *file, struct strbuf *err);

void config_release(struct config *c);

/* The object @key of @obj, or NULL, which jansson takes for an empty one. */
const json_t *config_object(const json_t *obj, const char *key);

/* The string @key of @obj, or @otherwise. */
const char *config_string(const json_t *obj, const char *key,
			  const char *otherwise);

/*
 * Who gave the value at @where, which is written as messages write it
 * ("services.dropbear.run", "files[\"/etc/x\"]"): the file that "origins"
 * names, else the JSON file.  @item, when not NULL, is one more key below
 * @where and is looked for first.  Borrowed from @c.
 */
const char *config_origin(const struct config *c, const char *where,
			  const char *item);

/* Append one key to @where, as messages write it. */
void config_where(struct strbuf *where, const char *key);

/* The keys of @obj sorted bytewise; to be released by the caller. */
struct strlist config_keys(const json_t *obj);

/* A permission mode that passed validation ("0755") as a number. */
uint32_t config_mode(const json_t *obj, uint32_t otherwise);

/*
 * The id of the user or group (@table "users" or "groups") called @name; a
 * decimal number stands for itself.  Fails when there is no such name.
 */
int config_id(const struct config *c, const char *table, const char *name,
	      uint32_t *id);

/* @path relative to the directory of the JSON file; owned by the caller. */
char *config_source(const struct config *c, const char *path);

/* What is wrong with @line as a line of authorized_keys, or NULL. */
const char *ssh_key_fault(const char *line);

#endif
