// SPDX-License-Identifier: GPL-2.0-only
/*
 * The boot commands a user will type or source: each number in them against
 * the image and the board.  Arguments of U-Boot commands are hexadecimal with
 * or without 0x, those of other commands are not looked at.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef unsigned long long ull;

#define WORDS_MAX 12
#define LINE_MAX_BYTES 4096

enum step {
	DID_LOAD = 1, DID_ERASE = 2, DID_WRITE = 4, DID_BOOT = 8,
	DID_PROBE = 16, DID_READ = 32, DID_COMPARE = 64,
};

/* One script while it is read. */
struct script {
	struct check *c;
	bool mainline;		/* for mainline U-Boot: it has `sf` */
	uint64_t ram;		/* where the image is fetched to */
	int did;		/* enum step, bits */
};

typedef int command_fn(struct script *s, char **word, int words,
		       struct strbuf *err);

static int hex(const char *s, uint64_t *v, struct strbuf *err)
{
	char *end;

	*v = strtoull(s, &end, 16);
	if (end == s || *end || *s == '-')
		return fail(err, "'%s' is not a hexadecimal number", s);
	return 0;
}

static int hex_is(const char *s, uint64_t want, const char *what,
		  struct strbuf *err)
{
	uint64_t v;

	if (hex(s, &v, err))
		return -1;
	if (v != want)
		return fail(err, "%s is 0x%llx, not 0x%llx", what, (ull)v,
			    (ull)want);
	return 0;
}

static int words_are(const char *name, int words, int want,
		     struct strbuf *err)
{
	if (words != want)
		return fail(err, "%s has %d arguments, not %d", name,
			    words - 1, want - 1);
	return 0;
}

/* Is flash written by `sf`, which counts from its begin? */
static bool by_sf(const struct script *s)
{
	return s->mainline || !strcmp(s->c->facts.flash_write, "sf");
}

/* Where firmware.bin belongs, as U-Boot sees it. */
static uint64_t flash_addr(const struct script *s)
{
	const struct check *c = s->c;
	const struct part *fw = &c->tree.parts.part[c->tree.firmware];

	return by_sf(s) ? fw->at : c->facts.flash_window_addr + fw->at;
}

/* Is @at, @bytes the start of the firmware partition, image and not more? */
static int flash_range(const struct script *s, uint64_t at, uint64_t bytes,
		       const char *what, struct strbuf *err)
{
	const struct check *c = s->c;
	const struct part *fw;

	if (c->kind != KIND_FIRMWARE)
		return fail(err, "%s: this script must not touch the flash",
			    what);
	fw = &c->tree.parts.part[c->tree.firmware];
	if (at != flash_addr(s))
		return fail(err, "%s at 0x%llx, firmware is at 0x%llx", what,
			    (ull)at, (ull)flash_addr(s));
	if (bytes < c->image.size || bytes > fw->size)
		return fail(err, "%s of 0x%llx bytes, the image has 0x%zx, "
			    "the partition 0x%llx", what, (ull)bytes,
			    c->image.size, (ull)fw->size);
	return 0;
}

static int do_tftp(struct script *s, char **word, int words,
		   struct strbuf *err)
{
	if (words_are("tftpboot", words, 3, err))
		return -1;
	s->did |= DID_LOAD;
	return hex_is(word[1], s->ram, "load address", err);
}

static int do_bootm(struct script *s, char **word, int words,
		    struct strbuf *err)
{
	const struct check *c = s->c;

	if (words_are("bootm", words, 2, err))
		return -1;
	s->did |= DID_BOOT;
	if (c->kind == KIND_FIRMWARE)
		return hex_is(word[1], c->facts.flash_window_addr +
			      c->tree.parts.part[c->tree.firmware].at,
			      "bootm address", err);
	return hex_is(word[1], s->ram, "bootm address", err);
}

/* START +LENGTH, as erase and protect take it. */
static int plus_range(struct script *s, char **word, const char *what,
		      struct strbuf *err)
{
	uint64_t at, bytes;

	if (*word[1] != '+')
		return fail(err, "%s without +length", what);
	if (hex(word[0], &at, err) || hex(word[1] + 1, &bytes, err) ||
	    flash_range(s, at, bytes, what, err))
		return -1;
	if (bytes % s->c->facts.erase_block_bytes)
		return fail(err, "%s of 0x%llx bytes is not whole erase "
			    "blocks", what, (ull)bytes);
	return 0;
}

static int do_erase(struct script *s, char **word, int words,
		    struct strbuf *err)
{
	s->did |= DID_ERASE;
	if (s->mainline)
		return fail(err, "erase: mainline U-Boot has sf erase");
	return words_are("erase", words, 3, err) ||
	       plus_range(s, word + 1, "erase", err) ? -1 : 0;
}

static int do_protect(struct script *s, char **word, int words,
		      struct strbuf *err)
{
	return words_are("protect", words, 4, err) ||
	       plus_range(s, word + 2, "protect", err) ? -1 : 0;
}

/* Whole image, neither more nor less. */
static int whole(const struct script *s, uint64_t bytes, const char *what,
		 struct strbuf *err)
{
	if (bytes != s->c->image.size)
		return fail(err, "%s of 0x%llx bytes, the image has 0x%zx",
			    what, (ull)bytes, s->c->image.size);
	return 0;
}

/* What cmp.b compares with: the flash, or what sf has read back from it. */
static int do_compare(struct script *s, char **word, int words,
		      struct strbuf *err)
{
	uint64_t with, bytes;

	if (words_are(word[0], words, 4, err) ||
	    hex_is(word[1], s->ram, "source", err) ||
	    hex(word[2], &with, err) || hex(word[3], &bytes, err) ||
	    whole(s, bytes, word[0], err))
		return -1;
	s->did |= DID_COMPARE;
	if (!by_sf(s))
		return flash_range(s, with, bytes, word[0], err);
	if (!(s->did & DID_READ))
		return fail(err, "cmp.b before sf read");
	return hex_is(word[2], s->ram + s->c->image.size,
		      "what is compared", err);
}

/* cp.b: FROM TO COUNT. */
static int do_copy(struct script *s, char **word, int words,
		   struct strbuf *err)
{
	uint64_t to, bytes;

	if (words_are(word[0], words, 4, err) ||
	    hex_is(word[1], s->ram, "source", err) ||
	    hex(word[2], &to, err) || hex(word[3], &bytes, err) ||
	    flash_range(s, to, bytes, word[0], err) ||
	    whole(s, bytes, word[0], err))
		return -1;
	if (!(s->did & DID_ERASE))
		return fail(err, "%s before erase", word[0]);
	s->did |= DID_WRITE;
	return 0;
}

/* `cp` counts bytes in the Ralink SDK's loader, and words in any other. */
static int do_mtk_copy(struct script *s, char **word, int words,
		       struct strbuf *err)
{
	if (s->mainline || strcmp(s->c->facts.flash_write, "mtk"))
		return fail(err, "cp counts words here, cp.b bytes");
	return do_copy(s, word, words, err);
}

static int sf_erase(struct script *s, char **word, struct strbuf *err)
{
	uint64_t at, bytes;

	if (hex(word[2], &at, err) || hex(word[3], &bytes, err) ||
	    flash_range(s, at, bytes, "sf erase", err))
		return -1;
	if (bytes != s->c->image.size ||
	    bytes % s->c->facts.erase_block_bytes)
		return fail(err, "sf erase of 0x%llx bytes, the image fills "
			    "0x%zx", (ull)bytes, s->c->image.size);
	s->did |= DID_ERASE;
	return 0;
}

/* sf read TO FROM COUNT: behind the image, to be compared with it. */
static int sf_read(struct script *s, char **word, struct strbuf *err)
{
	uint64_t at, bytes;

	if (hex_is(word[2], s->ram + s->c->image.size, "sf read to", err) ||
	    hex(word[3], &at, err) || hex(word[4], &bytes, err) ||
	    flash_range(s, at, bytes, "sf read", err) ||
	    whole(s, bytes, "sf read", err))
		return -1;
	if (!(s->did & DID_WRITE))
		return fail(err, "sf read before sf write");
	s->did |= DID_READ;
	return 0;
}

static int do_sf(struct script *s, char **word, int words, struct strbuf *err)
{
	if (!by_sf(s))
		return fail(err, "this board's loader has no sf");
	if (words > 1 && !strcmp(word[1], "probe")) {
		s->did |= DID_PROBE;
		return words_are("sf probe", words, 2, err);
	}
	if (!(s->did & DID_PROBE))
		return fail(err, "sf before sf probe");
	if (words == 4 && !strcmp(word[1], "erase"))
		return sf_erase(s, word, err);
	if (words == 5 && !strcmp(word[1], "read"))
		return sf_read(s, word, err);
	if (words != 5 || strcmp(word[1], "write"))
		return fail(err, "sf without probe, erase, write or read");
	/* sf write FROM TO COUNT is cp.b FROM TO COUNT */
	return do_copy(s, (char *[]){ "sf write", word[2], word[3], word[4] },
		       4, err);
}

/* fatload mmc 0:1 ADDRESS FILE */
static int do_fatload(struct script *s, char **word, int words,
		      struct strbuf *err)
{
	if (words_are("fatload", words, 5, err))
		return -1;
	if (strcmp(word[1], "mmc") || strcmp(word[2], "0:1"))
		return fail(err, "fatload from %s %s, the card is mmc 0:1",
			    word[1], word[2]);
	s->did |= DID_LOAD;
	return hex_is(word[3], s->ram, "load address", err);
}

static int do_crc32(struct script *s, char **word, int words,
		    struct strbuf *err)
{
	return words_are("crc32", words, 3, err) ||
	       hex_is(word[1], s->ram, "crc32 address",
		      err) ||
	       hex_is(word[2], s->c->image.size, "crc32 length", err) ? -1 : 0;
}

static int do_iminfo(struct script *s, char **word, int words,
		     struct strbuf *err)
{
	return words_are("iminfo", words, 2, err) ||
	       hex_is(word[1], s->ram, "iminfo address",
		      err) ? -1 : 0;
}

static int do_nothing(struct script *s, char **word, int words,
		      struct strbuf *err)
{
	(void)s, (void)word, (void)words, (void)err;
	return 0;
}

static int do_setenv(struct script *s, char **word, int words,
		     struct strbuf *err);

static const struct {
	const char *name;
	command_fn *fn;
} commands[] = {
	{ "tftpboot", do_tftp }, { "tftp", do_tftp }, { "bootm", do_bootm },
	{ "fatload", do_fatload }, { "erase", do_erase },
	{ "protect", do_protect }, { "cp.b", do_copy },
	{ "cmp.b", do_compare },
	{ "cp", do_mtk_copy }, { "sf", do_sf }, { "crc32", do_crc32 }, { "iminfo", do_iminfo },
	{ "setenv", do_setenv }, { "saveenv", do_nothing },
	{ "reset", do_nothing }, { "usb", do_nothing }, { "echo", do_nothing },
	{ "dhcp", do_nothing }, { "sleep", do_nothing },
};

static int command_run(struct script *s, char **word, int words,
		       struct strbuf *err)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(commands[i].name, word[0]))
			return commands[i].fn(s, word, words, err);
	return fail(err, "'%s' is a command the checker does not know",
		    word[0]);
}

/* setenv bootcmd COMMAND...: the command is one to be checked too. */
static int do_setenv(struct script *s, char **word, int words,
		     struct strbuf *err)
{
	if (words < 3 || strcmp(word[1], "bootcmd"))
		return 0;
	if (strchr(word[2], '$'))
		return fail(err, "bootcmd with a variable: '%s'", word[2]);
	return command_run(s, word + 2, words - 2, err);
}

/* One command between separators; @text is taken apart. */
static int command_read(struct script *s, char *text, struct strbuf *err)
{
	char *word[WORDS_MAX + 1], *save = NULL, *w;
	int words = 0;

	for (w = strtok_r(text, " \t\"'", &save); w;
	     w = strtok_r(NULL, " \t\"'", &save)) {
		if (words == WORDS_MAX)
			return fail(err, "more than %d words", WORDS_MAX);
		word[words++] = w;
	}
	word[words] = NULL;
	return words ? command_run(s, word, words, err) : 0;
}

/* A comment that tells what crc32 will print: "... ==> 0123abcd, ...". */
static int comment_read(const struct script *s, const char *text, size_t len,
			struct strbuf *err)
{
	const char *arrow = memmem(text, len, "==> ", 4);
	char want[9];

	if (!arrow)
		return 0;
	arrow += 4;
	snprintf(want, sizeof(want), "%08x",
		 (unsigned)crc32_z(0, s->c->image.data, s->c->image.size));
	if (text + len - arrow < 8 || memcmp(arrow, want, 8))
		return fail(err, "tells the sum %.*s, the image has %s",
			    text + len - arrow < 8 ? 0 : 8, arrow, want);
	return 0;
}

static int line_read(struct script *s, const char *text, size_t len,
		     struct strbuf *err)
{
	char line[LINE_MAX_BYTES], *at = line, *next;
	size_t skip;
	int ret = 0;

	if (len && *text == '#')
		return comment_read(s, text, len, err);
	if (len >= sizeof(line))
		return fail(err, "a line of %zu bytes", len);
	memcpy(line, text, len);
	line[len] = '\0';
	for (; !ret && at; at = next) {
		next = strstr(at, "&&");
		if (!next)
			next = strchr(at, ';');
		if (next) {
			skip = *next == ';' ? 1 : 2;
			*next = '\0';
			next += skip;
		}
		ret = command_read(s, at, err);
	}
	if (ret)
		strbuf_prefixf(err, "'%.*s'", len < 60 ? (int)len : 60, text);
	return ret;
}

/* A script image: header, lengths, text.  Plain text is taken as it is. */
static int script_text(const struct blob *b, struct span *text,
		       struct strbuf *err)
{
	struct uimage_fields f;
	struct span s = { b->data, b->size };
	uint32_t len;

	*text = s;
	if (b->size < 4 || get_be32(b->data) != 0x27051956)
		return 0;
	if (uimage_parse(s, &f, err))
		return -1;
	if (f.type != 6 || f.comp || f.size != s.size - 64 || f.size < 8)
		return fail(err, "not a plain script image");
	len = get_be32(s.at + 64);
	if (get_be32(s.at + 68) || len != f.size - 8)
		return fail(err, "script has %u bytes, %u follow its table",
			    len, f.size - 8);
	*text = (struct span){ s.at + 72, len };
	return 0;
}

static int script_check(struct check *c, const struct blob *b, bool mainline,
			struct strbuf *err)
{
	const int need[] = {
		[KIND_PHRAMWARE] = DID_LOAD | DID_BOOT,
		[KIND_FIRMWARE] = DID_LOAD | DID_ERASE | DID_WRITE,
		[KIND_CARD] = DID_LOAD | DID_BOOT,
	};
	struct script s = {
		.c = c,
		.mainline = mainline,
		.ram = mainline ? c->facts.mainline_ram_addr :
				  c->facts.boot_ram_addr,
	};
	const uint8_t *p, *nl;
	struct span text;
	size_t len;

	if (script_text(b, &text, err))
		return -1;
	for (p = text.at; text.size; p += len, text.size -= len) {
		nl = memchr(p, '\n', text.size);
		len = nl ? (size_t)(nl - p) : text.size;
		if (line_read(&s, (const char *)p, len, err))
			return -1;
		len += nl != NULL;
	}
	if ((s.did & need[c->kind]) != need[c->kind])
		return fail(err, "does not %s",
			    !(s.did & DID_LOAD) ? "load the image" :
			    c->kind != KIND_FIRMWARE ? "boot it" :
			    "erase and write the flash");
	if (mainline && c->kind == KIND_FIRMWARE &&
	    !(s.did & DID_COMPARE))
		return fail(err, "does not compare what it wrote");
	return 0;
}

int check_scripts(struct check *c, struct strbuf *err)
{
	int i;

	if (!c->scripts)
		return CHECK_SKIP;
	for (i = 0; i < c->scripts; i++)
		if (script_check(c, &c->script[i], c->for_mainline[i], err)) {
			strbuf_prefixf(err, "script %d", i + 1);
			return -1;
		}
	return 0;
}
