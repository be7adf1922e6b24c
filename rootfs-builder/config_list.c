// SPDX-License-Identifier: GPL-2.0-only
/* mkmanifest --list: parts of a configuration as text for make and scripts. */
#include "config_list.h"

#include <stdlib.h>
#include <string.h>

static void list_keys(const json_t *obj, struct strbuf *out)
{
	struct strlist keys = config_keys(obj);

	for (size_t i = 0; i < keys.n; i++)
		strbuf_addf(out, "%s\n", keys.v[i]);
	strlist_release(&keys);
}

static void list_description(const struct config *c, struct strbuf *out)
{
	strbuf_addf(out, "%s\n", config_string(c->root, "description", ""));
}

static void list_hostname(const struct config *c, struct strbuf *out)
{
	strbuf_addf(out, "%s\n", config_string(c->root, "hostname", ""));
}

static void list_strings(const json_t *list, const char *separator,
			 struct strbuf *out)
{
	json_t *each;
	size_t i;

	json_array_foreach(list, i, each)
		strbuf_addf(out, "%s%s", i ? separator : "",
			    json_string_value(each));
	if (json_array_size(list))
		strbuf_addch(out, '\n');
}

static void list_packages(const struct config *c, struct strbuf *out)
{
	list_strings(json_object_get(c->root, "packages"), "\n", out);
}

/* One line: it is appended to the kernel's command line. */
static void list_cmdline(const struct config *c, struct strbuf *out)
{
	list_strings(json_object_get(c->root, "cmdline"), " ", out);
}

static void list_services(const struct config *c, struct strbuf *out)
{
	list_keys(config_object(c->root, "services"), out);
}

void config_list_files(const struct config *c, struct strbuf *out)
{
	const json_t *all = config_object(c->root, "files");
	struct strlist paths = config_keys(all);

	for (size_t i = 0; i < paths.n; i++) {
		const char *s = config_string(json_object_get(all, paths.v[i]),
					      "source", NULL);
		char *from = s ? config_source(c, s) : NULL;

		if (from)
			strbuf_addf(out, "%s\n", from);
		free(from);
	}
	strlist_release(&paths);
}

/* kconfig writes hexadecimal numbers without quotes, too. */
static int is_number(const char *s)
{
	if (!strncmp(s, "0x", 2))
		return s[2] && strspn(s + 2, "0123456789abcdefABCDEF") ==
			       strlen(s + 2);
	s += *s == '-';
	return *s && strspn(s, "0123456789") == strlen(s);
}

/*
 * Lines for a kernel's or busybox's configuration.  "# from FILE" above one
 * lets scripts/kconfig-merge name the module that asks for it.
 */
static void list_options(const struct config *c, const char *section,
			 struct strbuf *out)
{
	const json_t *all = config_object(c->root, section);
	struct strlist names = config_keys(all);

	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.v[i];
		json_t *v = json_object_get(all, name);
		const char *s = json_string_value(v);

		strbuf_addf(out, "# from %s\n",
			    config_origin(c, section, name));
		if (!s)
			strbuf_addf(out, "CONFIG_%s=%lld\n", name,
				    (long long)json_integer_value(v));
		else if (!strcmp(s, "n"))
			strbuf_addf(out, "# CONFIG_%s is not set\n", name);
		else if (!strcmp(s, "y") || is_number(s))
			strbuf_addf(out, "CONFIG_%s=%s\n", name, s);
		else
			strbuf_addf(out, "CONFIG_%s=\"%s\"\n", name, s);
	}
	strlist_release(&names);
}

static void list_kernel_options(const struct config *c, struct strbuf *out)
{
	list_options(c, "kernel_options", out);
}

static void list_busybox_options(const struct config *c, struct strbuf *out)
{
	list_options(c, "busybox_options", out);
}

static void list_needs(const struct config *c, struct strbuf *out)
{
	list_strings(json_object_get(c->root, "needs"), "\n", out);
}

static void list_secrets(const struct config *c, struct strbuf *out)
{
	list_keys(config_object(c->root, "secrets"), out);
}

static void list_variable(const json_t *list, const char *name,
			  struct strbuf *out)
{
	json_t *each;
	size_t i;

	strbuf_addf(out, "config_%s :=", name);
	json_array_foreach(list, i, each)
		strbuf_addf(out, " %s", json_string_value(each));
	strbuf_addch(out, '\n');
}

/* What make wants to know before it can say what is out of date. */
static void list_make(const struct config *c, struct strbuf *out)
{
	struct strlist secrets = config_keys(config_object(c->root, "secrets"));

	list_variable(json_object_get(c->root, "packages"), "packages", out);
	list_variable(json_object_get(c->root, "needs"), "needs", out);
	strbuf_addstr(out, "config_secrets :=");
	for (size_t i = 0; i < secrets.n; i++)
		strbuf_addf(out, " %s", secrets.v[i]);
	strbuf_addch(out, '\n');
	strlist_release(&secrets);
}

static const struct {
	const char *what;
	void (*print)(const struct config *c, struct strbuf *out);
} lists[] = {
	{ "description", list_description },
	{ "hostname", list_hostname },
	{ "packages", list_packages },
	{ "services", list_services },
	{ "kernel-options", list_kernel_options },
	{ "busybox-options", list_busybox_options },
	{ "needs", list_needs },
	{ "secrets", list_secrets },
	{ "make", list_make },
	{ "cmdline", list_cmdline },
	{ "files", config_list_files },
};

int config_list(const struct config *c, const char *what, struct strbuf *out)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (strcmp(what, lists[i].what))
			continue;
		lists[i].print(c, out);
		return 0;
	}
	return -1;
}
