// SPDX-License-Identifier: GPL-2.0-only
#include "elfinfo.h"

#include <elf.h>
#include <endian.h>
#include <string.h>

#include "file.h"

struct elf {
	const uint8_t *data;
	size_t size;
	bool big;
};

static uint32_t get32(const struct elf *e, uint32_t v)
{
	return e->big ? be32toh(v) : le32toh(v);
}

static uint16_t get16(const struct elf *e, uint16_t v)
{
	return e->big ? be16toh(v) : le16toh(v);
}

/* @count records of @size bytes at @offset, when the file has them all. */
static const void *table(const struct elf *e, uint64_t offset, uint64_t count,
			 size_t size)
{
	if (offset > e->size || count * size > e->size - offset)
		return NULL;
	return e->data + offset;
}

static int check_header(struct elf *e, const struct board *board,
			struct strbuf *err)
{
	const Elf32_Ehdr *h = (const void *)e->data;
	bool big = board->arch == ARCH_MIPS;
	int machine = board_is_mips(board) ? EM_MIPS : EM_ARM;

	if (e->size < sizeof(*h) || memcmp(h->e_ident, ELFMAG, SELFMAG))
		return fail(err, "not an ELF file");
	if (h->e_ident[EI_CLASS] != ELFCLASS32)
		return fail(err, "not a 32-bit ELF file");
	e->big = h->e_ident[EI_DATA] == ELFDATA2MSB;
	if (e->big != big)
		return fail(err, "%s-endian, but the board's CPU is %s",
			    e->big ? "big" : "little",
			    board_arch_names[board->arch]);
	if (get16(e, h->e_machine) != machine)
		return fail(err, "for ELF machine %d, the board's is %d",
			    get16(e, h->e_machine), machine);
	return 0;
}

/*
 * A segment's physical address.  p_paddr is KSEG0 on MIPS; on ARM it is the
 * linear map's virtual address (arch/arm/kernel/vmlinux.lds.S has LOAD_OFFSET
 * only for other architectures), whose base is a multiple of 512 MiB in every
 * VMSPLIT but 3G_OPT.  RAM begins at 0 on all boards here.
 */
#define LINEAR_MAP_MASK 0x1fffffffULL

static int read_segments(struct elfinfo *info, const struct elf *e,
			 struct strbuf *err)
{
	const Elf32_Ehdr *h = (const void *)e->data;
	int i, n = get16(e, h->e_phnum);
	const Elf32_Phdr *p;
	uint64_t start, end;

	p = table(e, get32(e, h->e_phoff), n, sizeof(*p));
	if (!p)
		return fail(err, "program headers beyond the end of the file");
	info->load_start = UINT64_MAX;
	for (i = 0; i < n; i++) {
		if (get32(e, p[i].p_type) != PT_LOAD || !p[i].p_memsz)
			continue;
		start = get32(e, p[i].p_paddr) & LINEAR_MAP_MASK;
		end = start + get32(e, p[i].p_memsz);
		if (start < info->load_start)
			info->load_start = start;
		if (end > info->load_end)
			info->load_end = end;
	}
	if (!info->load_end)
		return fail(err, "no PT_LOAD segment");
	return 0;
}

static void read_symbols(struct elfinfo *info, const struct elf *e,
			 const Elf32_Shdr *symtab, const Elf32_Shdr *strtab)
{
	size_t i, n = get32(e, symtab->sh_size) / sizeof(Elf32_Sym);
	uint32_t strsize = get32(e, strtab->sh_size), name;
	const Elf32_Sym *sym;
	const char *str;

	sym = table(e, get32(e, symtab->sh_offset), n, sizeof(*sym));
	str = table(e, get32(e, strtab->sh_offset), strsize, 1);
	if (!sym || !str || !strsize || str[strsize - 1])
		return;
	for (i = 0; i < n; i++) {
		name = get32(e, sym[i].st_name);
		if (name < strsize && !strcmp(str + name, "__appended_dtb"))
			info->dtb_start = get32(e, sym[i].st_value);
	}
}

/* arch/mips/kernel/vmlinux.lds.S, MIPS_RAW_APPENDED_DTB: `. += 0x100000`. */
#define APPENDED_DTB_ROOM 0x100000

static void read_appended_dtb(struct elfinfo *info, const struct elf *e)
{
	const Elf32_Ehdr *h = (const void *)e->data;
	int i, n = get16(e, h->e_shnum);
	const Elf32_Shdr *s;
	uint32_t link;

	s = table(e, get32(e, h->e_shoff), n, sizeof(*s));
	for (i = 0; s && i < n; i++) {
		link = get32(e, s[i].sh_link);
		if (get32(e, s[i].sh_type) == SHT_SYMTAB && link < (uint32_t)n)
			read_symbols(info, e, &s[i], &s[link]);
	}
	if (info->dtb_start)
		info->dtb_end = info->dtb_start + APPENDED_DTB_ROOM;
}

int elfinfo_read(struct elfinfo *info, const struct board *board,
		 const char *path, struct strbuf *err)
{
	struct blob file;
	struct elf e;
	int ret;

	*info = (struct elfinfo){ 0 };
	if (file_read(path, &file, err))
		return -1;
	e = (struct elf){ .data = file.data, .size = file.size };
	ret = check_header(&e, board, err);
	if (!ret)
		ret = read_segments(info, &e, err);
	if (!ret) {
		info->entry = get32(&e,
				    ((const Elf32_Ehdr *)e.data)->e_entry);
		read_appended_dtb(info, &e);
	} else {
		strbuf_prefixf(err, "%s", path);
	}
	blob_release(&file);
	return ret;
}
