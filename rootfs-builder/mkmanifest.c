// SPDX-License-Identifier: GPL-2.0-only
/* configuration + packages' install trees -> manifest */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config.h"
#include "config_list.h"
#include "manifest.h"
#include "secrets.h"
#include "tree.h"

static const char usage[] =
"usage: mkmanifest -P DIR -g DIR [options] -o MANIFEST CONFIG.json\n"
"       mkmanifest --list WHAT CONFIG.json\n"
"       mkmanifest --check-secrets [-s FILE] CONFIG.json\n"
"\n"
"Write the manifest of the root file system that CONFIG.json asks for: one\n"
"line a file, in the grammar of gensquashfs, for mkrootfs.\n"
"\n"
"  -P, --packages=DIR         DIR/NAME is the install tree of package NAME\n"
"  -p, --package=NAME=DIR     DIR is that of package NAME\n"
"  -g, --generated=DIR        where to put files made from the configuration\n"
"  -k, --authorized-keys=FILE public SSH keys that may log in as root\n"
"  -b, --board=FILE           board.facts, of which /etc/board is made\n"
"  -s, --secrets=FILE         lines NAME = VALUE, for the secrets\n"
"  -c, --check-secrets        only see whether FILE has all that are needed\n"
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
	int check_secrets;
};

enum { EXIT_BAD = 1, EXIT_USAGE = 2, EXIT_SYSTEM = 111 };

/* ---- --list ---- */

static int print_list(const struct options *o, const struct config *c)
{
	struct strbuf out = STRBUF_INIT;
	int known = !config_list(c, o->list, &out);

	if (known)
		fputs(out.buf, stdout);
	else
		fprintf(stderr, "mkmanifest: nothing called \"%s\" to list, "
			"see mkmanifest --help\n", o->list);
	strbuf_release(&out);
	if (!known)
		return EXIT_USAGE;
	return fflush(stdout) ? EXIT_SYSTEM : 0;
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
	{ "check-secrets", no_argument, NULL, 'c' },
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
	while ((c = getopt_long(argc, argv, "P:p:g:k:b:s:r:o:d:l:ch",
				long_options, NULL)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (c == '?')
			return EXIT_USAGE;
		if (c == 'c')
			o->check_secrets = 1;
		else if (c == 'p')
			strlist_add(&o->tree.package, optarg);
		else
			*option_target(o, c) = optarg;
	}
	if (optind + 1 != argc ||
	    (!o->list && !o->check_secrets &&
	     (!o->tree.packages || !o->tree.generated ||
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

	config_list_files(c, &files);
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
	} else if (take_secrets(&o, &c, &err)) {
		status = EXIT_BAD;
	} else if (o.check_secrets) {
		status = 0;
	} else if (tree_build(&m, &c, &o.tree, &err)) {
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
