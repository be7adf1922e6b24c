// SPDX-License-Identifier: GPL-2.0-only
/* board.facts, ELF and bytes, read for the checker alone. */
#include "check.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long ull;

uint32_t get_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

uint16_t get_le16(const uint8_t *p)
{
	return p[0] | p[1] << 8;
}

uint32_t get_le32(const uint8_t *p)
{
	return get_le16(p) | (uint32_t)get_le16(p + 2) << 16;
}

uint64_t get_le64(const uint8_t *p)
{
	return get_le32(p) | (uint64_t)get_le32(p + 4) << 32;
}

bool span_all(struct span s, uint8_t byte, size_t *where)
{
	size_t i;

	for (i = 0; i < s.size; i++)
		if (s.at[i] != byte) {
			*where = i;
			return false;
		}
	return true;
}

#define TEXT(f) { #f, offsetof(struct facts, f), \
	sizeof(((struct facts *)0)->f) }
#define NUMBER(f) { #f, offsetof(struct facts, f), 0 }

static const struct {
	const char *key;
	size_t offset, text;	/* text: size of the array, 0 for a number */
} fields[] = {
	TEXT(name), TEXT(arch), TEXT(media), TEXT(kernel_compression),
	TEXT(flash_write),
	NUMBER(kernel_load_addr), NUMBER(kernel_max_bytes),
	NUMBER(flash_bytes), NUMBER(flash_window_addr),
	NUMBER(erase_block_bytes), NUMBER(rootfs_block_bytes),
	NUMBER(phram_align_bytes), TEXT(phram_memmap),
	NUMBER(boot_ram_addr), NUMBER(boot_copy_addr),
	NUMBER(boot_uncompressed_max_bytes), NUMBER(boot_lzma_dict_max_bytes),
	NUMBER(boot_reserved_top_bytes), NUMBER(mainline_ram_addr),
	NUMBER(mainline_bootm_max_bytes), NUMBER(mainline_reserved_top_bytes),
};

#define N_FIELDS (sizeof(fields) / sizeof(*fields))

static int field_set(struct facts *f, size_t i, const char *value, size_t len,
		     struct strbuf *err)
{
	char *member = (char *)f + fields[i].offset, *end;
	uint64_t number;

	if (fields[i].text) {
		if (len >= fields[i].text)
			return fail(err, "%s is longer than %zu bytes",
				    fields[i].key, fields[i].text - 1);
		memcpy(member, value, len);
		return 0;
	}
	errno = 0;
	number = strtoull(value, &end, 0);
	if (!len || *value < '0' || *value > '9' || errno ||
	    end != value + len)
		return fail(err, "%s is '%.*s', not a number", fields[i].key,
			    (int)len, value);
	memcpy(member, &number, sizeof(number));
	return 0;
}

static int line_read(struct facts *f, const char *line, size_t len,
		     bool seen[N_FIELDS], struct strbuf *err)
{
	const char *eq = memchr(line, '=', len);
	size_t i, key;

	if (!len || *line == '#')
		return 0;
	if (!eq)
		return fail(err, "'%.*s' is not key=value", (int)len, line);
	key = eq - line;
	for (i = 0; i < N_FIELDS; i++) {
		if (strlen(fields[i].key) != key ||
		    memcmp(fields[i].key, line, key))
			continue;
		if (seen[i])
			return fail(err, "%s is there twice", fields[i].key);
		seen[i] = true;
		return field_set(f, i, eq + 1, len - key - 1, err);
	}
	return 0;
}

/* Names the rest of the checker relies on. */
static int facts_check(const struct facts *f, struct strbuf *err)
{
	if (strcmp(f->arch, "mips") && strcmp(f->arch, "mipsel") &&
	    strcmp(f->arch, "armv6"))
		return fail(err, "arch '%s' is not mips, mipsel or armv6",
			    f->arch);
	if (strcmp(f->media, "flash") && strcmp(f->media, "sd"))
		return fail(err, "media '%s' is not flash or sd", f->media);
	if (strcmp(f->kernel_compression, "lzma") &&
	    strcmp(f->kernel_compression, "gzip") &&
	    strcmp(f->kernel_compression, "zimage"))
		return fail(err, "kernel_compression '%s' is not lzma, gzip "
			    "or zimage", f->kernel_compression);
	if (!strcmp(f->media, "flash") && !f->erase_block_bytes)
		return fail(err, "erase_block_bytes is 0");
	if (!f->phram_align_bytes)
		return fail(err, "phram_align_bytes is 0");
	return 0;
}

static int text_read(struct facts *f, const struct blob *text,
		     struct strbuf *err)
{
	const char *p = (const char *)text->data, *end = p + text->size, *nl;
	bool seen[N_FIELDS] = { false };
	size_t i;

	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', end - p);
		if (!nl)
			nl = end;
		if (line_read(f, p, nl - p, seen, err))
			return -1;
	}
	for (i = 0; i < N_FIELDS; i++)
		if (!seen[i])
			return fail(err, "%s is missing", fields[i].key);
	return facts_check(f, err);
}

int facts_read(struct facts *f, const char *path, struct strbuf *err)
{
	struct blob text;
	int ret;

	*f = (struct facts){ .name = "" };
	if (file_read(path, &text, err))
		return -1;
	ret = text_read(f, &text, err);
	if (ret)
		strbuf_prefixf(err, "%s", path);
	blob_release(&text);
	return ret;
}

bool facts_mips(const struct facts *f)
{
	return !strncmp(f->arch, "mips", 4);
}

uint64_t facts_phys(const struct facts *f, uint64_t virt)
{
	if (facts_mips(f) && virt >= 0x80000000 && virt < 0xc0000000)
		return virt & 0x1fffffff;
	return virt;
}

static uint16_t elf16(const struct elf *e, const uint8_t *p)
{
	return e->big ? p[0] << 8 | p[1] : get_le16(p);
}

static uint32_t elf32(const struct elf *e, const uint8_t *p)
{
	return e->big ? get_be32(p) : get_le32(p);
}

#define FIELD(e, base, type, member) \
	elf32(e, (base) + offsetof(type, member))

static int segment_read(struct span s, struct elf *e, const uint8_t *p,
			struct strbuf *err)
{
	struct elf_segment seg;

	if (FIELD(e, p, Elf32_Phdr, p_type) != PT_LOAD)
		return 0;
	seg = (struct elf_segment){
		.at = FIELD(e, p, Elf32_Phdr, p_offset),
		.size = FIELD(e, p, Elf32_Phdr, p_filesz),
		.virt = FIELD(e, p, Elf32_Phdr, p_vaddr),
		.phys = FIELD(e, p, Elf32_Phdr, p_paddr),
		.memory = FIELD(e, p, Elf32_Phdr, p_memsz),
	};
	if (seg.at > s.size || seg.size > s.size - seg.at ||
	    seg.memory < seg.size)
		return fail(err, "segment %d lies outside the file",
			    e->loads);
	if (e->loads == ELF_SEGMENTS)
		return fail(err, "more than %d segments", ELF_SEGMENTS);
	e->load[e->loads++] = seg;
	return 0;
}

int elf_parse(struct span s, struct elf *e, struct strbuf *err)
{
	uint32_t at, n, size, i;

	*e = (struct elf){ .big = false };
	if (s.size < sizeof(Elf32_Ehdr) || memcmp(s.at, ELFMAG, SELFMAG))
		return fail(err, "not an ELF file");
	if (s.at[EI_CLASS] != ELFCLASS32)
		return fail(err, "not a 32-bit ELF file");
	e->big = s.at[EI_DATA] == ELFDATA2MSB;
	e->machine = elf16(e, s.at + offsetof(Elf32_Ehdr, e_machine));
	e->entry = FIELD(e, s.at, Elf32_Ehdr, e_entry);
	at = FIELD(e, s.at, Elf32_Ehdr, e_phoff);
	n = elf16(e, s.at + offsetof(Elf32_Ehdr, e_phnum));
	size = elf16(e, s.at + offsetof(Elf32_Ehdr, e_phentsize));
	if (size < sizeof(Elf32_Phdr) || at > s.size ||
	    (uint64_t)n * size > s.size - at)
		return fail(err, "program headers lie outside the file");
	for (i = 0; i < n; i++)
		if (segment_read(s, e, s.at + at + i * size, err))
			return -1;
	if (!e->loads)
		return fail(err, "no PT_LOAD segment");
	return 0;
}

/* Section @i's bytes, empty when it lies outside the file. */
static struct span section(struct span s, const struct elf *e, uint32_t i,
			   uint32_t *type, uint32_t *link)
{
	uint32_t at = FIELD(e, s.at, Elf32_Ehdr, e_shoff), from, size;
	uint32_t n = elf16(e, s.at + offsetof(Elf32_Ehdr, e_shnum));
	const uint8_t *p;

	*type = SHT_NULL;
	if (i >= n || at > s.size ||
	    (uint64_t)n * sizeof(Elf32_Shdr) > s.size - at)
		return (struct span){ 0 };
	p = s.at + at + i * sizeof(Elf32_Shdr);
	from = FIELD(e, p, Elf32_Shdr, sh_offset);
	size = FIELD(e, p, Elf32_Shdr, sh_size);
	*type = FIELD(e, p, Elf32_Shdr, sh_type);
	*link = FIELD(e, p, Elf32_Shdr, sh_link);
	if (*type == SHT_NOBITS || from > s.size || size > s.size - from)
		return (struct span){ 0 };
	return (struct span){ s.at + from, size };
}

static uint64_t symbol_in(const struct elf *e, struct span syms,
			  struct span names, const char *name)
{
	size_t len = strlen(name) + 1, at;
	uint32_t str;

	for (at = 0; syms.size - at >= sizeof(Elf32_Sym);
	     at += sizeof(Elf32_Sym)) {
		str = FIELD(e, syms.at + at, Elf32_Sym, st_name);
		if (str <= names.size && names.size - str >= len &&
		    !memcmp(names.at + str, name, len))
			return FIELD(e, syms.at + at, Elf32_Sym, st_value);
	}
	return 0;
}

uint64_t elf_symbol(struct span s, const struct elf *e, const char *name)
{
	uint32_t i, type, link, ignored;
	struct span syms, names;
	uint64_t value;

	for (i = 0; i < elf16(e, s.at + offsetof(Elf32_Ehdr, e_shnum)); i++) {
		syms = section(s, e, i, &type, &link);
		if (type != SHT_SYMTAB)
			continue;
		names = section(s, e, link, &ignored, &ignored);
		value = symbol_in(e, syms, names, name);
		if (value)
			return value;
	}
	return 0;
}

int elf_check_arch(const struct facts *f, const uint8_t *h,
		   struct strbuf *err)
{
	bool big = !strcmp(f->arch, "mips");
	unsigned machine = facts_mips(f) ? EM_MIPS : EM_ARM;
	unsigned data = big ? ELFDATA2MSB : ELFDATA2LSB;
	unsigned has = h[EI_DATA] == ELFDATA2MSB ? h[18] << 8 | h[19] :
		       h[18] | h[19] << 8;

	if (h[EI_CLASS] != ELFCLASS32 || h[EI_DATA] != data ||
	    has != machine)
		return fail(err, "ELF class %u, data %u, machine %u, but %s "
			    "is class %u, data %u, machine %u", h[EI_CLASS],
			    h[EI_DATA], has, f->arch, ELFCLASS32, data,
			    machine);
	return 0;
}
