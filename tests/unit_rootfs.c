// SPDX-License-Identifier: GPL-2.0-only
/*
 * rootfs-builder: the manifest's grammar, every check with an input that must
 * fail in the named way, the configuration's keys, hostile ELF files.
 */
#include <elf.h>
#include <stdlib.h>
#include <unistd.h>

#include "config.h"
#include "costs.h"
#include "elfcheck.h"
#include "manifest.h"
#include "rootcheck.h"
#include "secrets.h"
#include "sqfs.h"
#include "unit.h"

/* ---- small ELF files made to order ---- */

struct elf_spec {
	const char *name;	/* how the manifest below asks for it */
	uint8_t class, data;
	uint16_t machine;
	uint32_t flags;
	const char *interp, *needed, *rpath;
	int fp_abi;		/* 0: no such segment */
	int arm_cpu;		/* 0: no such section */
};

#define MIPS32 ELFCLASS32, ELFDATA2MSB, EM_MIPS, 0x70001005
#define ARM32 ELFCLASS32, ELFDATA2LSB, EM_ARM, 0x05000200

static const struct elf_spec elfs[] = {
	{ "lib", MIPS32, NULL, NULL, NULL, 3, 0 },
	{ "exe", MIPS32, "/lib/ld.so", "libc.so", NULL, 3, 0 },
	{ "little-endian", ELFCLASS32, ELFDATA2LSB, EM_MIPS, 0x70001005, NULL,
	  NULL, NULL, 0, 0 },
	{ "64-bit", ELFCLASS64, ELFDATA2MSB, EM_MIPS, 0x70001005, NULL, NULL,
	  NULL, 0, 0 },
	{ "powerpc", ELFCLASS32, ELFDATA2MSB, EM_PPC, 0, NULL, NULL, NULL, 0,
	  0 },
	{ "n32", ELFCLASS32, ELFDATA2MSB, EM_MIPS, 0x70000025, NULL, NULL,
	  NULL, 0, 0 },
	{ "nan2008", ELFCLASS32, ELFDATA2MSB, EM_MIPS, 0x70001405, NULL, NULL,
	  NULL, 0, 0 },
	{ "r6", ELFCLASS32, ELFDATA2MSB, EM_MIPS, 0x90001005, NULL, NULL, NULL,
	  0, 0 },
	{ "hard", MIPS32, NULL, NULL, NULL, 1, 0 },
	{ "no-interp", MIPS32, "/lib/gone.so", NULL, NULL, 3, 0 },
	{ "no-needed", MIPS32, "/lib/ld.so", "libgone.so", NULL, 3, 0 },
	{ "rpath", MIPS32, "/lib/ld.so", "libx.so", "$ORIGIN/../opt", 3, 0 },
	{ "musl", MIPS32, "/lib/ld-musl-mips-sf.so.1", "libm.so", NULL, 3, 0 },
	{ "arm", ARM32, NULL, NULL, NULL, 0, 6 },
	{ "arm-hard", ELFCLASS32, ELFDATA2LSB, EM_ARM, 0x05000400, NULL, NULL,
	  NULL, 0, 6 },
	{ "arm-v7", ARM32, NULL, NULL, NULL, 0, 10 },
	{ "arm-eabi4", ELFCLASS32, ELFDATA2LSB, EM_ARM, 0x04000000, NULL, NULL,
	  NULL, 0, 6 },
};

static void put(struct strbuf *out, const struct elf_spec *s, uint32_t v,
		unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		strbuf_addch(out, (char)(v >> 8 * (s->data == ELFDATA2MSB ?
					bytes - 1 - i : i)));
}

static void put_phdr(struct strbuf *out, const struct elf_spec *s,
		     uint32_t type, uint32_t off, uint32_t size)
{
	uint32_t v[] = { type, off, off, off, size, size, 5, 4 };

	for (size_t i = 0; i < 8; i++)
		put(out, s, v[i], 4);
}

/* Everything at fixed places; virtual address and file offset are equal. */
enum { AT_INTERP = 0x100, AT_STRINGS = 0x140, AT_DYNAMIC = 0x1c0,
       AT_ABIFLAGS = 0x200, AT_ATTRIBUTES = 0x220, AT_SECTIONS = 0x240,
       ELF_BYTES = 0x268 };

static void pad_to(struct strbuf *out, size_t size)
{
	while (out->len < size)
		strbuf_addch(out, '\0');
}

static void put_header(struct strbuf *out, const struct elf_spec *s)
{
	unsigned int n = 2 + !!s->interp + !!s->fp_abi;

	strbuf_add(out, ELFMAG, SELFMAG);
	strbuf_addch(out, (char)s->class);
	strbuf_addch(out, (char)s->data);
	strbuf_addch(out, EV_CURRENT);
	pad_to(out, EI_NIDENT);
	put(out, s, ET_DYN, 2);
	put(out, s, s->machine, 2);
	put(out, s, EV_CURRENT, 4);
	put(out, s, 0, 4);
	put(out, s, sizeof(Elf32_Ehdr), 4);
	put(out, s, AT_SECTIONS, 4);
	put(out, s, s->flags, 4);
	put(out, s, sizeof(Elf32_Ehdr), 2);
	put(out, s, sizeof(Elf32_Phdr), 2);
	put(out, s, n, 2);
	put(out, s, sizeof(Elf32_Shdr), 2);
	put(out, s, s->arm_cpu ? 1 : 0, 2);
	put(out, s, 0, 2);
	put_phdr(out, s, PT_LOAD, 0, ELF_BYTES);
	put_phdr(out, s, PT_DYNAMIC, AT_DYNAMIC, 0x30);
	if (s->interp)
		put_phdr(out, s, PT_INTERP, AT_INTERP,
			 (uint32_t)strlen(s->interp) + 1);
	if (s->fp_abi)
		put_phdr(out, s, 0x70000003, AT_ABIFLAGS, 24);
}

static void make_elf(struct strbuf *out, const struct elf_spec *s)
{
	static const char attributes[] = "A\x14\0\0\0aeabi\0\1\7\0\0\0\6";

	put_header(out, s);
	pad_to(out, AT_INTERP);
	strbuf_addstr(out, s->interp ? s->interp : "");
	pad_to(out, AT_STRINGS + 1);
	strbuf_addstr(out, s->needed ? s->needed : "");
	pad_to(out, AT_STRINGS + 0x20);
	strbuf_addstr(out, s->rpath ? s->rpath : "");
	pad_to(out, AT_DYNAMIC);
	put(out, s, DT_STRTAB, 4);
	put(out, s, AT_STRINGS, 4);
	put(out, s, DT_STRSZ, 4);
	put(out, s, 0x60, 4);
	if (s->needed) {
		put(out, s, DT_NEEDED, 4);
		put(out, s, 1, 4);
	}
	if (s->rpath) {
		put(out, s, DT_RUNPATH, 4);
		put(out, s, 0x20, 4);
	}
	pad_to(out, AT_ABIFLAGS + 7);
	strbuf_addch(out, (char)s->fp_abi);
	pad_to(out, AT_ATTRIBUTES);
	strbuf_add(out, attributes, sizeof(attributes) - 1);
	strbuf_addch(out, (char)s->arm_cpu);
	pad_to(out, AT_SECTIONS + 4);
	put(out, s, 0x70000003, 4);
	pad_to(out, AT_SECTIONS + 16);
	put(out, s, AT_ATTRIBUTES, 4);
	put(out, s, 18, 4);
	pad_to(out, ELF_BYTES);
}

/* ---- manifests whose locations say what the content is ---- */

static void set_data(struct entry *e, const char *data, size_t size)
{
	e->data.data = malloc(size + 1);
	memcpy(e->data.data, data, size);
	e->data.data[size] = '\0';
	e->data.size = size;
}

/* "elf:NAME" is one of elfs[], "cut:NAME" the first half of it, "hex:..." and
   anything else is itself. */
static void fill(struct entry *e)
{
	const char *name = strchr(e->target, ':');
	struct strbuf out = STRBUF_INIT;

	if (!strncmp(e->target, "elf:", 4) || !strncmp(e->target, "cut:", 4)) {
		for (size_t i = 0; i < sizeof(elfs) / sizeof(elfs[0]); i++)
			if (!strcmp(elfs[i].name, name + 1))
				make_elf(&out, &elfs[i]);
		if (*e->target == 'c')
			out.len /= 2;
	} else if (!strcmp(e->target, "dropbear-key")) {
		strbuf_add(&out, "\0\0\0\13ssh-ed25519\0\0\0\100", 19);
	} else {
		strbuf_addstr(&out, e->target);
	}
	set_data(e, out.buf, out.len);
	strbuf_release(&out);
}

static const char good[] =
"# a comment\n"
"#@ package base\n"
"#@ runtime /run\n"
"#@ setid /bin/su\n"
"dir /bin 0755 0 0\n"
"dir /lib 0755 0 0\n"
"dir /opt 0755 0 0\n"
"dir /etc 0755 0 0\n"
"dir /run 0755 0 0\n"
"dir /tmp 1777 0 0\n"
"dir /dev 0755 0 0\n"
"nod /dev/null 0666 0 0 c 1 3\n"
"pipe /dev/log 0600 0 0\n"
"sock /dev/sock 0600 0 0\n"
"\n"
"#@ package programs\n"
"file /bin/sh 0755 0 0 elf:exe\n"
"file /bin/su 4755 0 0 elf:exe\n"
"file /bin/x 0755 0 0 elf:rpath\n"
"file /lib/ld.so 0755 0 0 elf:lib\n"
"file /lib/libc.so 0644 0 0 elf:lib\n"
"file /opt/libx.so 0644 0 0 elf:lib\n"
"file \"/etc/a \\\"name\\\" b\" 0644 0 12 text with blanks  \n"
"file /etc/id_rsa.pub 0644 0 0 ssh-rsa AAAA\n"
"file /etc/script 0755 0 0 #!/bin/sh -e\n"
"slink /lib/loop 0777 0 0 .\n"
"slink /init 0777 0 0 bin/../lib/loop/../../bin/./sh\n"
"slink /etc/mtab 0777 0 0 ../run/mtab\n"
"slink /etc/abs 0777 0 0 /bin/sh\n";

static int load(struct manifest *m, const char *more, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	int ret;

	strbuf_addstr(&text, good);
	strbuf_addstr(&text, more);
	ret = manifest_parse(m, "m", text.buf, err);
	manifest_sort(m);
	for (size_t i = 0; i < m->n; i++)
		if (m->entries[i].kind == KIND_FILE)
			fill(&m->entries[i]);
	strbuf_release(&text);
	return ret;
}

static int check(const char *more, const char *arch, const char *init,
		 struct strbuf *err)
{
	struct manifest m = MANIFEST_INIT;
	struct check_input in = { &m, elf_arch_find(arch), init };
	int ret = load(&m, more, err);

	if (!ret)
		ret = checks_run(&in, err);
	manifest_release(&m);
	return ret;
}

/* ---- bad lines ---- */

static const struct {
	const char *name, *line, *words;
} bad_lines[] = {
	{ "unknown keyword", "glob /x 0755 0 0", "m:30: unknown keyword" },
	{ "octal mode", "dir /x 0855 0 0", "\"0855\" is not an octal" },
	{ "mode too large", "dir /x 17777 0 0", "\"17777\" is not an octal" },
	{ "missing gid", "dir /x 0755 0", "gid is missing" },
	{ "negative uid", "dir /x 0755 -1 0", "uid \"-1\"" },
	{ "uid too large", "dir /x 0755 4294967295 0", "uid \"4294967295\"" },
	{ "missing location", "file /x 0755 0 0", "location is missing" },
	{ "missing target", "slink /x 0777 0 0", "target is missing" },
	{ "more than a dir", "dir /x 0755 0 0 y", "nothing expected after" },
	{ "device type", "nod /x 0600 0 0 d 1 3", "neither c nor b" },
	{ "device minor", "nod /x 0600 0 0 c 1 1048576", "minor" },
	{ "open quote", "dir \"/x 0755 0 0", "quote is not closed" },
	{ "escape", "dir \"/x\\n\" 0755 0 0", "unknown escape" },
	{ "text after quote", "dir \"/x\"y 0755 0 0", "sticks to" },
	{ "carriage return", "dir /x 0755 0 0\r", "carriage return" },
	{ "directive", "#@ frobnicate /x", "directive \"frobnicate" },
	{ "escape by ..", "file /../etc/x 0644 0 0 y", "escapes the root" },
	{ "inner ..", "file /etc/../x 0644 0 0 y", "escapes the root" },
	{ "relative name", "file etc/x 0644 0 0 y", "begin with /" },
	{ "empty name", "file \"\" 0644 0 0 y", "empty name" },
	{ "double slash", "file /etc//x 0644 0 0 y", "empty component" },
	{ "trailing slash", "dir /x/ 0755 0 0", "empty component" },
	{ "dot", "file /etc/./x 0644 0 0 y", "component ." },
	{ "control character", "file /etc/\1x 0644 0 0 y", "control" },
};

static int test_lines(void)
{
	struct strbuf err = STRBUF_INIT, line = STRBUF_INIT;
	int failed = 0;

	failed += expect("manifest: a good one",
			 !check("", "mips", "/init", &err));
	if (err.len)
		printf("  %s", err.buf);
	strbuf_reset(&err);
	for (size_t i = 0; i < sizeof(bad_lines) / sizeof(*bad_lines); i++) {
		char name[80];

		snprintf(name, sizeof(name), "manifest: refuses %s",
			 bad_lines[i].name);
		failed += expect_error(name, check(bad_lines[i].line, "mips",
						   "/init", &err),
				       bad_lines[i].words, &err);
	}
	strbuf_addstr(&line, "file /");
	for (int i = 0; i < 256; i++)
		strbuf_addch(&line, 'n');
	strbuf_addstr(&line, " 0644 0 0 y");
	failed += expect_error("manifest: refuses a name too long",
			       check(line.buf, "mips", "/init", &err),
			       "longer than 255", &err);
	strbuf_reset(&line);
	strbuf_addstr(&line, "file ");
	for (int i = 0; i < 2048; i++)
		strbuf_addstr(&line, "/n");
	strbuf_addstr(&line, " 0644 0 0 y");
	failed += expect_error("manifest: refuses a path too long",
			       check(line.buf, "mips", "/init", &err),
			       "longer than 4095", &err);
	strbuf_release(&err);
	strbuf_release(&line);
	return failed;
}

/* ---- bad trees: at least one for each row of the table of checks ---- */

static const struct {
	const char *name, *lines, *arch, *words;
} bad_trees[] = {
	{ "root: a file", "file / 0755 0 0 x", NULL,
	  "the root is not a directory" },
	{ "twice: two files", "file /bin/sh 0755 0 0 elf:exe", NULL,
	  "/bin/sh: two files for one path, the other is of m:17" },
	{ "parents: missing directory", "file /gone/x 0644 0 0 x", NULL,
	  "directory /gone is missing" },
	{ "parents: below a file", "file /bin/sh/x 0644 0 0 x", NULL,
	  "/bin/sh is not a directory" },
	{ "links: dangling", "slink /etc/x 0777 0 0 gone", NULL,
	  "/etc/x: dangling symlink: there is no gone" },
	{ "links: dangling, absolute", "slink /etc/x 0777 0 0 /etc/gone", NULL,
	  "dangling symlink: there is no /etc/gone" },
	{ "links: through a file", "slink /etc/x 0777 0 0 /bin/sh/y", NULL,
	  "dangling symlink" },
	{ "links: next to a run-time mount", "slink /etc/x 0777 0 0 /runner",
	  NULL, "dangling symlink" },
	{ "links: circle", "slink /etc/x 0777 0 0 y\n"
	  "slink /etc/y 0777 0 0 x", NULL, "goes in a circle" },
	{ "setid: set-uid", "file /bin/y 4755 0 0 elf:exe", NULL,
	  "/bin/y: mode 4755 is set-uid" },
	{ "setid: set-gid", "file /bin/y 2755 0 0 elf:exe", NULL, "set-gid" },
	{ "writable: file", "file /etc/x 0666 0 0 x", NULL,
	  "writable by everybody" },
	{ "writable: directory", "dir /x 0777 0 0", NULL, "not sticky" },
	{ "secrets: PEM", "file /etc/x 0600 0 0 -----BEGIN RSA PRIVATE "
	  "KEY-----", NULL, "PEM private key" },
	{ "secrets: OpenSSH", "file /etc/x 0600 0 0 -----BEGIN OPENSSH "
	  "PRIVATE KEY-----", NULL, "private key" },
	{ "secrets: PuTTY", "file /etc/x 0600 0 0 PuTTY-User-Key-File-2: "
	  "ssh-rsa", NULL, "PuTTY private key" },
	{ "secrets: dropbear", "file /etc/x 0600 0 0 dropbear-key", NULL,
	  "dropbear host key" },
	{ "secrets: by name", "file /etc/id_ed25519 0600 0 0 x", NULL,
	  "named like a private key" },
	{ "elf: byte order", "file /bin/y 0755 0 0 elf:little-endian", NULL,
	  "byte order is little-endian, mips needs big-endian" },
	{ "elf: class", "file /bin/y 0755 0 0 elf:64-bit", NULL,
	  "class is 64-bit" },
	{ "elf: machine", "file /bin/y 0755 0 0 elf:powerpc", NULL,
	  "machine is PowerPC, mips needs MIPS" },
	{ "elf: n32", "file /bin/y 0755 0 0 elf:n32", NULL, "not o32" },
	{ "elf: nan2008", "file /bin/y 0755 0 0 elf:nan2008", NULL,
	  "2008 NaNs" },
	{ "elf: r6", "file /bin/y 0755 0 0 elf:r6", NULL, "instruction set" },
	{ "elf: cut off", "file /bin/y 0755 0 0 cut:lib", NULL,
	  "outside of the file" },
	{ "elf: mips on arm", "", "armv6", "byte order is big-endian" },
	{ "elf: arm hard-float", "file /bin/y 0755 0 0 elf:arm-hard", "armv6",
	  "/bin/y: ARM hard-float" },
	{ "elf: arm EABI", "file /bin/y 0755 0 0 elf:arm-eabi4", "armv6",
	  "/bin/y: ARM ABI is not EABI 5" },
	{ "interp: missing", "file /bin/y 0755 0 0 elf:no-interp", NULL,
	  "its ELF interpreter /lib/gone.so is missing" },
	{ "needed: missing", "file /bin/y 0755 0 0 elf:no-needed", NULL,
	  "the library libgone.so it needs is missing" },
	{ "float: mixed", "file /bin/y 0755 0 0 elf:hard", NULL,
	  "is hard-float but" },
	{ "cpu: ARMv7", "file /bin/y 0755 0 0 elf:arm-v7", "armv6",
	  "/bin/y: is code for a newer ARM" },
	{ "scripts: missing", "file /bin/y 0755 0 0 #!/bin/gone", NULL,
	  "#! interpreter \"/bin/gone\" is missing" },
	{ "scripts: not executable", "file /bin/y 0755 0 0 #! /etc/id_rsa.pub",
	  NULL, "is not executable" },
	{ "scripts: env", "file /bin/env 0755 0 0 elf:exe\n"
	  "file /bin/y 0755 0 0 #!/bin/env gone", NULL,
	  "\"gone\" is in no directory of PATH" },
};

static const struct {
	const char *name, *lines, *init, *words;
} bad_inits[] = {
	{ "init: missing", "", "/sbin/init", "init is missing" },
	{ "init: a directory", "", "/bin", "init is missing" },
	{ "init: not executable", "file /etc/x 0644 0 0 elf:exe", "/etc/x",
	  "not executable" },
	{ "init: no program", "file /etc/x 0755 0 0 text", "/etc/x",
	  "neither an ELF program nor a script" },
};

static int test_trees(void)
{
	struct strbuf err = STRBUF_INIT;
	int failed = 0;

	for (size_t i = 0; i < sizeof(bad_trees) / sizeof(*bad_trees); i++)
		failed += expect_error(bad_trees[i].name,
			check(bad_trees[i].lines, bad_trees[i].arch ?
			      bad_trees[i].arch : "mips", "/init", &err),
			bad_trees[i].words, &err);
	for (size_t i = 0; i < sizeof(bad_inits) / sizeof(*bad_inits); i++)
		failed += expect_error(bad_inits[i].name,
			check(bad_inits[i].lines, "mips", bad_inits[i].init,
			      &err), bad_inits[i].words, &err);
	failed += expect("needed: musl's loader is its libc",
			 !check("file /lib/ld-musl-mips-sf.so.1 0755 0 0 "
				"elf:lib\nfile /bin/y 0755 0 0 elf:musl",
				"mips", "/init", &err));
	strbuf_release(&err);
	return failed;
}

/* Every row of the table has a case above whose name begins with its name. */
static int test_complete(void)
{
	struct strbuf list = STRBUF_INIT;
	int failed = 0;

	checks_list(&list);
	for (char *p = list.buf; *p; p += strcspn(p, "\n") + 1) {
		size_t len = strcspn(p, " ");
		int found = 0;

		for (size_t i = 0; i < sizeof(bad_trees) / sizeof(*bad_trees);
		     i++)
			found |= !strncmp(bad_trees[i].name, p, len) &&
				 bad_trees[i].name[len] == ':';
		for (size_t i = 0; i < sizeof(bad_inits) / sizeof(*bad_inits);
		     i++)
			found |= !strncmp(bad_inits[i].name, p, len);
		if (!found)
			failed += expect("every check has a test", 0);
	}
	strbuf_release(&list);
	return failed ? failed : expect("every check has a test", 1);
}

/* ---- hostile ELF files: nothing may be read outside of them ---- */

static void read_copy(const uint8_t *data, size_t size,
		      const struct elf_arch *arch)
{
	/* exactly as large as its content, so that the sanitizer sees more */
	struct blob b = { .data = malloc(size ? size : 1), .size = size };
	struct strbuf err = STRBUF_INIT;
	struct elf_facts f;

	memcpy(b.data, data, size);
	if (elf_is(&b)) {
		elf_read(&f, &b, arch, &err);
		elf_facts_release(&f);
	}
	blob_release(&b);
	strbuf_release(&err);
}

static int test_hostile(void)
{
	static const char *const names[] = { "rpath", "arm" };
	static const char *const arches[] = { "mips", "armv6" };

	for (size_t n = 0; n < 2; n++) {
		const struct elf_arch *arch = elf_arch_find(arches[n]);
		struct entry e = { .target = (char[16]){ 0 } };

		snprintf(e.target, 16, "elf:%s", names[n]);
		fill(&e);
		for (size_t i = 0; i <= e.data.size; i++)
			read_copy(e.data.data, i, arch);
		for (size_t bit = 0; bit < e.data.size * 8; bit++) {
			e.data.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
			read_copy(e.data.data, e.data.size, arch);
			e.data.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		for (size_t at = 0; at + 4 <= e.data.size; at++) {
			uint8_t old[4];

			memcpy(old, e.data.data + at, 4);
			memset(e.data.data + at, 0xff, 4);
			read_copy(e.data.data, e.data.size, arch);
			memcpy(e.data.data + at, old, 4);
		}
		blob_release(&e.data);
	}
	return expect("elf: cut, flipped and filled files are read safely", 1);
}

/* ---- the manifest's text form comes back the same ---- */

static int test_round_trip(void)
{
	struct manifest a = MANIFEST_INIT, b = MANIFEST_INIT;
	struct strbuf one = STRBUF_INIT, two = STRBUF_INIT, err = STRBUF_INIT;
	int failed = 0;

	load(&a, "", &err);
	manifest_format(&a, &one);
	failed += expect("manifest: what is written can be read",
			 !manifest_parse(&b, "b", one.buf, &err));
	manifest_sort(&b);
	manifest_format(&b, &two);
	failed += expect("manifest: and is the same",
			 !strcmp(one.buf, two.buf));
	manifest_release(&a);
	manifest_release(&b);
	strbuf_release(&one);
	strbuf_release(&two);
	strbuf_release(&err);
	return failed;
}

/* ---- images ---- */

static struct image_options image_options(unsigned int jobs)
{
	return (struct image_options){
		.epoch = 1735689600, .pad = 4096,
		.xz = { .block_size = 4096, .dictionary = 8192, .level = 6,
			.tuned = 1, .jobs = jobs },
	};
}

static uint64_t sum_of(const struct image_costs *c)
{
	uint64_t sum = c->super + c->tables + c->padding;

	for (size_t i = 0; i < c->n; i++)
		sum += c->of[i].data + c->of[i].meta;
	return sum;
}

static int build(struct blob *image, const char *more, unsigned int jobs,
		 int *sums)
{
	struct image_options o = image_options(jobs);
	struct manifest m = MANIFEST_INIT;
	struct strbuf err = STRBUF_INIT;
	struct image_costs costs;
	int ret;

	load(&m, more, &err);
	ret = image_build(image, &costs, &m, &o, &err);
	*sums = !ret && costs.total == image->size &&
		sum_of(&costs) == image->size;
	image_costs_release(&costs);
	manifest_release(&m);
	strbuf_release(&err);
	return ret;
}

static int equal(const struct blob *a, const struct blob *b)
{
	return a->size == b->size && !memcmp(a->data, b->data, a->size);
}

static int test_images(void)
{
	struct blob one = { .data = NULL }, four = one, swapped = one;
	int sums, failed = 0;

	build(&one, "dir /a 0755 0 0\nfile /a/x 0644 0 0 one\n"
	      "file /a/y 0644 1 1 two\n", 1, &sums);
	failed += expect("image: built", one.size >= 4096);
	failed += expect("image: costs add up to its size", sums);
	build(&four, "dir /a 0755 0 0\nfile /a/x 0644 0 0 one\n"
	      "file /a/y 0644 1 1 two\n", 4, &sums);
	failed += expect("image: same bits with four threads",
			 equal(&one, &four));
	build(&swapped, "file /a/y 0644 1 1 two\nfile /a/x 0644 0 0 one\n"
	      "dir /a 0755 0 0\n", 2, &sums);
	failed += expect("image: same bits from lines in another order",
			 equal(&one, &swapped));
	blob_release(&one);
	blob_release(&four);
	blob_release(&swapped);
	return failed;
}

/* ---- configurations ---- */

#define HEAD "{\"description\": \"d\", \"hostname\": \"h\", "

static const struct {
	const char *name, *json, *words;
} bad_configs[] = {
	{ "no JSON", "{\"hostname\": ", ":1:13: " },
	{ "duplicate key", "{\n\"hostname\": \"a\",\n\"hostname\": \"b\"}",
	  ":3:" },
	{ "missing key", "{\"hostname\": \"h\"}",
	  "the key \"description\" is missing" },
	{ "unknown key", HEAD "\"hostnam\": 1}", ": hostnam: unknown key" },
	{ "wrong type", HEAD "\"packages\": \"x\"}",
	  ": packages: expected a list" },
	{ "type in a list", HEAD "\"packages\": [1]}",
	  ": packages[0]: expected a string" },
	{ "nested type", HEAD "\"services\": {\"d\": {\"run\": 1}}}",
	  ": services.d.run: expected a string" },
	{ "nested unknown key",
	  HEAD "\"services\": {\"d\": {\"run\": \"x\", \"rum\": 1}}}",
	  ": services.d.rum: unknown key (known: run," },
	{ "hostname", "{\"description\": \"d\", \"hostname\": \"a b\"}",
	  ": hostname: a host name has only" },
	{ "package name", HEAD "\"packages\": [\"../x\"]}", "packages[0]: " },
	{ "relative path", HEAD "\"links\": {\"x\": \"y\"}}", "begin with /" },
	{ "path that escapes",
	  HEAD "\"files\": {\"/../x\": {\"content\": \"\"}}}",
	  "files[\"/../x\"]: name escapes the root" },
	{ "content and source",
	  HEAD "\"files\": {\"/x\": {\"content\": \"\", \"source\": \"y\"}}}",
	  "either \"content\" or \"source\"" },
	{ "neither of them", HEAD "\"files\": {\"/x\": {}}}",
	  "either \"content\" or \"source\"" },
	{ "mode", HEAD "\"directories\": {\"/x\": {\"mode\": \"9\"}}}",
	  "octal digits" },
	{ "mode as a number", HEAD "\"directories\": {\"/x\": "
	  "{\"mode\": 755}}}", "mode: expected a string" },
	{ "unknown owner", HEAD "\"directories\": {\"/x\": "
	  "{\"owner\": \"joe\"}}}", "there is no \"joe\" in users" },
	{ "device without numbers",
	  HEAD "\"nodes\": {\"/x\": {\"type\": \"c\"}}}", "needs \"major\"" },
	{ "plain password", HEAD "\"groups\": {\"g\": {\"gid\": 0}}, "
	  "\"users\": {\"u\": {\"uid\": 0, \"group\": \"g\", "
	  "\"password\": \"secret\"}}}", "users.u.password: expected" },
	{ "unknown group", HEAD "\"users\": {\"u\": {\"uid\": 0, "
	  "\"group\": \"g\"}}}", "there is no \"g\" in groups" },
	{ "one uid twice", HEAD "\"groups\": {\"g\": {\"gid\": 0}}, "
	  "\"users\": {\"u\": {\"uid\": 0, \"group\": \"g\"}, "
	  "\"v\": {\"uid\": 0, \"group\": \"g\"}}}", "has this number, too" },
	{ "private key", HEAD "\"groups\": {\"g\": {\"gid\": 0}}, "
	  "\"users\": {\"u\": {\"uid\": 0, \"group\": \"g\", "
	  "\"authorized_keys\": [\"-----BEGIN OPENSSH PRIVATE KEY\"]}}}",
	  "this is a private key" },
	{ "unknown service", HEAD "\"services\": {\"a\": {\"run\": \"x\", "
	  "\"after\": [\"b\"]}}}", "there is no service \"b\"" },
	{ "circle of services", HEAD "\"services\": "
	  "{\"a\": {\"run\": \"x\", \"after\": [\"b\"]}, "
	  "\"b\": {\"run\": \"x\", \"after\": [\"a\"]}}}",
	  "waits for itself" },
	{ "restart", HEAD "\"services\": {\"a\": {\"run\": \"x\", "
	  "\"restart\": \"maybe\"}}}", "expected \"always\"" },
	{ "path for a script", HEAD "\"services\": {\"a\": {\"run\": "
	  "\"x\", \"if_exists\": \"/a;reboot\"}}}", "this path may have" },
	{ "kernel option with CONFIG_",
	  HEAD "\"kernel_options\": {\"CONFIG_X\": \"y\"}}",
	  "without CONFIG_" },
	{ "module", HEAD "\"kernel_options\": {\"X\": \"m\"}}",
	  "modules are not supported" },
	{ "board's word", HEAD "\"cmdline\": [\"root=/dev/sda\"]}",
	  "cmdline[0]: this word is made from" },
	{ "word with a blank", HEAD "\"cmdline\": [\"a b\"]}", "blanks" },
	{ "circle through bound_to", HEAD "\"services\": "
	  "{\"a\": {\"run\": \"x\", \"bound_to\": [\"b\"]}, "
	  "\"b\": {\"run\": \"x\", \"after\": [\"a\"]}}}",
	  "waits for itself" },
	{ "bound to nothing", HEAD "\"services\": {\"a\": {\"run\": \"x\", "
	  "\"bound_to\": [\"b\"]}}}", "bound_to: there is no service \"b\"" },
	{ "need that is no word", HEAD "\"needs\": [\"usb host\"]}",
	  "needs[0]: a name has only" },
	{ "busybox option with CONFIG_",
	  HEAD "\"busybox_options\": {\"CONFIG_X\": \"y\"}}",
	  "busybox_options.CONFIG_X: the name stands without" },
	{ "secret without description", HEAD "\"secrets\": {\"a\": {}}}",
	  "secrets.a: the key \"description\" is missing" },
	{ "secret's length", HEAD "\"secrets\": {\"a\": {\"description\": "
	  "\"d\", \"min_bytes\": \"8\"}}}", "min_bytes: expected a number" },
	{ "key of a module", HEAD "\"services\": {\"a\": {}}, \"origins\": "
	  "{\"services.a\": \"m.nix\"}}",
	  "m.nix: services.a: the key \"run\" is missing" },
	{ "path of a module", HEAD "\"files\": {\"/etc/a.b\": {}}, "
	  "\"origins\": {\"files\": \"n.nix\", "
	  "\"files./etc/a.b\": \"m.nix\"}}", "m.nix: files[\"/etc/a.b\"]: " },
	{ "key next to a module's", HEAD "\"services\": {\"ab\": {}}, "
	  "\"origins\": {\"services.a\": \"m.nix\"}}", ": services.ab: " },
};

static int read_json(const char *json, struct strbuf *err)
{
	char name[] = "/tmp/phramework-unit.XXXXXX";
	struct config c = { .file = NULL };
	int fd = mkstemp(name), ret;
	FILE *f = fdopen(fd, "w");

	fputs(json, f);
	fclose(f);
	ret = config_read(&c, name, err);
	config_release(&c);
	unlink(name);
	return ret;
}

static int test_configs(void)
{
	struct strbuf err = STRBUF_INIT;
	int failed = 0;

	failed += expect("config: the smallest",
			 !read_json(HEAD "\"cmdline\": []}", &err));
	strbuf_reset(&err);
	for (size_t i = 0; i < sizeof(bad_configs) / sizeof(*bad_configs);
	     i++) {
		char name[80];

		snprintf(name, sizeof(name), "config: refuses %s",
			 bad_configs[i].name);
		failed += expect_error(name, read_json(bad_configs[i].json,
						       &err),
				       bad_configs[i].words, &err);
	}
	strbuf_release(&err);
	return failed;
}

/* ---- secrets ---- */

/* @text in memory of exactly its size, so that the sanitizer sees more. */
static int parse_secrets(struct secrets *s, const char *text, size_t size,
			 struct strbuf *err)
{
	char *copy = malloc(size ? size : 1);
	int ret;

	memcpy(copy, text, size);
	ret = secrets_parse(s, "s", copy, size, err);
	free(copy);
	return ret;
}

static const struct {
	const char *name, *text, *words;
	size_t size;	/* bytes, where there is a NUL */
} bad_secrets[] = {
	{ "no =", "a = b\nnothing\n", "s:2: expected NAME = VALUE", 0 },
	{ "no name", " = x", "s:1: the name before = ", 0 },
	{ "a blank in the name", "a b = x", "s:1: the name before = ", 0 },
	{ "a name too long", "a2345678901234567890123456789012 = x",
	  "1 to 31 letters", 0 },
	{ "a name that is an option", "-a = x", "s:1: the name before = ", 0 },
	{ "a name twice", "a = x\n#\na=x", "s:3: a has a value in line 1", 0 },
	{ "NUL", "a = x\0y\n", "s:1: the value of a has a control", 8 },
	{ "NUL in a name", "a\0 = y\n", "s:1: the name before = ", 7 },
	{ "escape", "a = x\033y\n", "s:1: the value of a has a control", 0 },
};

static int test_bad_secrets(struct strbuf *err)
{
	int failed = 0;

	for (size_t i = 0; i < sizeof(bad_secrets) / sizeof(*bad_secrets);
	     i++) {
		struct secrets s = SECRETS_INIT;
		size_t size = bad_secrets[i].size;
		char name[80];
		int ret;

		snprintf(name, sizeof(name), "secrets: refuses %s",
			 bad_secrets[i].name);
		ret = parse_secrets(&s, bad_secrets[i].text, size ? size :
				    strlen(bad_secrets[i].text), err);
		failed += expect_error(name, ret, bad_secrets[i].words, err);
		secrets_release(&s);
	}
	return failed;
}

static int test_filling(struct strbuf *err)
{
	static const char text[] = "# x = y\r\n\n a\t=  1 = #2 \r\nb=";
	static const struct {
		const char *from, *to;
	} fills[] = {
		{ "", "" }, { "@secret:a@", "1 = #2" },
		{ "x@secret:a@@secret:a@@secret:b@y", "x1 = #21 = #2y" },
		{ "@secret:c@", "@secret:c@" }, { "@secret:a", "@secret:a" },
		{ "@secret:@secret:a@@", "@secret:1 = #2@" },
		{ "@secret:aa@ @secret:", "@secret:aa@ @secret:" },
	};
	struct secrets s = SECRETS_INIT;
	struct strbuf out = STRBUF_INIT;
	int failed;

	failed = expect("secrets: a good file",
			!parse_secrets(&s, text, sizeof(text) - 1, err) &&
			s.n == 2 && !strcmp(s.v[0].value, "1 = #2") &&
			!*s.v[1].value && s.v[1].line == 4);
	for (size_t i = 0; i < sizeof(fills) / sizeof(fills[0]); i++) {
		strbuf_reset(&out);
		secrets_fill(&s, fills[i].from, &out);
		failed += expect("secrets: markers",
				 !strcmp(out.buf, fills[i].to));
	}
	strbuf_release(&out);
	secrets_release(&s);
	return failed;
}

/* Every beginning of a file, and every byte of it changed to every value. */
static int test_hostile_secrets(struct strbuf *err)
{
	char text[] = "# c\nname = value\n\nother=@secret:x@\r\nname";
	size_t size = sizeof(text) - 1;
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i <= size; i++) {
		for (int byte = 0; byte < 256; byte++) {
			char old = text[i ? i - 1 : 0];
			struct secrets s = SECRETS_INIT;

			text[i ? i - 1 : 0] = (char)byte;
			parse_secrets(&s, text, size, err);
			secrets_fill(&s, text, &out);
			secrets_release(&s);
			text[i ? i - 1 : 0] = old;
		}
		struct secrets s = SECRETS_INIT;

		parse_secrets(&s, text, i, err);
		secrets_release(&s);
		strbuf_reset(err);
		strbuf_reset(&out);
	}
	strbuf_release(&out);
	return expect("secrets: cut and changed files are read safely", 1);
}

static int test_secrets(void)
{
	struct strbuf err = STRBUF_INIT;
	int failed;

	failed = test_bad_secrets(&err) + test_filling(&err) +
		 test_hostile_secrets(&err);
	strbuf_release(&err);
	return failed;
}

int main(void)
{
	return !!(test_lines() + test_trees() + test_complete() +
		  test_hostile() + test_round_trip() + test_images() +
		  test_configs() + test_secrets());
}
