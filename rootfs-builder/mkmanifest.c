// SPDX-License-Identifier: GPL-2.0-only
/* configuration + packages' install trees -> manifest */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config.h"
#include "manifest.h"
#include "secrets.h"
#include "tree.h"

static const char usage[] =
"usage: mkmanifest -P DIR -g DIR [options] -o MANIFEST CONFIG.json\n"
"       mkmanifest --list WHAT CONFIG.json\n"
"\n"
"Write the manifest of the root file system that CONFIG.json asks for: one\n"
"line a file, in the grammar of gensquashfs, for mkrootfs.\n"
"\n"
"  -P, --packages=DIR         DIR/NAME is the install tree of package NAME\n"
"  -p, --package=NAME=DIR     DIR is that of package NAME\n"
"  -g, --generated=DIR        where to put files made from the configuration\n"
"  -k, --authorized-keys=FILE public SSH keys that may log in as root\n"
"  -b, --board=FILE           board.facts, of which /etc/board is made\n"
"  -s, --secrets=FILE         lines NAME = VALUE for the configuration's secrets\n"
"  -r, --private=DIR          with secrets: make DIR readable for you alone\n"
"  -o, --output=FILE          the manifest\n"
"  -d, --depfile=FILE         what it was made of, as a rule for make\n"
"  -l, --list=WHAT            print and exit; WHAT is one of:\n"
"        description  hostname  packages  services  cmdline\n"
"        needs            what the board must have\n"
"        secrets          the names of those that --secrets must give\n"
"        kernel-options   a fragment for the kernel's configuration\n"
"        busybox-options  the same for busybox's\n"
"        make             what make needs, as variables\n"
"        files            the files that CONFIG.json takes as source\n"
"  -h, --help                 print this and exit\n";

struct options {
	struct tree_options tree;
	struct secrets secrets;
	const char *config, *output, *depfile, *list;
	const char *secrets_file, *private_dir;
};

enum { EXIT_BAD = 1, EXIT_USAGE = 2, EXIT_SYSTEM = 111 };

/* ---- --list ---- */

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

static void list_files(const struct config *c, struct strbuf *out)
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
	{ "files", list_files },
};

static int print_list(const struct options *o, const struct config *c)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (strcmp(o->list, lists[i].what))
			continue;
		lists[i].print(c, &out);
		fputs(out.buf, stdout);
		strbuf_release(&out);
		return fflush(stdout) ? EXIT_SYSTEM : 0;
	}
	fprintf(stderr, "mkmanifest: nothing called \"%s\" to list, see "
		"mkmanifest --help\n", o->list);
	return EXIT_USAGE;
}

/* ---- options ---- */

static const struct option long_options[] = {
	{ "packages", required_argument, NULL, 'P' },
	{ "package", required_argument, NULL, 'p' },
	{ "generated", required_argument, NULL, 'g' },
	{ "authorized-keys", required_argument, NULL, 'k' },
	{ "board", required_argument, NULL, 'b' },
	{ "secrets", required_argument, NULL, 's' },
	{ "private", required_argument, NULL, 'r' },
	{ "output", required_argument, NULL, 'o' },
	{ "depfile", required_argument, NULL, 'd' },
	{ "list", required_argument, NULL, 'l' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const char **option_target(struct options *o, int c)
{
	switch (c) {
	case 'P':
		return &o->tree.packages;
	case 'g':
		return &o->tree.generated;
	case 'k':
		return &o->tree.authorized_keys;
	case 'b':
		return &o->tree.board;
	case 's':
		return &o->secrets_file;
	case 'r':
		return &o->private_dir;
	case 'o':
		return &o->output;
	case 'd':
		return &o->depfile;
	case 'l':
		return &o->list;
	}
	return NULL;
}

/* Returns an exit status, or -1 to go on. */
static int parse_options(struct options *o, int argc, char **argv)
{
	int c;

	*o = (struct options){ .config = NULL };
	while ((c = getopt_long(argc, argv, "P:p:g:k:b:s:r:o:d:l:h", long_options,
				NULL)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (c == '?')
			return EXIT_USAGE;
		if (c == 'p')
			strlist_add(&o->tree.package, optarg);
		else
			*option_target(o, c) = optarg;
	}
	if (optind + 1 != argc ||
	    (!o->list && (!o->tree.packages || !o->tree.generated ||
			  !o->output))) {
		fputs("mkmanifest: wrong arguments, see mkmanifest --help\n",
		      stderr);
		return EXIT_USAGE;
	}
	o->config = argv[optind];
	return -1;
}

/* ---- writing ---- */

static int write_depfile(const struct options *o, const struct config *c,
			 struct strbuf *err)
{
	struct strbuf out = STRBUF_INIT, files = STRBUF_INIT;
	int ret;

	list_files(c, &files);
	strbuf_addf(&files, "%s\n", c->file);
	if (o->tree.authorized_keys)
		strbuf_addf(&files, "%s\n", o->tree.authorized_keys);
	if (o->secrets_file)
		strbuf_addf(&files, "%s\n", o->secrets_file);
	strbuf_addf(&out, "%s:", o->output);
	for (const char *p = files.buf; *p; ) {
		size_t len = strcspn(p, "\n");

		strbuf_addf(&out, " \\\n %.*s", (int)len, p);
		p += len + 1;
	}
	strbuf_addstr(&out, "\n");
	/* a file that has gone must not stop make: the rule is to run */
	for (const char *p = files.buf; *p; ) {
		size_t len = strcspn(p, "\n");

		strbuf_addf(&out, "%.*s:\n", (int)len, p);
		p += len + 1;
	}
	ret = file_write(o->depfile, out.buf, out.len, err);
	strbuf_release(&out);
	strbuf_release(&files);
	return ret;
}

static int write_manifest(const struct options *o, const struct config *c,
			  const struct manifest *m, struct strbuf *err)
{
	struct strbuf out = STRBUF_INIT;
	int ret;

	strbuf_addf(&out, "# root file system of %s, made by mkmanifest\n",
		    c->file);
	manifest_format(m, &out);
	ret = file_write(o->output, out.buf, out.len, err);
	strbuf_release(&out);
	if (!ret && o->depfile)
		ret = write_depfile(o, c, err);
	return ret;
}

/*
 * Read the secrets; from here on nothing that is written is for others.  The
 * images are made in the private directory, too.
 */
static int take_secrets(struct options *o, const struct config *c,
			struct strbuf *err)
{
	o->tree.secrets = &o->secrets;
	if (o->secrets_file && secrets_read(&o->secrets, o->secrets_file, err))
		return -1;
	if (!secrets_wanted(c))
		return 0;
	o->tree.private = 1;
	umask(077);
	if (o->private_dir && chmod(o->private_dir, 0700))
		return fail(err, "%s: cannot make it private: %s\n",
			    o->private_dir, strerror(errno));
	return secrets_check(&o->secrets, c, err);
}

static void print_lines(const struct strbuf *err)
{
	for (const char *p = err->buf; *p; ) {
		size_t len = strcspn(p, "\n");

		fprintf(stderr, "mkmanifest: %.*s\n", (int)len, p);
		p += len + (p[len] == '\n');
	}
}

int main(int argc, char **argv)
{
	struct config c = { .file = NULL };
	struct manifest m = MANIFEST_INIT;
	struct strbuf err = STRBUF_INIT;
	struct options o;
	int status = parse_options(&o, argc, argv);

	if (status >= 0)
		return status;
	if (config_read(&c, o.config, &err)) {
		status = EXIT_BAD;
	} else if (o.list) {
		status = print_list(&o, &c);
	} else if (take_secrets(&o, &c, &err) ||
		   tree_build(&m, &c, &o.tree, &err)) {
		status = EXIT_BAD;
	} else {
		status = 0;
		if (write_manifest(&o, &c, &m, &err))
			status = EXIT_SYSTEM;
	}
	print_lines(&err);
	manifest_release(&m);
	secrets_release(&o.secrets);
	strlist_release(&o.tree.package);
	config_release(&c);
	strbuf_release(&err);
	return status;
}
