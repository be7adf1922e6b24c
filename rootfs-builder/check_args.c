// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel command line as Linux 6.1 reads it: words by lib/cmdline.c
 * next_arg(), sizes by memparse(), mtdparts= by
 * drivers/mtd/parsers/cmdlinepart.c, phram.phram= by
 * drivers/mtd/devices/phram.c.
 */
#include "check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long ull;

/* COMMAND_LINE_SIZE: arch/{mips,arm}/include/uapi/asm/setup.h. */
#define ARGS_MAX_MIPS 4096
#define ARGS_MAX_ARM 1024

/* phram_paramline: name, address, size and erase size. */
#define PHRAM_MAX (64 + 20 + 20 + 20)
#define PHRAM_ERASE_DEFAULT 4096	/* PAGE_SIZE */

static bool key_is(const char *word, const char *key)
{
	for (; *key; word++, key++)
		if (*word != *key && !(*word == '-' && *key == '_') &&
		    !(*word == '_' && *key == '-'))
			return false;
	return *word == '=';
}

/* The next word of @args into @word; false at the end or when too long. */
static bool next_word(const char **args, char word[ARGS_WORD])
{
	bool quoted = false;
	const char *s = *args;
	size_t n = 0;

	while (isspace((unsigned char)*s))
		s++;
	for (; *s && (quoted || !isspace((unsigned char)*s)); s++) {
		if (*s == '"')
			quoted = !quoted;
		else if (n < ARGS_WORD - 1)
			word[n++] = *s;
	}
	word[n] = '\0';
	*args = s;
	return n;
}

bool args_value(const char *args, const char *key, int nth, char *value)
{
	char word[ARGS_WORD];

	while (next_word(&args, word))
		if (key_is(word, key) && !nth--) {
			strcpy(value, word + strlen(key) + 1);
			return true;
		}
	return false;
}

/* Exactly one `key=`; its value. */
static int args_one(const struct check *c, const char *key, char *value,
		    struct strbuf *err)
{
	char again[ARGS_WORD];

	if (!args_value(c->args, key, 0, value))
		return fail(err, "no %s=", key);
	if (args_value(c->args, key, 1, again))
		return fail(err, "%s= is there twice", key);
	return 0;
}

int check_args_length(struct check *c, struct strbuf *err)
{
	size_t max = facts_mips(&c->facts) ? ARGS_MAX_MIPS : ARGS_MAX_ARM;
	size_t len = strlen(c->args), i;

	if (len >= max)
		return fail(err, "%zu bytes, Linux takes %zu: %zu too many",
			    len, max - 1, len - (max - 1));
	for (i = 0; i < len; i++)
		if (c->args[i] < ' ' || c->args[i] > '~')
			return fail(err, "byte 0x%02x at %zu",
				    (uint8_t)c->args[i], i);
	return 0;
}

int check_args_file(struct check *c, struct strbuf *err)
{
	size_t len = c->cmdline.size;

	if (!c->cmdline.data)
		return CHECK_SKIP;
	if (len && c->cmdline.data[len - 1] == '\n')
		len--;
	if (len != strlen(c->args) || memcmp(c->cmdline.data, c->args, len))
		return fail(err, "not the file's: '%s'", c->args);
	return 0;
}

int check_args_console(struct check *c, struct strbuf *err)
{
	char last[ARGS_WORD] = "", value[ARGS_WORD];
	size_t len;
	int i;

	for (i = 0; args_value(c->args, "console", i, value); i++)
		strcpy(last, value);
	len = strcspn(last, ",");
	/* the last console= is /dev/console */
	if (len != strlen(c->tree.tty) || strncmp(last, c->tree.tty, len))
		return fail(err, "console is '%s', stdout-path is %s", last,
			    c->tree.tty);
	return 0;
}

/* Words that would make the kernel see other memory or another root. */
int check_args_kind(struct check *c, struct strbuf *err)
{
	const char *args = c->args;
	char word[ARGS_WORD];
	bool phram = false;

	while (next_word(&args, word)) {
		if (!strncmp(word, "phram", 5))
			phram = true;
		if (c->kind != KIND_PHRAMWARE && !strncmp(word, "memmap=", 7))
			return fail(err, "'%s' belongs to phramware", word);
		if (!strncmp(word, "mem=", 4))
			return fail(err, "'%s' contradicts the device tree's "
				    "memory", word);
	}
	if (phram && c->kind != KIND_PHRAMWARE)
		return fail(err, "phram arguments in firmware.bin: it would "
			    "look for its rootfs in RAM");
	if (!phram && c->kind == KIND_PHRAMWARE)
		return fail(err, "no phram arguments in phramware.bin: it "
			    "would mount what is in flash");
	return 0;
}

/* memparse(); the suffixes fall through as there. */
static uint64_t memparse(const char *s, const char **end)
{
	static const char suffixes[] = "kmgtpe";
	char *after;
	uint64_t v = strtoull(s, &after, 0);
	const char *at = *after ? strchr(suffixes, tolower(*after)) : NULL;

	if (at) {
		v <<= 10 * (at - suffixes + 1);
		after++;
	}
	*end = after;
	return v;
}

/* One `size@offset(name)ro` of newpart(), stricter: nothing may be left out. */
static int part_parse(const char **text, struct part *p, struct strbuf *err)
{
	const char *s = *text, *close;

	*p = (struct part){ .name = "" };
	if (!isdigit((unsigned char)*s))
		return fail(err, "no size at '%.20s'", s);
	p->size = memparse(s, &s);
	if (*s != '@' || !isdigit((unsigned char)s[1]))
		return fail(err, "no offset at '%.20s'", s);
	p->at = memparse(s + 1, &s);
	close = *s == '(' ? strchr(s, ')') : NULL;
	if (!close || close == s + 1 || close - s - 1 >= PART_NAME)
		return fail(err, "no name at '%.20s'", s);
	memcpy(p->name, s + 1, close - s - 1);
	s = close + 1;
	if (!strncmp(s, "ro", 2)) {
		p->read_only = true;
		s += 2;
	}
	*text = s;
	return 0;
}

static int parts_parse(const struct check *c, const char *s, struct parts *out,
		       struct strbuf *err)
{
	size_t id = strlen(c->tree.mtd_id);

	out->n = 0;
	if (strncmp(s, c->tree.mtd_id, id) || s[id] != ':')
		return fail(err, "'%.40s' is not for %s", s, c->tree.mtd_id);
	s += id;
	do {
		if (out->n == PARTS_MAX)
			return fail(err, "more than %d partitions", PARTS_MAX);
		s++;
		if (part_parse(&s, &out->part[out->n++], err))
			return -1;
	} while (*s == ',');
	if (*s)
		return fail(err, "'%.20s' follows the partitions", s);
	return 0;
}

static const struct part *part_find(const struct parts *parts,
				    const char *name)
{
	int i;

	for (i = 0; i < parts->n; i++)
		if (!strcmp(parts->part[i].name, name))
			return &parts->part[i];
	return NULL;
}

static bool overlap(const struct part *a, const struct part *b)
{
	return a->at < b->at + b->size && b->at < a->at + a->size;
}

static int part_check(const struct check *c, const struct parts *all, int i,
		      struct strbuf *err)
{
	const struct part *p = &all->part[i], *q;
	uint64_t block = c->facts.erase_block_bytes;
	int j;

	if (!p->size || p->at > c->tree.flash_bytes ||
	    p->size > c->tree.flash_bytes - p->at)
		return fail(err, "%s 0x%llx+0x%llx is outside the flash of "
			    "0x%llx bytes", p->name, (ull)p->at,
			    (ull)p->size, (ull)c->tree.flash_bytes);
	if (p->at % block || p->size % block)
		return fail(err, "%s is not on erase blocks of 0x%llx bytes",
			    p->name, (ull)block);
	for (j = 0; j < i; j++) {
		q = &all->part[j];
		if (!strcmp(p->name, q->name))
			return fail(err, "two partitions are called %s",
				    p->name);
		/* the whole of firmware lies over its two parts */
		if (overlap(p, q) && strcmp(p->name, "firmware"))
			return fail(err, "%s and %s overlap", q->name,
				    p->name);
	}
	return 0;
}

static bool part_same(const struct part *a, const struct part *b)
{
	return a->at == b->at && a->size == b->size &&
	       a->read_only == b->read_only;
}

/* All of the board's partitions, firmware's two parts, nothing else. */
static int parts_compare(const struct check *c, const struct parts *all,
			 struct strbuf *err)
{
	const struct part *p, *has;
	int i;

	for (i = 0; i < c->tree.parts.n; i++) {
		p = &c->tree.parts.part[i];
		has = part_find(all, p->name);
		if (!has)
			return fail(err, "no partition %s", p->name);
		if (!part_same(p, has))
			return fail(err, "%s is 0x%llx+0x%llx%s, the device "
				    "tree says 0x%llx+0x%llx%s", p->name,
				    (ull)has->at, (ull)has->size,
				    has->read_only ? " ro" : "", (ull)p->at,
				    (ull)p->size, p->read_only ? " ro" : "");
	}
	if (all->n != c->tree.parts.n + 2)
		return fail(err, "%d partitions, %d and kernel and rootfs are "
			    "expected", all->n, c->tree.parts.n);
	return 0;
}

static int parts_divide(struct check *c, const struct parts *all,
			struct strbuf *err)
{
	const struct part *fw = &c->tree.parts.part[c->tree.firmware];
	const struct part *kernel = part_find(all, "kernel");
	const struct part *rootfs = part_find(all, "rootfs");

	if (!kernel || !rootfs)
		return fail(err, "no partitions kernel and rootfs");
	if (kernel->at != fw->at || kernel->at + kernel->size != rootfs->at ||
	    rootfs->at + rootfs->size != fw->at + fw->size)
		return fail(err, "kernel 0x%llx+0x%llx and rootfs "
			    "0x%llx+0x%llx do not divide firmware "
			    "0x%llx+0x%llx", (ull)kernel->at,
			    (ull)kernel->size, (ull)rootfs->at,
			    (ull)rootfs->size, (ull)fw->at, (ull)fw->size);
	if (!kernel->read_only || !rootfs->read_only)
		return fail(err, "kernel and rootfs are not read-only");
	if (kernel->size < c->uimage.size)
		return fail(err, "kernel has 0x%llx bytes, the uImage 0x%zx",
			    (ull)kernel->size, c->uimage.size);
	c->rootfs_at = rootfs->at - fw->at;
	c->rootfs_room = rootfs->size;
	return 0;
}

int check_args_mtdparts(struct check *c, struct strbuf *err)
{
	char value[ARGS_WORD];
	struct parts all;
	int i;

	if (args_one(c, "mtdparts", value, err) ||
	    parts_parse(c, value, &all, err))
		return -1;
	for (i = 0; i < all.n; i++)
		if (part_check(c, &all, i, err))
			return -1;
	return parts_compare(c, &all, err) || parts_divide(c, &all, err) ?
	       -1 : 0;
}

/* parse_num64(): kstrtou64, then Gi, Mi or ki; nothing may follow. */
static int phram_number(const char *s, uint64_t *v)
{
	size_t len = strlen(s), digits = len;
	int shift = 0;
	char *end;

	if (len > 2 && s[len - 1] == 'i') {
		shift = s[len - 2] == 'G' ? 30 : s[len - 2] == 'M' ? 20 :
			s[len - 2] == 'k' ? 10 : -1;
		digits = len - 2;
	}
	if (shift < 0 || !isdigit((unsigned char)*s))
		return -1;
	*v = strtoull(s, &end, 0) << shift;
	return end == s + digits ? 0 : -1;
}

static int phram_parse(char *s, char *name[4], uint64_t num[4],
		       struct strbuf *err)
{
	int i;

	if (strlen(s) >= PHRAM_MAX)
		return fail(err, "phram takes %d bytes, '%s' is longer",
			    PHRAM_MAX - 1, s);
	for (i = 0; i < 4; i++)
		name[i] = strsep(&s, ",");
	if (s || !name[2])
		return fail(err, "phram takes name,start,length[,erase size]");
	if (!*name[0] || strlen(name[0]) >= 64)
		return fail(err, "phram's name must have 1 to 63 bytes");
	num[3] = PHRAM_ERASE_DEFAULT;
	for (i = 1; i < 4; i++)
		if (name[i] && phram_number(name[i], &num[i]))
			return fail(err, "phram would not read '%s' as a "
				    "number", name[i]);
	if (!num[2] || !num[3] || num[3] > num[2] || num[3] > UINT32_MAX ||
	    num[2] % num[3])
		return fail(err, "phram: length 0x%llx is not a multiple of "
			    "the erase size 0x%llx", (ull)num[2],
			    (ull)num[3]);
	return 0;
}

/* arch/mips/kernel/setup.c early_parse_memmap(): size$start reserves. */
static int memmap_check(const struct check *c, struct strbuf *err)
{
	char value[ARGS_WORD];
	uint64_t size, at = 0;
	const char *s;

	if (!args_value(c->args, "memmap", 0, value))
		return *c->facts.phram_memmap != 'y' ? 0 :
		       fail(err, "no memmap=");
	size = memparse(value, &s);
	if (*s == '$')
		at = memparse(s + 1, &s);
	if (*s || at != c->phram_at || size != c->phram_bytes)
		return fail(err, "memmap=%s is not phram's range "
			    "0x%llx$0x%llx", value, (ull)c->phram_bytes,
			    (ull)c->phram_at);
	if (args_value(c->args, "memmap", 1, value))
		return fail(err, "memmap= is there twice");
	return 0;
}

int check_args_phram(struct check *c, struct strbuf *err)
{
	uint64_t start = facts_phys(&c->facts, c->facts.boot_ram_addr);
	char value[ARGS_WORD], *name[4];
	uint64_t num[4];

	if (args_one(c, "phram.phram", value, err) ||
	    phram_parse(value, name, num, err))
		return -1;
	if (args_value(c->args, "mtdparts", 0, value))
		return fail(err, "mtdparts= in phramware.bin: it would move "
			    "the rootfs's number");
	if (num[1] < start || num[1] - start >= c->image.size)
		return fail(err, "phram starts at 0x%llx, the image is at "
			    "0x%llx+0x%zx", (ull)num[1], (ull)start,
			    c->image.size);
	c->phram_at = num[1];
	c->phram_bytes = num[2];
	c->rootfs_at = num[1] - start;
	c->rootfs_room = num[2];
	return memmap_check(c, err);
}

/*
 * The number of the rootfs among the MTD devices.  In flash: its place in
 * mtdparts=, which is the order cmdlinepart adds them in.  phram: built-in
 * drivers probe in link order, drivers/mtd/maps before drivers/mtd/devices
 * before drivers/spi, so after a memory-mapped flash's partitions (from the
 * device tree) and before a SPI flash's.
 */
static int rootfs_number(const struct check *c, struct strbuf *err)
{
	char value[ARGS_WORD];
	struct parts all;
	int i;

	if (c->kind == KIND_PHRAMWARE)
		return c->tree.spi ? 0 : c->tree.parts.n;
	if (args_one(c, "mtdparts", value, err) ||
	    parts_parse(c, value, &all, err))
		return -1;
	for (i = 0; i < all.n; i++)
		if (!strcmp(all.part[i].name, "rootfs"))
			return i;
	return fail(err, "mtdparts= has no rootfs");
}

int check_args_root(struct check *c, struct strbuf *err)
{
	char root[ARGS_WORD], type[ARGS_WORD], want[32] = "/dev/mmcblk0p2";
	const char *args = c->args;
	bool read_only = false;
	char word[ARGS_WORD];
	int number;

	if (args_one(c, "root", root, err) ||
	    args_one(c, "rootfstype", type, err))
		return -1;
	if (c->kind != KIND_CARD) {
		number = rootfs_number(c, err);
		if (number < 0)
			return -1;
		snprintf(want, sizeof(want), "/dev/mtdblock%d", number);
	}
	if (strcmp(root, want))
		return fail(err, "root=%s, but the rootfs is %s", root, want);
	if (strcmp(type, "squashfs"))
		return fail(err, "rootfstype=%s", type);
	while (next_word(&args, word))
		read_only |= !strcmp(word, "ro");
	return read_only ? 0 : fail(err, "no ro");
}
