// SPDX-License-Identifier: GPL-2.0-only
#include "rootcheck.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static int report(struct strbuf *err, const struct entry *e, const char *fmt,
		  ...) __attribute__((format(printf, 3, 4)));

static int report(struct strbuf *err, const struct entry *e, const char *fmt,
		  ...)
{
	va_list ap;

	strbuf_addf(err, "%s: %s: ", e->origin, e->path);
	va_start(ap, fmt);
	strbuf_vaddf(err, fmt, ap);
	va_end(ap);
	strbuf_addch(err, '\n');
	return -1;
}

/* The directory @e is in, in @out. */
static void dir_of(const struct entry *e, struct strbuf *out)
{
	const char *slash = strrchr(e->path, '/');

	strbuf_reset(out);
	strbuf_add(out, e->path, (size_t)(slash - e->path));
	if (!out->len)
		strbuf_addch(out, '/');
}

static const char *base_name(const struct entry *e)
{
	return strrchr(e->path, '/') + 1;
}

/* ---- names ---- */

static int check_twice(const struct check_input *in, struct strbuf *err)
{
	const struct entry *e = in->m->entries;
	int ret = 0;

	for (size_t i = 1; i < in->m->n; i++)
		if (!strcmp(e[i - 1].path, e[i].path))
			ret = report(err, &e[i], "two files for one path, the "
				     "other is of %s (%s, %s)",
				     e[i - 1].origin, e[i - 1].package,
				     e[i].package);
	return ret;
}

static int check_parents(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i];
		struct strbuf dir = STRBUF_INIT;

		dir_of(e, &dir);
		if (e->parent == NO_PARENT) {
			if (strcmp(dir.buf, "/"))
				ret = report(err, e, "directory %s is missing",
					     dir.buf);
		} else if (in->m->entries[e->parent].kind != KIND_DIR) {
			ret = report(err, e, "%s is not a directory (%s)",
				     dir.buf,
				     in->m->entries[e->parent].origin);
		}
		strbuf_release(&dir);
	}
	return ret;
}

static int check_root(const struct check_input *in, struct strbuf *err)
{
	const struct entry *e = manifest_find(in->m, "/", 1);

	if (e && e->kind != KIND_DIR)
		return report(err, e, "the root is not a directory");
	return 0;
}

static int check_links(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i], *found;
		struct strbuf dir = STRBUF_INIT;
		enum resolved how;

		if (e->kind != KIND_SLINK)
			continue;
		dir_of(e, &dir);
		how = manifest_resolve(in->m, dir.buf, e->target, &found);
		if (how == RESOLVED_MISSING)
			ret = report(err, e, "dangling symlink: there is no %s",
				     e->target);
		else if (how == RESOLVED_LOOP)
			ret = report(err, e, "symlink to %s goes in a circle",
				     e->target);
		strbuf_release(&dir);
	}
	return ret;
}

/* ---- permissions ---- */

static int check_setid(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i];

		if ((e->mode & 06000) && e->kind != KIND_SLINK &&
		    !strlist_has(&in->m->setid, e->path))
			ret = report(err, e, "mode %04o is %s, which nobody "
				     "asked for", e->mode,
				     e->mode & 04000 ? "set-uid" : "set-gid");
	}
	return ret;
}

static int check_writable(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i];

		if (!(e->mode & 0002) || e->kind == KIND_SLINK ||
		    e->kind == KIND_NOD)
			continue;
		if (e->kind == KIND_DIR && (e->mode & 01000))
			continue;
		ret = report(err, e, "mode %04o is writable by everybody%s",
			     e->mode, e->kind == KIND_DIR ?
			     " and not sticky" : "");
	}
	return ret;
}

/* ---- secrets ---- */

static int blob_has(const struct blob *b, const char *text)
{
	return b->size && memmem(b->data, b->size, text, strlen(text));
}

/* dropbear stores a host key as the SSH wire format: length, type, numbers. */
static int is_dropbear_key(const struct blob *b)
{
	static const char *const types[] = {
		"ssh-rsa", "ssh-dss", "ssh-ed25519", "ecdsa-sha2-nistp256",
		"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t len = strlen(types[i]);

		if (b->size > 4 + len && !b->data[0] && !b->data[1] &&
		    !b->data[2] && b->data[3] == len &&
		    !memcmp(b->data + 4, types[i], len))
			return 1;
	}
	return 0;
}

static const char *private_key_kind(const struct blob *b)
{
	static const char openssh[] = "openssh-key-v1";

	if (is_dropbear_key(b))
		return "dropbear host key";
	if (b->size >= sizeof(openssh) &&
	    !memcmp(b->data, openssh, sizeof(openssh)))
		return "OpenSSH private key";
	if (elf_is(b))
		return NULL;	/* programs name the formats they read */
	if (blob_has(b, "PRIVATE KEY-----"))
		return "PEM private key";
	if (blob_has(b, "PuTTY-User-Key-File-"))
		return "PuTTY private key";
	return NULL;
}

static const char *const secret_names[] = {
	"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "*_host_key",
	"ssh_host_*_key", "*.key", "*.p12", "*.pfx",
};

static int check_secrets(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i];
		const char *kind;

		if (e->kind != KIND_FILE)
			continue;
		kind = private_key_kind(&e->data);
		for (size_t k = 0; !kind && k < sizeof(secret_names) /
		     sizeof(secret_names[0]); k++)
			if (!fnmatch(secret_names[k], base_name(e), 0))
				kind = "file named like a private key";
		if (kind)
			ret = report(err, e, "%s, which must not be in an "
				     "image", kind);
	}
	return ret;
}

/* ---- programs ---- */

/* Whether @path leads to a regular file; @found is set if so. */
static int find_file(const struct manifest *m, const char *base,
		     const char *path, const struct entry **found)
{
	return manifest_resolve(m, base, path, found) == RESOLVED_ENTRY &&
	       (*found)->kind == KIND_FILE;
}

static int check_elf(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i];
		struct strbuf why = STRBUF_INIT;
		struct elf_facts f;

		if (e->kind != KIND_FILE || !elf_is(&e->data))
			continue;
		if (elf_read(&f, &e->data, in->arch, &why))
			ret = report(err, e, "%s", why.buf);
		elf_facts_release(&f);
		strbuf_release(&why);
	}
	return ret;
}

/*
 * Read @e's facts; 0 when it is no ELF file or a broken one, which is for
 * check_elf() to say.
 */
static int facts_of(const struct check_input *in, const struct entry *e,
		    struct elf_facts *f)
{
	struct strbuf ignored = STRBUF_INIT;
	int good;

	if (e->kind != KIND_FILE || !elf_is(&e->data))
		return 0;
	good = !elf_read(f, &e->data, in->arch, &ignored);
	strbuf_release(&ignored);
	if (!good)
		elf_facts_release(f);
	return good;
}

static int check_interp(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i], *found;
		struct elf_facts f;

		if (!facts_of(in, e, &f))
			continue;
		if (f.interp && !find_file(in->m, "/", f.interp, &found))
			ret = report(err, e, "its ELF interpreter %s is "
				     "missing", f.interp);
		elf_facts_release(&f);
	}
	return ret;
}

/*
 * musl's loader is its C library too and supplies these names itself
 * (ldso/dynlink.c, "reserved").
 */
static int musl_supplies(const struct elf_facts *f, const char *lib)
{
	static const char *const names[] = {
		"libc.so", "libpthread.so", "librt.so", "libm.so", "libdl.so",
		"libutil.so", "libxnet.so",
	};
	const char *slash = f->interp ? strrchr(f->interp, '/') : NULL;

	if (!slash || strncmp(slash, "/ld-musl-", strlen("/ld-musl-")))
		return 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(lib, names[i]))
			return 1;
	return 0;
}

static int library_in(const struct manifest *m, const char *dir,
		      const char *origin, const char *lib)
{
	const struct entry *found;
	struct strbuf path = STRBUF_INIT;
	int there;

	if (!strncmp(dir, "$ORIGIN", strlen("$ORIGIN")))
		strbuf_addf(&path, "%s%s", origin, dir + strlen("$ORIGIN"));
	else
		strbuf_addstr(&path, dir);
	strbuf_addf(&path, "/%s", lib);
	there = find_file(m, "/", path.buf, &found);
	strbuf_release(&path);
	return there;
}

static int library_there(const struct check_input *in, const struct entry *e,
			 const struct elf_facts *f, const char *lib)
{
	const struct entry *found;
	struct strbuf dir = STRBUF_INIT;
	int there = 0;

	dir_of(e, &dir);
	if (strchr(lib, '/')) {
		there = find_file(in->m, "/", lib, &found);
	} else {
		for (size_t i = 0; !there && i < f->rpath.n; i++)
			there = library_in(in->m, f->rpath.v[i], dir.buf, lib);
		there = there || library_in(in->m, "/lib", dir.buf, lib) ||
			library_in(in->m, "/usr/lib", dir.buf, lib) ||
			musl_supplies(f, lib);
	}
	strbuf_release(&dir);
	return there;
}

static int check_needed(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i];
		struct elf_facts f;

		if (!facts_of(in, e, &f))
			continue;
		for (size_t k = 0; k < f.needed.n; k++)
			if (!library_there(in, e, &f, f.needed.v[k]))
				ret = report(err, e, "the library %s it needs "
					     "is missing (searched in its "
					     "rpath, /lib and /usr/lib)",
					     f.needed.v[k]);
		elf_facts_release(&f);
	}
	return ret;
}

/* Soft-float and hard-float MIPS code pass numbers in different registers. */
static int check_float(const struct check_input *in, struct strbuf *err)
{
	const struct entry *soft = NULL, *hard = NULL;

	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i];
		struct elf_facts f;

		if (!facts_of(in, e, &f))
			continue;
		if (f.float_abi == FP_ABI_SOFT)
			soft = e;
		else if (f.float_abi > FP_ABI_ANY)
			hard = e;
		elf_facts_release(&f);
	}
	if (soft && hard)
		return report(err, hard, "is hard-float but %s is soft-float: "
			      "they cannot work together", soft->path);
	return 0;
}

/* Tag_CPU_arch values: 6 is v6, 7 v6KZ, 8 v6T2, 9 v6K, 10 v7. */
static int check_cpu(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	if (strcmp(in->arch->name, "armv6"))
		return 0;
	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i];
		struct elf_facts f;

		if (!facts_of(in, e, &f))
			continue;
		if (f.cpu_arch > 9 || f.cpu_arch == 8)
			ret = report(err, e, "is code for a newer ARM than v6 "
				     "(Tag_CPU_arch %d)", f.cpu_arch);
		elf_facts_release(&f);
	}
	return ret;
}

/* ---- scripts ---- */

static int in_path(const struct manifest *m, const char *name)
{
	static const char *const dirs[] = {
		"/bin", "/sbin", "/usr/bin", "/usr/sbin",
	};
	const struct entry *found;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (find_file(m, dirs[i], name, &found))
			return 1;
	return 0;
}

static char *next_word(const char **p, const char *end)
{
	const char *start;

	while (*p < end && (**p == ' ' || **p == '\t'))
		(*p)++;
	start = *p;
	while (*p < end && **p != ' ' && **p != '\t')
		(*p)++;
	return xstrndup(start, (size_t)(*p - start));
}

static int check_script(const struct check_input *in, const struct entry *e,
			struct strbuf *err)
{
	const char *p = (const char *)e->data.data + 2;
	const char *end = (const char *)e->data.data + e->data.size;
	const char *stop = memchr(p, '\n', (size_t)(end - p));
	const struct entry *found;
	char *interp, *arg;
	size_t len;
	int ret = 0;

	if (!stop)
		stop = end;
	interp = next_word(&p, stop);
	arg = next_word(&p, stop);
	len = strlen(interp);
	if (!find_file(in->m, "/", interp, &found))
		ret = report(err, e, "its #! interpreter \"%s\" is missing",
			     interp);
	else if (!(found->mode & 0111))
		ret = report(err, e, "its #! interpreter %s is not executable",
			     interp);
	else if (len > 4 && !strcmp(interp + len - 4, "/env") &&
		 !in_path(in->m, arg))
		ret = report(err, e, "its #! interpreter \"%s\" is in no "
			     "directory of PATH", arg);
	free(interp);
	free(arg);
	return ret;
}

static int check_scripts(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < in->m->n; i++) {
		const struct entry *e = &in->m->entries[i];

		if (e->kind == KIND_FILE && (e->mode & 0111) &&
		    e->data.size >= 2 && !memcmp(e->data.data, "#!", 2) &&
		    check_script(in, e, err))
			ret = -1;
	}
	return ret;
}

static int check_init(const struct check_input *in, struct strbuf *err)
{
	const struct entry *e;

	if (!find_file(in->m, "/", in->init, &e)) {
		strbuf_addf(err, "%s: init is missing: the kernel would "
			    "panic\n", in->init);
		return -1;
	}
	if (!(e->mode & 0100))
		return report(err, e, "init is not executable (mode %04o)",
			      e->mode);
	if (!elf_is(&e->data) &&
	    (e->data.size < 2 || memcmp(e->data.data, "#!", 2)))
		return report(err, e, "init is neither an ELF program nor a "
			      "script");
	return 0;
}

static const struct check {
	const char *name;
	const char *refuses;
	int (*run)(const struct check_input *in, struct strbuf *err);
} checks[] = {
	{ "root", "a root that is not a directory", check_root },
	{ "twice", "two files for one path", check_twice },
	{ "parents", "a missing directory, a file below a file",
	  check_parents },
	{ "links", "dangling or circular symlinks", check_links },
	{ "setid", "set-uid and set-gid not asked for", check_setid },
	{ "writable", "files everybody may write, directories not sticky",
	  check_writable },
	{ "secrets", "private keys, by content and by name", check_secrets },
	{ "elf", "wrong ELF class, byte order, machine, ABI; cut-off files",
	  check_elf },
	{ "interp", "missing ELF interpreter", check_interp },
	{ "needed", "missing library", check_needed },
	{ "float", "soft-float and hard-float MIPS code together",
	  check_float },
	{ "cpu", "ARM code newer than the CPU", check_cpu },
	{ "scripts", "missing #! interpreter", check_scripts },
	{ "init", "missing or unusable init", check_init },
};

#define N_CHECKS (sizeof(checks) / sizeof(checks[0]))

int checks_run(const struct check_input *in, struct strbuf *err)
{
	int ret = 0;

	for (size_t i = 0; i < N_CHECKS; i++)
		if (checks[i].run(in, err))
			ret = -1;
	return ret;
}

void checks_list(struct strbuf *out)
{
	for (size_t i = 0; i < N_CHECKS; i++)
		strbuf_addf(out, "%-10s%s\n", checks[i].name,
			    checks[i].refuses);
}
