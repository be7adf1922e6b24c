// SPDX-License-Identifier: GPL-2.0-only
#include "board.h"

#include <string.h>

#include "file.h"
#include "num.h"

const char *const board_arch_names[ARCH_COUNT + 1] = {
	[ARCH_MIPS] = "mips",
	[ARCH_MIPSEL] = "mipsel",
	[ARCH_ARMV6] = "armv6",
};
static const char *const media_names[MEDIA_COUNT + 1] = {
	[MEDIA_FLASH] = "flash",
	[MEDIA_SD] = "sd",
};
const char *const board_compression_names[COMP_COUNT + 1] = {
	[COMP_LZMA] = "lzma",
	[COMP_GZIP] = "gzip",
	[COMP_ZIMAGE] = "zimage",
};
const char *const board_dialect_names[DIALECT_COUNT + 1] = {
	[DIALECT_UBOOT] = "uboot",
	[DIALECT_MTK] = "mtk",
	[DIALECT_ATHEROS] = "atheros",
};
const char *const board_loader_names[LOADER_COUNT + 1] = {
	[LOADER_VENDOR] = "vendor",
	[LOADER_MAINLINE] = "mainline",
};
static const char *const flash_write_names[FLASH_WRITE_COUNT + 1] = {
	[FLASH_WRITE_CFI] = "cfi",
	[FLASH_WRITE_SF] = "sf",
	[FLASH_WRITE_MTK] = "mtk",
	[FLASH_WRITE_ATHEROS] = "atheros",
	[FLASH_WRITE_SD] = "sd",
};

enum fact_type { FACT_TEXT, FACT_NUM, FACT_WORD, FACT_FLAG };

struct fact {
	const char *key;
	enum fact_type type;
	size_t offset;			/* of the member */
	const char *const *words;	/* FACT_WORD: NULL-terminated */
};

#define FACT(kind, member, list) \
	{ #member, kind, offsetof(struct board, member), list }

static const struct fact facts[] = {
	FACT(FACT_TEXT, name, NULL),
	FACT(FACT_TEXT, title, NULL),
	FACT(FACT_TEXT, soc, NULL),
	FACT(FACT_TEXT, config, NULL),
	FACT(FACT_WORD, arch, board_arch_names),
	FACT(FACT_WORD, media, media_names),
	FACT(FACT_WORD, kernel_compression, board_compression_names),
	FACT(FACT_NUM, kernel_load_addr, NULL),
	FACT(FACT_NUM, kernel_max_bytes, NULL),
	FACT(FACT_NUM, flash_bytes, NULL),
	FACT(FACT_NUM, flash_window_addr, NULL),
	FACT(FACT_NUM, erase_block_bytes, NULL),
	FACT(FACT_NUM, rootfs_block_bytes, NULL),
	FACT(FACT_NUM, phram_align_bytes, NULL),
	FACT(FACT_FLAG, phram_memmap, NULL),
	FACT(FACT_WORD, boot_dialect, board_dialect_names),
	FACT(FACT_WORD, flash_write, flash_write_names),
	FACT(FACT_NUM, boot_ram_addr, NULL),
	FACT(FACT_NUM, boot_copy_addr, NULL),
	FACT(FACT_NUM, boot_uncompressed_max_bytes, NULL),
	FACT(FACT_NUM, boot_lzma_dict_max_bytes, NULL),
	FACT(FACT_NUM, boot_reserved_top_bytes, NULL),
	FACT(FACT_NUM, boot_line_max_bytes, NULL),
	FACT(FACT_NUM, env_bytes, NULL),
	FACT(FACT_FLAG, env_redundant, NULL),
	FACT(FACT_NUM, mainline_ram_addr, NULL),
	FACT(FACT_NUM, mainline_bootm_max_bytes, NULL),
	FACT(FACT_NUM, mainline_reserved_top_bytes, NULL),
	FACT(FACT_NUM, mainline_line_max_bytes, NULL),
	FACT(FACT_TEXT, boot_net_init, NULL),
	FACT(FACT_TEXT, boot_ipaddr, NULL),
	FACT(FACT_TEXT, boot_serverip, NULL),
};

#define FACT_COUNT (sizeof(facts) / sizeof(facts[0]))

static int set_word(int *out, const struct fact *f, const char *value,
		    struct strbuf *err)
{
	int i;

	for (i = 0; f->words[i]; i++) {
		if (!strcmp(f->words[i], value)) {
			*out = i;
			return 0;
		}
	}
	fail(err, "%s is '%s', but can be:", f->key, value);
	for (i = 0; f->words[i]; i++)
		strbuf_addf(err, " %s", f->words[i]);
	return -1;
}

static int set_fact(struct board *b, const struct fact *f, const char *value,
		    struct strbuf *err)
{
	void *member = (char *)b + f->offset;

	switch (f->type) {
	case FACT_TEXT:
		if (strlen(value) >= BOARD_TEXT_MAX)
			return fail(err, "%s has %zu bytes, the limit is %d",
				    f->key, strlen(value), BOARD_TEXT_MAX - 1);
		strcpy(member, value);
		return 0;
	case FACT_NUM:
		if (!num_parse(value, member))
			return fail(err, "%s is '%s': give plain bytes, "
				    "decimal or 0x hexadecimal",
				    f->key, value);
		return 0;
	case FACT_FLAG:
		if (strcmp(value, "y") && strcmp(value, "n"))
			return fail(err, "%s is '%s', but can be: y n",
				    f->key, value);
		*(bool *)member = value[0] == 'y';
		return 0;
	case FACT_WORD:
		break;
	}
	return set_word(member, f, value, err);
}

static int read_line(struct board *b, char *line, bool *seen,
		     struct strbuf *err)
{
	char *value = strchr(line, '=');
	size_t i;

	if (!*line || *line == '#')
		return 0;
	if (!value)
		return fail(err, "'%s' is not key=value", line);
	*value++ = '\0';
	for (i = 0; i < FACT_COUNT; i++) {
		if (strcmp(facts[i].key, line))
			continue;
		if (seen[i])
			return fail(err, "%s is given twice", line);
		seen[i] = true;
		return set_fact(b, &facts[i], value, err);
	}
	return 0;
}

static int check_facts(const struct board *b, struct strbuf *err)
{
	if (!num_power_of_two(b->erase_block_bytes))
		return fail(err, "erase_block_bytes is 0x%llx, which is not a "
			    "power of two",
			    (unsigned long long)b->erase_block_bytes);
	if (!num_power_of_two(b->phram_align_bytes) ||
	    b->phram_align_bytes < b->erase_block_bytes)
		return fail(err, "phram_align_bytes is 0x%llx: give a power of "
			    "two that is no less than erase_block_bytes",
			    (unsigned long long)b->phram_align_bytes);
	if ((b->media == MEDIA_SD) != (b->flash_write == FLASH_WRITE_SD))
		return fail(err, "media and flash_write do not fit: sd goes "
			    "with sd");
	if (!board_is_mips(b) && b->kernel_compression != COMP_ZIMAGE)
		return fail(err, "kernel_compression is %s, but on ARM only a "
			    "zimage takes an appended device tree",
			    board_compression_names[b->kernel_compression]);
	if (b->mainline_ram_addr && b->media != MEDIA_FLASH)
		return fail(err, "mainline_ram_addr is set, but the board has "
			    "no flash");
	if (b->mainline_ram_addr && board_phys(b, b->mainline_ram_addr) !=
	    board_phys(b, b->boot_ram_addr))
		return fail(err, "mainline_ram_addr 0x%llx and boot_ram_addr "
			    "0x%llx are not the same RAM: phramware.bin knows "
			    "one place only",
			    (unsigned long long)b->mainline_ram_addr,
			    (unsigned long long)b->boot_ram_addr);
	if (b->phram_memmap && !board_is_mips(b))
		return fail(err, "phram_memmap is y, but Linux on ARM has no "
			    "memmap=; the reserved-memory node does the work");
	return 0;
}

int board_read(struct board *b, const char *path, struct strbuf *err)
{
	bool seen[FACT_COUNT] = { false };
	char *line, *next;
	struct blob text;
	int lineno = 0, ret = -1;
	size_t i;

	*b = (struct board){ 0 };
	if (file_read(path, &text, err))
		return -1;
	for (line = (char *)text.data; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		lineno++;
		if (read_line(b, line, seen, err)) {
			strbuf_prefixf(err, "%s:%d", path, lineno);
			goto out;
		}
	}
	for (i = 0; i < FACT_COUNT; i++) {
		if (!seen[i]) {
			fail(err, "%s: %s is missing: set it in boards.mk",
			     path, facts[i].key);
			goto out;
		}
	}
	ret = check_facts(b, err);
	if (ret)
		strbuf_prefixf(err, "%s", path);
out:
	blob_release(&text);
	return ret;
}

bool board_has_loader(const struct board *b, enum board_loader loader)
{
	return loader == LOADER_VENDOR || b->mainline_ram_addr;
}

struct board board_with_loader(const struct board *b,
			       enum board_loader loader)
{
	struct board seen = *b;

	if (loader == LOADER_VENDOR)
		return seen;
	seen.boot_dialect = DIALECT_UBOOT;
	seen.flash_write = FLASH_WRITE_SF;
	seen.kernel_max_bytes = 0;
	seen.boot_ram_addr = b->mainline_ram_addr;
	/* bootm unpacks from where the uImage is, be it RAM or flash */
	seen.boot_copy_addr = 0;
	seen.boot_uncompressed_max_bytes = b->mainline_bootm_max_bytes;
	seen.boot_lzma_dict_max_bytes = 0;
	seen.boot_reserved_top_bytes = b->mainline_reserved_top_bytes;
	seen.boot_line_max_bytes = b->mainline_line_max_bytes;
	return seen;
}

bool board_is_mips(const struct board *b)
{
	return b->arch == ARCH_MIPS || b->arch == ARCH_MIPSEL;
}

/* KSEG0 and KSEG1 both show the low 512 MiB of physical memory. */
#define KSEG_PHYS_MASK 0x1fffffffULL

uint64_t board_phys(const struct board *b, uint64_t virt)
{
	return board_is_mips(b) ? virt & KSEG_PHYS_MASK : virt;
}

uint64_t board_cmdline_max(const struct board *b)
{
	/*
	 * Linux 6.1: arch/mips/include/uapi/asm/setup.h says 4096,
	 * arch/arm/include/uapi/asm/setup.h says 1024.
	 */
	return board_is_mips(b) ? 4096 : 1024;
}
