/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program or library in the root file system needs to run, read from
 * its ELF file.  The input is not trusted: every offset is checked.
 */
#ifndef ROOTFS_ELFCHECK_H
#define ROOTFS_ELFCHECK_H

#include <stdint.h>

#include "file.h"
#include "strbuf.h"
#include "alloc.h"

/* One row for each CPU architecture a board can have. */
struct elf_arch {
	const char *name;	/* as in boards.mk */
	uint8_t class;		/* EI_CLASS */
	uint8_t data;		/* EI_DATA, the byte order */
	uint16_t machine;	/* e_machine */
	/* returns what is wrong with e_flags, or NULL */
	const char *(*flags_fault)(uint32_t flags);
};

/* The row called @name, or NULL. */
const struct elf_arch *elf_arch_find(const char *name);

/* The names of all rows, "mips, mipsel, ...", for a message. */
void elf_arch_names(struct strbuf *out);

struct elf_facts {
	char *interp;		/* PT_INTERP, owned; NULL when there is none */
	struct strlist needed;	/* DT_NEEDED */
	struct strlist rpath;	/* DT_RPATH or DT_RUNPATH, split at colons */
	int float_abi;		/* MIPS: fp_abi of PT_MIPS_ABIFLAGS, else -1 */
	int cpu_arch;		/* ARM: Tag_CPU_arch, or -1 */
};

/* MIPS fp_abi values of binutils' include/elf/mips.h. */
#define FP_ABI_ANY 0
#define FP_ABI_SOFT 3

void elf_facts_release(struct elf_facts *f);

/* Whether @b begins like an ELF file. */
int elf_is(const struct blob *b);

/*
 * Check that @b is an ELF file for @arch and read @f from it (to be released
 * by the caller, also after a failure).  The message is one line without the
 * name of the file.
 */
int elf_read(struct elf_facts *f, const struct blob *b,
	     const struct elf_arch *arch, struct strbuf *err);

#endif
