// SPDX-License-Identifier: GPL-2.0-only
/* The keys of a configuration and what their values must look like. */
#include "config_walk.h"

#include <ctype.h>
#include <string.h>

#include "manifest.h"

/* ---- what a value must look like ---- */

enum type { TYPE_STRING, TYPE_ID, TYPE_BOOL, TYPE_LIST, TYPE_MAP, TYPE_OBJECT,
	    TYPE_OPTION };

static const char *const type_names[] = {
	[TYPE_STRING] = "a string", [TYPE_ID] = "a number from 0 to 65534",
	[TYPE_BOOL] = "true or false", [TYPE_LIST] = "a list",
	[TYPE_MAP] = "an object", [TYPE_OBJECT] = "an object",
	[TYPE_OPTION] = "a string or a whole number",
};

struct member;

struct shape {
	enum type type;
	const struct shape *each;	/* LIST, MAP: of every element */
	const struct member *members;	/* OBJECT: ends with a NULL name */
	/* return what is wrong or NULL */
	const char *(*fault)(const char *value);	/* STRING, OPTION */
	const char *(*key_fault)(const char *key);	/* MAP */
};

struct member {
	const char *name;
	const struct shape *shape;
	int required;
};

static const char *hostname_fault(const char *s)
{
	size_t len = strlen(s);

	if (!len || len > 63)
		return "a host name has 1 to 63 characters";
	if (s[0] == '-' || s[len - 1] == '-')
		return "a host name does not begin or end with -";
	for (; *s; s++)
		if (!isascii((unsigned char)*s) ||
		    (!isalnum((unsigned char)*s) && *s != '-'))
			return "a host name has only letters, digits and -";
	return NULL;
}

/* Users, groups, packages, services: what is safe in paths and scripts. */
static const char *name_fault(const char *s)
{
	if (!*s || strlen(s) > 31)
		return "a name has 1 to 31 characters";
	if (*s == '-' || *s == '.')
		return "a name does not begin with - or .";
	for (; *s; s++)
		if (!isascii((unsigned char)*s) ||
		    (!isalnum((unsigned char)*s) && !strchr("._+-", *s)))
			return "a name has only letters, digits and . _ + -";
	return NULL;
}

static const char *one_line_fault(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return "control characters and new lines are not "
			       "allowed";
	return NULL;
}

static const char *description_fault(const char *s)
{
	if (!*s || strlen(s) > 60)
		return "a description has 1 to 60 characters";
	return one_line_fault(s);
}

/* In /etc/passwd and /etc/fstab. */
static const char *field_fault(const char *s)
{
	if (strchr(s, ':'))
		return "a colon is not allowed";
	return one_line_fault(s);
}

static const char *word_fault(const char *s)
{
	if (!*s)
		return "is empty";
	for (; *s; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f || *s == '"')
			return "blanks, quotes and control characters are not "
			       "allowed";
	return NULL;
}

/* The board and the layout of its flash decide these. */
static const char *const board_words[] = {
	"root=", "rootfstype=", "rootflags=", "mtdparts=", "phram.", "memmap=",
	"mem=", "console=", "init=",
};

static const char *cmdline_fault(const char *s)
{
	for (size_t i = 0; i < sizeof(board_words) / sizeof(*board_words); i++)
		if (!strncmp(s, board_words[i], strlen(board_words[i])))
			return "this word is made from the device tree and "
			       "the layout, it cannot be given here";
	return word_fault(s);
}

static const char *absolute_fault(const char *s)
{
	return strcmp(s, "/") ? path_fault(s) : "the root itself is not "
						"allowed";
}

static const char *home_fault(const char *s)
{
	const char *fault = path_fault(s);

	return fault ? fault : field_fault(s);
}

static const char *mount_fault(const char *s)
{
	const char *fault = absolute_fault(s);

	return fault ? fault : word_fault(s);
}

/* What stands in a script without quotes. */
static const char *plain_path_fault(const char *s)
{
	const char *fault = absolute_fault(s);

	for (; *s && !fault; s++)
		if (!isascii((unsigned char)*s) ||
		    (!isalnum((unsigned char)*s) && !strchr("/._+-@:", *s)))
			fault = "this path may have only letters, digits and "
				"/ . _ + - @ :";
	return fault;
}

static const char *mode_fault(const char *s)
{
	size_t len = strlen(s);

	if (len < 3 || len > 4 || strspn(s, "01234567") != len)
		return "a mode is three or four octal digits, as \"0755\"";
	return NULL;
}

static const char *target_fault(const char *s)
{
	if (!*s || strlen(s) > PATH_MAX_BYTES)
		return "a target has 1 to 4095 bytes";
	return one_line_fault(s);
}

static const char *password_fault(const char *s)
{
	if (!strcmp(s, "locked") || !strcmp(s, "empty"))
		return NULL;
	if (*s != '$' || strlen(s) < 13 || strpbrk(s, ": \t\n"))
		return "expected \"locked\", \"empty\" or a hash that begins "
		       "with $ (never a password)";
	return NULL;
}

static const char *restart_fault(const char *s)
{
	if (strcmp(s, "always") && strcmp(s, "on-failure") &&
	    strcmp(s, "never"))
		return "expected \"always\", \"on-failure\" or \"never\"";
	return NULL;
}

static const char *script_fault(const char *s)
{
	return *s ? NULL : "is empty";
}

static const char *node_type_fault(const char *s)
{
	if (strcmp(s, "c") && strcmp(s, "b") && strcmp(s, "p"))
		return "expected \"c\", \"b\" or \"p\"";
	return NULL;
}

static const char *symbol_fault(const char *s)
{
	if (!strncmp(s, "CONFIG_", 7))
		return "the name stands without CONFIG_";
	for (const char *c = s; *c; c++)
		if (!isascii((unsigned char)*c) ||
		    (!isalnum((unsigned char)*c) && *c != '_'))
			return "an option has only letters, digits and _";
	return *s ? NULL : "is empty";
}

static const char *option_fault(const char *s)
{
	if (!strcmp(s, "m"))
		return "modules are not supported, use \"y\" or \"n\"";
	if (strpbrk(s, "\"\\"))
		return "quotes and backslashes are not allowed";
	return one_line_fault(s);
}

const char *ssh_key_fault(const char *line)
{
	static const char *const types[] = {
		"ssh-ed25519 AAAA", "ssh-rsa AAAA", "ecdsa-sha2-nistp256 AAAA",
		"ecdsa-sha2-nistp384 AAAA", "ecdsa-sha2-nistp521 AAAA",
		"sk-ssh-ed25519@openssh.com AAAA",
		"sk-ecdsa-sha2-nistp256@openssh.com AAAA",
	};

	if (strstr(line, "PRIVATE KEY") || strstr(line, "PuTTY-User-Key"))
		return "this is a private key; give the public one (.pub)";
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strstr(line, types[i]))
			return one_line_fault(line);
	return "not a public SSH key (\"ssh-ed25519 AAAA... name\")";
}

/* ---- the tables ---- */

static const struct shape text = { .type = TYPE_STRING };
static const struct shape boolean = { .type = TYPE_BOOL };
static const struct shape id = { .type = TYPE_ID };
static const struct shape hostname = { TYPE_STRING, .fault = hostname_fault };
static const struct shape description = { TYPE_STRING,
					  .fault = description_fault };
static const struct shape name = { TYPE_STRING, .fault = name_fault };
static const struct shape names = { TYPE_LIST, .each = &name };
static const struct shape field = { TYPE_STRING, .fault = field_fault };
static const struct shape word = { TYPE_STRING, .fault = word_fault };
static const struct shape words = { TYPE_LIST, .each = &word };
static const struct shape cmdline_word = { TYPE_STRING,
					   .fault = cmdline_fault };
static const struct shape cmdline = { TYPE_LIST, .each = &cmdline_word };
static const struct shape plain_path = { TYPE_STRING,
					 .fault = plain_path_fault };
static const struct shape home = { TYPE_STRING, .fault = home_fault };
static const struct shape mode = { TYPE_STRING, .fault = mode_fault };
static const struct shape target = { TYPE_STRING, .fault = target_fault };
static const struct shape password = { TYPE_STRING, .fault = password_fault };
static const struct shape restart = { TYPE_STRING, .fault = restart_fault };
static const struct shape script = { TYPE_STRING, .fault = script_fault };
static const struct shape node_type = { TYPE_STRING,
					.fault = node_type_fault };
static const struct shape key = { TYPE_STRING, .fault = ssh_key_fault };
static const struct shape keys = { TYPE_LIST, .each = &key };

static const struct member file_members[] = {
	{ "content", &text, 0 }, { "source", &target, 0 },
	{ "mode", &mode, 0 }, { "owner", &name, 0 }, { "group", &name, 0 },
	{ NULL, NULL, 0 },
};
static const struct member access_members[] = {
	{ "mode", &mode, 0 }, { "owner", &name, 0 }, { "group", &name, 0 },
	{ NULL, NULL, 0 },
};
static const struct member node_members[] = {
	{ "type", &node_type, 1 }, { "major", &id, 0 }, { "minor", &id, 0 },
	{ "mode", &mode, 0 }, { "owner", &name, 0 }, { "group", &name, 0 },
	{ NULL, NULL, 0 },
};
static const struct member mount_members[] = {
	{ "type", &word, 1 }, { "device", &word, 0 }, { "options", &words, 0 },
	{ NULL, NULL, 0 },
};
static const struct member user_members[] = {
	{ "uid", &id, 1 }, { "group", &name, 1 }, { "description", &field, 0 },
	{ "home", &home, 0 }, { "shell", &home, 0 },
	{ "password", &password, 0 }, { "authorized_keys", &keys, 0 },
	{ NULL, NULL, 0 },
};
static const struct member group_members[] = {
	{ "gid", &id, 1 }, { "members", &names, 0 }, { NULL, NULL, 0 },
};
static const struct member service_members[] = {
	{ "run", &script, 1 }, { "check", &script, 0 }, { "user", &name, 0 },
	{ "after", &names, 0 }, { "if_exists", &plain_path, 0 },
	{ "bound_to", &names, 0 }, { "stop", &script, 0 },
	{ "restart", &restart, 0 }, { "log", &boolean, 0 },
	{ NULL, NULL, 0 },
};
static const struct member secret_members[] = {
	{ "description", &description, 1 }, { "min_bytes", &id, 0 },
	{ "max_bytes", &id, 0 }, { NULL, NULL, 0 },
};

static const struct shape file = { TYPE_OBJECT, .members = file_members };
static const struct shape files = { TYPE_MAP, .each = &file,
				    .key_fault = absolute_fault };
static const struct shape access = { TYPE_OBJECT, .members = access_members };
static const struct shape accesses = { TYPE_MAP, .each = &access,
				       .key_fault = absolute_fault };
static const struct shape links = { TYPE_MAP, .each = &target,
				    .key_fault = absolute_fault };
static const struct shape node = { TYPE_OBJECT, .members = node_members };
static const struct shape nodes = { TYPE_MAP, .each = &node,
				    .key_fault = absolute_fault };
static const struct shape mount = { TYPE_OBJECT, .members = mount_members };
static const struct shape mounts = { TYPE_MAP, .each = &mount,
				     .key_fault = mount_fault };
static const struct shape user = { TYPE_OBJECT, .members = user_members };
static const struct shape users = { TYPE_MAP, .each = &user,
				    .key_fault = name_fault };
static const struct shape group = { TYPE_OBJECT, .members = group_members };
static const struct shape groups = { TYPE_MAP, .each = &group,
				     .key_fault = name_fault };
static const struct shape service = { TYPE_OBJECT,
				      .members = service_members };
static const struct shape services = { TYPE_MAP, .each = &service,
				       .key_fault = name_fault };
static const struct shape option = { TYPE_OPTION, .fault = option_fault };
static const struct shape options = { TYPE_MAP, .each = &option,
				      .key_fault = symbol_fault };

static const struct shape secret = { TYPE_OBJECT, .members = secret_members };
static const struct shape secrets = { TYPE_MAP, .each = &secret,
				      .key_fault = name_fault };
static const struct shape origin = { TYPE_STRING, .fault = target_fault };
static const struct shape origins = { TYPE_MAP, .each = &origin,
				      .key_fault = one_line_fault };

static const struct member top_members[] = {
	{ "description", &description, 1 },
	{ "hostname", &hostname, 1 },
	{ "packages", &names, 0 },
	{ "exclude", &words, 0 },
	{ "permissions", &accesses, 0 },
	{ "files", &files, 0 },
	{ "directories", &accesses, 0 },
	{ "links", &links, 0 },
	{ "nodes", &nodes, 0 },
	{ "mounts", &mounts, 0 },
	{ "users", &users, 0 },
	{ "groups", &groups, 0 },
	{ "services", &services, 0 },
	{ "kernel_options", &options, 0 },
	{ "busybox_options", &options, 0 },
	{ "cmdline", &cmdline, 0 },
	{ "needs", &names, 0 },
	{ "secrets", &secrets, 0 },
	{ "origins", &origins, 0 },
	{ NULL, NULL, 0 },
};
static const struct shape top = { TYPE_OBJECT, .members = top_members };

/* ---- walking them ---- */

void walk_report(struct walk *w, const char *fmt, ...)
{
	va_list ap;

	strbuf_addf(w->err, "%s: ", config_origin(w->c, w->where.buf, NULL));
	if (w->where.len)
		strbuf_addf(w->err, "%s: ", w->where.buf);
	va_start(ap, fmt);
	strbuf_vaddf(w->err, fmt, ap);
	va_end(ap);
	strbuf_addch(w->err, '\n');
	w->bad = 1;
}

void walk_enter(struct walk *w, const char *key_name)
{
	config_where(&w->where, key_name);
}

void walk_leave(struct walk *w, size_t len)
{
	w->where.len = len;
	w->where.buf[len] = '\0';
}

static int has_type(const json_t *v, enum type type)
{
	switch (type) {
	case TYPE_STRING:
		return json_is_string(v);
	case TYPE_ID:
		return json_is_integer(v) && json_integer_value(v) >= 0 &&
		       json_integer_value(v) <= 65534;
	case TYPE_BOOL:
		return json_is_boolean(v);
	case TYPE_LIST:
		return json_is_array(v);
	case TYPE_MAP:
	case TYPE_OBJECT:
		return json_is_object(v);
	case TYPE_OPTION:
		return json_is_string(v) || json_is_integer(v);
	}
	return 0;
}

static void walk_value(struct walk *w, const json_t *v,
		       const struct shape *s);

static const struct member *find_member(const struct member *m,
					const char *wanted)
{
	for (; m->name; m++)
		if (!strcmp(m->name, wanted))
			return m;
	return NULL;
}

static void unknown_key(struct walk *w, const struct member *m)
{
	struct strbuf known = STRBUF_INIT;

	for (; m->name; m++)
		strbuf_addf(&known, "%s%s", known.len ? ", " : "", m->name);
	walk_report(w, "unknown key (known: %s)", known.buf);
	strbuf_release(&known);
}

static void walk_object(struct walk *w, const json_t *v,
			const struct member *members)
{
	size_t len = w->where.len;
	const char *k;
	json_t *each;

	json_object_foreach((json_t *)v, k, each) {
		const struct member *m = find_member(members, k);

		walk_enter(w, k);
		if (m)
			walk_value(w, each, m->shape);
		else
			unknown_key(w, members);
		walk_leave(w, len);
	}
	for (; members->name; members++)
		if (members->required && !json_object_get(v, members->name))
			walk_report(w, "the key \"%s\" is missing",
				    members->name);
}

static void walk_map(struct walk *w, const json_t *v, const struct shape *s)
{
	size_t len = w->where.len;
	const char *k, *fault;
	json_t *each;

	json_object_foreach((json_t *)v, k, each) {
		walk_enter(w, k);
		fault = s->key_fault(k);
		if (fault)
			walk_report(w, "%s", fault);
		walk_value(w, each, s->each);
		walk_leave(w, len);
	}
}

static void walk_list(struct walk *w, const json_t *v, const struct shape *s)
{
	size_t len = w->where.len, i;
	json_t *each;

	json_array_foreach(v, i, each) {
		strbuf_addf(&w->where, "[%zu]", i);
		walk_value(w, each, s->each);
		walk_leave(w, len);
	}
}

static void walk_value(struct walk *w, const json_t *v, const struct shape *s)
{
	const char *fault;

	if (!has_type(v, s->type)) {
		walk_report(w, "expected %s", type_names[s->type]);
		return;
	}
	if (s->type == TYPE_OBJECT) {
		walk_object(w, v, s->members);
	} else if (s->type == TYPE_MAP) {
		walk_map(w, v, s);
	} else if (s->type == TYPE_LIST) {
		walk_list(w, v, s);
	} else if (s->fault && json_is_string(v)) {
		fault = s->fault(json_string_value(v));
		if (fault)
			walk_report(w, "%s", fault);
	}
}

void config_check_schema(struct walk *w, const json_t *root)
{
	walk_value(w, root, &top);
}
