// SPDX-License-Identifier: GPL-2.0-only
#include "elfcheck.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

/* ---- architectures ---- */

static const char *mips_flags_fault(uint32_t flags)
{
	uint32_t isa = flags & EF_MIPS_ARCH;

	/* o32 is stated, or was too obvious to state (0) */
	if ((flags & EF_MIPS_ABI2) ||
	    ((flags & 0x0000f000) && (flags & 0x0000f000) != 0x00001000))
		return "MIPS ABI is not o32";
	if (flags & EF_MIPS_NAN2008)
		return "MIPS code for 2008 NaNs, no CPU here has them";
	if (isa != EF_MIPS_ARCH_1 && isa != EF_MIPS_ARCH_2 &&
	    isa != EF_MIPS_ARCH_32 && isa != EF_MIPS_ARCH_32R2)
		return "MIPS instruction set is not mips32r2 or a part of it";
	return NULL;
}

static const char *arm_flags_fault(uint32_t flags)
{
	if ((flags & EF_ARM_EABIMASK) != EF_ARM_EABI_VER5)
		return "ARM ABI is not EABI 5";
	if (flags & EF_ARM_ABI_FLOAT_HARD)
		return "ARM hard-float ABI, soft-float is needed";
	return NULL;
}

static const struct elf_arch arches[] = {
	{ "mips", ELFCLASS32, ELFDATA2MSB, EM_MIPS, mips_flags_fault },
	{ "mipsel", ELFCLASS32, ELFDATA2LSB, EM_MIPS, mips_flags_fault },
	{ "armv6", ELFCLASS32, ELFDATA2LSB, EM_ARM, arm_flags_fault },
};

#define N_ARCHES (sizeof(arches) / sizeof(arches[0]))

const struct elf_arch *elf_arch_find(const char *name)
{
	for (size_t i = 0; i < N_ARCHES; i++)
		if (!strcmp(name, arches[i].name))
			return &arches[i];
	return NULL;
}

void elf_arch_names(struct strbuf *out)
{
	for (size_t i = 0; i < N_ARCHES; i++)
		strbuf_addf(out, "%s%s", i ? ", " : "", arches[i].name);
}

static const struct {
	uint16_t machine;
	const char *name;
} machine_names[] = {
	{ EM_386, "i386" }, { EM_X86_64, "x86-64" }, { EM_MIPS, "MIPS" },
	{ EM_ARM, "ARM" }, { EM_AARCH64, "AArch64" }, { EM_PPC, "PowerPC" },
	{ EM_RISCV, "RISC-V" },
};

static void add_machine(struct strbuf *out, uint16_t machine)
{
	for (size_t i = 0;
	     i < sizeof(machine_names) / sizeof(machine_names[0]); i++) {
		if (machine_names[i].machine == machine) {
			strbuf_addstr(out, machine_names[i].name);
			return;
		}
	}
	strbuf_addf(out, "number %u", machine);
}

/* ---- bytes ---- */

struct reader {
	const struct blob *b;
	int big;
	Elf32_Phdr *load;	/* every PT_LOAD */
	size_t n_load;
};

static int in_file(const struct blob *b, uint64_t off, uint64_t size)
{
	return off <= b->size && size <= b->size - off;
}

static uint32_t get(const struct reader *r, uint64_t off, unsigned int bytes)
{
	uint32_t v = 0;

	for (unsigned int i = 0; i < bytes; i++) {
		uint8_t byte = r->b->data[off + i];

		v = r->big ? v << 8 | byte : v | (uint32_t)byte << 8 * i;
	}
	return v;
}

#define FIELD(r, off, type, field) \
	get(r, (off) + offsetof(type, field), sizeof(((type *)0)->field))

/* The string at @off that ends before @end, or NULL. */
static const char *get_string(const struct reader *r, uint64_t off,
			      uint64_t end)
{
	if (end > r->b->size || off >= end ||
	    !memchr(r->b->data + off, '\0', (size_t)(end - off)))
		return NULL;
	return (const char *)r->b->data + off;
}

/* ---- identification ---- */

int elf_is(const struct blob *b)
{
	return b->size >= SELFMAG && !memcmp(b->data, ELFMAG, SELFMAG);
}

static const char *order_name(uint8_t data)
{
	return data == ELFDATA2MSB ? "big-endian" : "little-endian";
}

static int identify(const struct reader *r, const struct elf_arch *arch,
		    struct strbuf *err)
{
	const uint8_t *ident = r->b->data;
	const char *fault;
	uint16_t machine;

	if (r->b->size < EI_NIDENT + 4)
		return fail(err, "ELF file is cut off in its header");
	if (ident[EI_CLASS] != arch->class)
		return fail(err, "ELF class is %s-bit, %s needs 32-bit",
			    ident[EI_CLASS] == ELFCLASS64 ? "64" : "no known",
			    arch->name);
	if (ident[EI_DATA] != arch->data)
		return fail(err, "ELF byte order is %s, %s needs %s",
			    order_name(ident[EI_DATA]), arch->name,
			    order_name(arch->data));
	machine = (uint16_t)FIELD(r, 0, Elf32_Ehdr, e_machine);
	if (machine != arch->machine) {
		strbuf_addstr(err, "ELF machine is ");
		add_machine(err, machine);
		strbuf_addf(err, ", %s needs ", arch->name);
		add_machine(err, arch->machine);
		return -1;
	}
	if (r->b->size < sizeof(Elf32_Ehdr))
		return fail(err, "ELF file is cut off in its header");
	fault = arch->flags_fault(FIELD(r, 0, Elf32_Ehdr, e_flags));
	if (fault)
		return fail(err, "%s (ELF flags 0x%x)", fault,
			    FIELD(r, 0, Elf32_Ehdr, e_flags));
	return 0;
}

/* ---- program headers ---- */

static Elf32_Phdr get_phdr(const struct reader *r, uint64_t off)
{
	return (Elf32_Phdr){
		.p_type = FIELD(r, off, Elf32_Phdr, p_type),
		.p_offset = FIELD(r, off, Elf32_Phdr, p_offset),
		.p_vaddr = FIELD(r, off, Elf32_Phdr, p_vaddr),
		.p_filesz = FIELD(r, off, Elf32_Phdr, p_filesz),
	};
}

static int read_interp(struct elf_facts *f, const struct reader *r,
		       const Elf32_Phdr *ph, struct strbuf *err)
{
	const char *s = get_string(r, ph->p_offset,
				   (uint64_t)ph->p_offset + ph->p_filesz);

	if (!s || *s != '/')
		return fail(err, "ELF interpreter is not an absolute path");
	free(f->interp);
	f->interp = xstrdup(s);
	return 0;
}

/* Where the byte at @vaddr is in the file; fails outside of all PT_LOAD. */
static int file_offset(const struct reader *r, uint32_t vaddr, uint64_t *off)
{
	for (size_t i = 0; i < r->n_load; i++) {
		const Elf32_Phdr *ph = &r->load[i];

		if (vaddr >= ph->p_vaddr &&
		    vaddr - ph->p_vaddr < ph->p_filesz) {
			*off = (uint64_t)ph->p_offset + (vaddr - ph->p_vaddr);
			return 0;
		}
	}
	return -1;
}

static void add_search_path(struct strlist *list, const char *path)
{
	while (*path) {
		size_t len = strcspn(path, ":");
		char *dir = xstrndup(path, len);

		if (len)
			strlist_add(list, dir);
		free(dir);
		path += len + (path[len] == ':');
	}
}

static int read_dynamic(struct elf_facts *f, const struct reader *r,
			const Elf32_Phdr *ph, struct strbuf *err)
{
	uint64_t strtab = 0, strend;
	uint32_t strsz = 0, n = ph->p_filesz / sizeof(Elf32_Dyn);
	int have_strtab = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint64_t off = ph->p_offset + (uint64_t)i * sizeof(Elf32_Dyn);
		uint32_t tag = get(r, off, 4), val = get(r, off + 4, 4);

		if (tag == DT_NULL)
			break;
		if (tag == DT_STRSZ)
			strsz = val;
		if (tag == DT_STRTAB) {
			if (file_offset(r, val, &strtab))
				return fail(err, "ELF string table is outside "
					    "of the file");
			have_strtab = 1;
		}
	}
	strend = strtab + strsz;
	for (uint32_t i = 0; i < n; i++) {
		uint64_t off = ph->p_offset + (uint64_t)i * sizeof(Elf32_Dyn);
		uint32_t tag = get(r, off, 4), val = get(r, off + 4, 4);
		const char *s;

		if (tag == DT_NULL)
			break;
		if (tag != DT_NEEDED && tag != DT_RPATH && tag != DT_RUNPATH)
			continue;
		s = have_strtab ? get_string(r, strtab + val, strend) : NULL;
		if (!s)
			return fail(err, "ELF dynamic section has a string "
				    "outside of its string table");
		if (tag == DT_NEEDED)
			strlist_add(&f->needed, s);
		else
			add_search_path(&f->rpath, s);
	}
	return 0;
}

/* binutils' include/elf/mips.h; fp_abi is byte 7 of Elf_ABIFlags_v0 */
#ifndef PT_MIPS_ABIFLAGS
#define PT_MIPS_ABIFLAGS 0x70000003
#endif
#define ABIFLAGS_FP_ABI 7

static int read_segments(struct elf_facts *f, struct reader *r,
			 const struct elf_arch *arch, struct strbuf *err)
{
	uint32_t phoff = FIELD(r, 0, Elf32_Ehdr, e_phoff);
	uint32_t size = FIELD(r, 0, Elf32_Ehdr, e_phentsize);
	uint32_t n = FIELD(r, 0, Elf32_Ehdr, e_phnum);
	int ret = 0;

	if (!n)
		return 0;
	if (size != sizeof(Elf32_Phdr) ||
	    !in_file(r->b, phoff, (uint64_t)n * size))
		return fail(err, "ELF program headers are outside of the file");
	r->load = xcalloc(n, sizeof(*r->load));
	for (uint32_t i = 0; i < n && !ret; i++) {
		Elf32_Phdr ph = get_phdr(r, phoff + (uint64_t)i * size);

		if (!in_file(r->b, ph.p_offset, ph.p_filesz))
			ret = fail(err, "ELF segment %u is outside of the file "
				   "(file cut off?)", i);
		else if (ph.p_type == PT_LOAD)
			r->load[r->n_load++] = ph;
	}
	for (uint32_t i = 0; i < n && !ret; i++) {
		Elf32_Phdr ph = get_phdr(r, phoff + (uint64_t)i * size);

		if (ph.p_type == PT_INTERP)
			ret = read_interp(f, r, &ph, err);
		else if (ph.p_type == PT_DYNAMIC)
			ret = read_dynamic(f, r, &ph, err);
		else if (ph.p_type == PT_MIPS_ABIFLAGS &&
			 arch->machine == EM_MIPS &&
			 ph.p_filesz > ABIFLAGS_FP_ABI)
			f->float_abi = r->b->data[ph.p_offset +
						  ABIFLAGS_FP_ABI];
	}
	return ret;
}

/* ---- .ARM.attributes: "Addenda to, and Errata in, the ABI for the Arm
   Architecture", section 3 ---- */

static uint64_t get_uleb(const uint8_t **p, const uint8_t *end)
{
	uint64_t v = 0;

	for (unsigned int shift = 0; *p < end; shift += 7) {
		uint8_t byte = *(*p)++;

		if (shift < 63)
			v |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			break;
	}
	return v;
}

#define TAG_CPU_RAW_NAME 4
#define TAG_CPU_NAME 5
#define TAG_CPU_ARCH 6
#define TAG_COMPATIBILITY 32

/* Tag_CPU_arch in the file scope attributes from @p to @end, or -1. */
static int find_cpu_arch(const uint8_t *p, const uint8_t *end)
{
	while (p < end) {
		uint64_t tag = get_uleb(&p, end), v = 0;

		if (tag == TAG_COMPATIBILITY)
			get_uleb(&p, end);
		if (tag == TAG_CPU_RAW_NAME || tag == TAG_CPU_NAME ||
		    tag == TAG_COMPATIBILITY || (tag > 32 && (tag & 1))) {
			p = memchr(p, '\0', (size_t)(end - p));
			if (!p)
				return -1;
			p++;
			continue;
		}
		v = get_uleb(&p, end);
		if (tag == TAG_CPU_ARCH)
			return v <= 255 ? (int)v : -1;
	}
	return -1;
}

#define SHT_ARM_ATTRS 0x70000003

static void read_arm_attributes(struct elf_facts *f, const struct reader *r)
{
	static const char head[] = "aeabi";
	uint32_t shoff = FIELD(r, 0, Elf32_Ehdr, e_shoff);
	uint32_t size = FIELD(r, 0, Elf32_Ehdr, e_shentsize);
	uint32_t n = FIELD(r, 0, Elf32_Ehdr, e_shnum);

	if (size != sizeof(Elf32_Shdr) ||
	    !in_file(r->b, shoff, (uint64_t)n * size))
		return;
	for (uint32_t i = 0; i < n; i++) {
		uint64_t sh = shoff + (uint64_t)i * size;
		uint64_t off = FIELD(r, sh, Elf32_Shdr, sh_offset);
		uint32_t len = FIELD(r, sh, Elf32_Shdr, sh_size);
		const uint8_t *p = r->b->data + off;

		if (FIELD(r, sh, Elf32_Shdr, sh_type) != SHT_ARM_ATTRS)
			continue;
		/* 'A', section length, "aeabi", Tag_File (1), its length */
		if (!in_file(r->b, off, len) || len < 16 || *p != 'A' ||
		    memcmp(p + 5, head, sizeof(head)) || p[11] != 1)
			return;
		f->cpu_arch = find_cpu_arch(p + 16, p + len);
		return;
	}
}

void elf_facts_release(struct elf_facts *f)
{
	free(f->interp);
	f->interp = NULL;
	strlist_release(&f->needed);
	strlist_release(&f->rpath);
}

int elf_read(struct elf_facts *f, const struct blob *b,
	     const struct elf_arch *arch, struct strbuf *err)
{
	struct reader r = { .b = b, .big = arch->data == ELFDATA2MSB };
	int ret = -1;

	*f = (struct elf_facts){ .float_abi = -1, .cpu_arch = -1 };
	if (identify(&r, arch, err) || read_segments(f, &r, arch, err))
		goto out;
	if (arch->machine == EM_ARM)
		read_arm_attributes(f, &r);
	ret = 0;
out:
	free(r.load);
	return ret;
}
