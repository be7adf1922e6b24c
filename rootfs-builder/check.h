/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checker of finished images.  It reads bytes, board.facts and the board's
 * device tree itself and shares neither the layout code nor the writers with
 * the tools that made the image: what both agree on has been computed twice.
 * Images are treated as hostile input.
 *
 * One check is one function and one row of the table in checkfirmware.c.  It
 * returns CHECK_OK, CHECK_SKIP when an optional input was not given, or
 * CHECK_FAILED after adding one message to @err.
 */
#ifndef ROOTFS_BUILDER_CHECK_H
#define ROOTFS_BUILDER_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "file.h"
#include "strbuf.h"

enum { CHECK_FAILED = -1, CHECK_OK = 0, CHECK_SKIP = 1 };

/* Which image is looked at; bits, so that a row can be for several. */
enum check_kind {
	KIND_FIRMWARE = 1,	/* firmware.bin of a board with flash */
	KIND_PHRAMWARE = 2,
	KIND_CARD = 4,		/* firmware.bin of a board with an SD card */
};

#define KIND_FLAT (KIND_FIRMWARE | KIND_PHRAMWARE)
#define KIND_ANY (KIND_FLAT | KIND_CARD)

/* What a check finds and later ones need; bits. */
enum check_find {
	FOUND_CARD = 1 << 0,		/* fat_at, fat_bytes, rootfs_at */
	FOUND_FAT = 1 << 1,		/* card_file */
	FOUND_KERNEL = 1 << 2,		/* where the uImage begins */
	FOUND_UIMAGE = 1 << 3,		/* uimage, head */
	FOUND_DATA = 1 << 4,		/* its CRC is right */
	FOUND_CONTENT = 1 << 5,		/* content: kernel and device tree */
	FOUND_FDT = 1 << 6,		/* fdt, kernel_bytes, args */
	FOUND_SAME = 1 << 7,		/* fdt is the board's; phram_node */
	FOUND_ARGS = 1 << 8,		/* args is of sane length */
	FOUND_RIGHT_KIND = 1 << 9,	/* phram words where they belong */
	FOUND_ROOTFS = 1 << 10,		/* rootfs_at, rootfs_room */
	FOUND_PHRAM = 1 << 11,		/* phram_at, phram_bytes */
	FOUND_SQUASHFS = 1 << 12,	/* rootfs_used */
};

/* Borrowed bytes. */
struct span {
	const uint8_t *at;
	size_t size;
};

/* board.facts; the comments of lib/board.h say what the values mean. */
struct facts {
	char name[64];
	char arch[16];
	char media[16];
	char kernel_compression[16];
	char flash_write[16];
	char phram_memmap[4];		/* y or n */
	uint64_t kernel_load_addr, kernel_max_bytes;
	uint64_t flash_bytes, flash_window_addr;
	uint64_t erase_block_bytes, rootfs_block_bytes, phram_align_bytes;
	uint64_t boot_ram_addr, boot_copy_addr;
	uint64_t boot_uncompressed_max_bytes, boot_lzma_dict_max_bytes;
	uint64_t boot_reserved_top_bytes;
	uint64_t mainline_ram_addr;	/* 0: only the vendor's loader */
	uint64_t mainline_bootm_max_bytes, mainline_reserved_top_bytes;
};

#define PART_NAME 64
#define PARTS_MAX 32

struct part {
	char name[PART_NAME];
	uint64_t at, size;
	bool read_only;
};

struct parts {
	struct part part[PARTS_MAX];
	int n;
};

/* What board.dtb says. */
struct tree {
	uint64_t ram_at, ram_bytes;	/* physical */
	struct parts parts;		/* empty without a flash */
	int firmware;			/* index, -1 without */
	bool spi;			/* jedec,spi-nor, else memory-mapped */
	uint64_t flash_bytes;
	char mtd_id[PART_NAME];
	char tty[32];			/* of stdout-path: "ttyS0" */
};

#define SCRIPTS_MAX 8

struct uimage_fields {
	uint32_t time, size, load, entry, dcrc;
	uint8_t os, arch, type, comp;
};

#define CARD_FILES_MAX 16
#define CARD_NAME 64

struct card_file {
	char name[CARD_NAME];
	struct blob data;	/* owned */
};

struct check {
	enum check_kind kind;
	/* inputs; owned; data is NULL when the option was not given */
	struct facts facts;
	struct tree tree;
	struct blob dtb, image, vmlinux, kernel, rootfs, cmdline;
	struct blob script[SCRIPTS_MAX];
	bool for_mainline[SCRIPTS_MAX];	/* else for the vendor's loader */
	int scripts;
	/* found by checks, borrowed from image or content */
	struct span uimage;		/* header and data */
	struct uimage_fields head;
	struct blob content;		/* owned */
	size_t kernel_bytes;		/* of content; the rest is fdt */
	struct blob fdt_copy;		/* owned; 8-byte aligned for libfdt */
	const void *fdt;		/* fdt_copy's data */
	int phram_node;			/* in fdt, or -1 */
	const char *args;		/* /chosen/bootargs */
	uint64_t rootfs_at;		/* offset in image */
	uint64_t rootfs_room;		/* bytes promised to the kernel */
	uint64_t rootfs_used;		/* bytes_used of the superblock */
	uint64_t phram_at, phram_bytes;	/* physical */
	uint64_t fat_at, fat_bytes;	/* partition 1 of a card */
	struct card_file card_file[CARD_FILES_MAX];
	int card_files;
	uint16_t card_date, card_time;	/* of all files, as FAT has them */
};

/* check_facts.c: read board.facts and files. */
int facts_read(struct facts *f, const char *path, struct strbuf *err);
bool facts_mips(const struct facts *f);
/* The physical address behind @virt: KSEG0 and KSEG1 on MIPS. */
uint64_t facts_phys(const struct facts *f, uint64_t virt);

/* check_tree.c: device trees. */
int tree_read(struct tree *t, const struct facts *f, const struct blob *dtb,
	      struct strbuf *err);
int check_one_fdt(struct check *c, struct strbuf *err);
int check_fdt_same(struct check *c, struct strbuf *err);
int check_reserved_node(struct check *c, struct strbuf *err);
int check_fdt_room(struct check *c, struct strbuf *err);

/* check_uimage.c: header, compression, kernel. */
int uimage_parse(struct span s, struct uimage_fields *f, struct strbuf *err);
int check_uimage_header(struct check *c, struct strbuf *err);
int check_uimage_data(struct check *c, struct strbuf *err);
int check_uimage_kind(struct check *c, struct strbuf *err);
int check_uimage_addresses(struct check *c, struct strbuf *err);
int check_uimage_max(struct check *c, struct strbuf *err);
int check_content(struct check *c, struct strbuf *err);
int check_kernel_file(struct check *c, struct strbuf *err);
int check_kernel_elf(struct check *c, struct strbuf *err);
int check_zimage(struct check *c, struct strbuf *err);

/* check_args.c: the kernel command line, by the kernel's own rules. */
#define ARGS_WORD 4096
/*
 * The value of the @nth word `key=value` of @args into @value (ARGS_WORD
 * bytes); false when there is none.  '-' and '_' are the same in keys.
 */
bool args_value(const char *args, const char *key, int nth, char *value);
int check_args_length(struct check *c, struct strbuf *err);
int check_args_file(struct check *c, struct strbuf *err);
int check_args_console(struct check *c, struct strbuf *err);
int check_args_kind(struct check *c, struct strbuf *err);
int check_args_mtdparts(struct check *c, struct strbuf *err);
int check_args_phram(struct check *c, struct strbuf *err);
int check_args_root(struct check *c, struct strbuf *err);

/* check_ram.c: what is where while loading, unpacking and running. */
int check_ram_loading(struct check *c, struct strbuf *err);
int check_ram_unpacking(struct check *c, struct strbuf *err);
int check_ram_running(struct check *c, struct strbuf *err);
/* Loading, flashing and unpacking by mainline U-Boot in the vendor's place. */
int check_ram_mainline(struct check *c, struct strbuf *err);

/* check_rootfs.c: flash or RAM layout around the squashfs, and its content. */
int check_size(struct check *c, struct strbuf *err);
int check_padding(struct check *c, struct strbuf *err);
int check_superblock(struct check *c, struct strbuf *err);
int check_rootfs_file(struct check *c, struct strbuf *err);
int check_squashfs(struct check *c, struct strbuf *err);

/* check_script.c: what the user will type. */
int check_scripts(struct check *c, struct strbuf *err);

/* check_card.c, check_fat.c: the Raspberry Pi's SD card. */
int check_card_mbr(struct check *c, struct strbuf *err);
int check_card_fat(struct check *c, struct strbuf *err);
int check_card_files(struct check *c, struct strbuf *err);
int check_card_dates(struct check *c, struct strbuf *err);
int check_card_tree(struct check *c, struct strbuf *err);
int check_card_gaps(struct check *c, struct strbuf *err);
/*
 * Read the FAT32 @s that starts at sector @hidden of the card: every byte of
 * it is either a file's, accounted for, or zero.  Fills card_file, card_date
 * and card_time of @c.
 */
int fat_read(struct check *c, struct span s, uint32_t hidden,
	     struct strbuf *err);

/* ELF, little- or big-endian, for check_uimage.c and check_ram.c. */
struct elf_segment {
	uint64_t at, size, virt, phys, memory;
};

#define ELF_SEGMENTS 16

struct elf {
	bool big;
	uint16_t machine;
	uint64_t entry;
	struct elf_segment load[ELF_SEGMENTS];	/* PT_LOAD, in file order */
	int loads;
};

/* check_facts.c.  32-bit ELF only; every offset is within @s on success. */
int elf_parse(struct span s, struct elf *e, struct strbuf *err);
/* The value of a symbol, or 0 when the ELF has none of that name. */
uint64_t elf_symbol(struct span s, const struct elf *e, const char *name);
/* What the board's arch wants: machine and byte order. */
int elf_check_arch(const struct facts *f, const uint8_t *header,
		   struct strbuf *err);

uint32_t get_be32(const uint8_t *p);
uint32_t get_le32(const uint8_t *p);
uint16_t get_le16(const uint8_t *p);
uint64_t get_le64(const uint8_t *p);

/* True when all of @s is @byte; else *@where is the first that differs. */
bool span_all(struct span s, uint8_t byte, size_t *where);

#endif
