/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What boards.mk says of a board: the facts a device tree cannot hold.
 *
 * make writes them to out/<board>_<config>/board.facts as `key=value` lines;
 * the keys are the members' names below.  Addresses are the CPU's virtual
 * addresses, as one types them to U-Boot; board_phys() turns them physical.
 */
#ifndef LIB_BOARD_H
#define LIB_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "strbuf.h"

enum board_arch { ARCH_MIPS, ARCH_MIPSEL, ARCH_ARMV6, ARCH_COUNT };
enum board_media { MEDIA_FLASH, MEDIA_SD, MEDIA_COUNT };
enum board_compression { COMP_LZMA, COMP_GZIP, COMP_ZIMAGE, COMP_COUNT };
enum board_dialect {
	DIALECT_UBOOT,		/* 2010 and later: hush, tftpboot, ${var} */
	DIALECT_MTK,		/* Ralink SDK, U-Boot 1.1.3 */
	DIALECT_ATHEROS,	/* Atheros SDK, U-Boot 1.1.4 */
	DIALECT_COUNT
};
enum board_flash_write {
	FLASH_WRITE_CFI,	/* protect, erase, cp.b on the mapped flash */
	FLASH_WRITE_SF,		/* sf probe, sf erase, sf write */
	FLASH_WRITE_MTK,	/* erase, cp.b of the Ralink SDK */
	FLASH_WRITE_ATHEROS,	/* erase, cp.b of the Atheros SDK */
	FLASH_WRITE_SD,		/* a card written by another computer */
	FLASH_WRITE_COUNT
};

#define BOARD_TEXT_MAX 128

struct board {
	char name[BOARD_TEXT_MAX];
	char title[BOARD_TEXT_MAX];
	char soc[BOARD_TEXT_MAX];
	int arch;			/* enum board_arch */
	int media;			/* enum board_media */
	int kernel_compression;		/* enum board_compression */
	uint64_t kernel_load_addr;	/* the uImage's load address */
	uint64_t kernel_max_bytes;	/* of the uImage; 0 = no limit */
	uint64_t flash_bytes;		/* the chip; 0 = the tree's reg says */
	uint64_t flash_window_addr;	/* of flash offset 0; 0 = not mapped */
	uint64_t erase_block_bytes;	/* power of two */
	uint64_t rootfs_block_bytes;	/* squashfs block size */
	uint64_t phram_align_bytes;	/* power of two */
	bool phram_memmap;	/* memmap= beside the reserved-memory node */
	int boot_dialect;		/* enum board_dialect */
	int flash_write;		/* enum board_flash_write */
	uint64_t boot_ram_addr;		/* where TFTP puts an image */
	uint64_t boot_copy_addr;	/* bootm copies here first; 0 = no */
	uint64_t boot_uncompressed_max_bytes;	/* 0 = none known */
	uint64_t boot_lzma_dict_max_bytes;	/* 0 = none known */
	uint64_t boot_reserved_top_bytes;	/* loader's own, below RAM end */
	uint64_t boot_line_max_bytes;	/* console line; 0 = unknown */
	uint64_t env_bytes;		/* environment with its CRC; 0 = none */
	bool env_redundant;		/* two copies, each with a flag byte */
	/*
	 * The same of mainline U-Boot, with which some replace the loader that
	 * the board was sold with; mainline_ram_addr 0 = none is known here.
	 */
	uint64_t mainline_ram_addr;	/* the same RAM as boot_ram_addr */
	uint64_t mainline_bootm_max_bytes;	/* SYS_BOOTM_LEN */
	uint64_t mainline_reserved_top_bytes;
	uint64_t mainline_line_max_bytes;	/* SYS_CBSIZE */
	char boot_net_init[BOARD_TEXT_MAX];	/* before the network; or "" */
	char boot_ipaddr[BOARD_TEXT_MAX];	/* the board's, while booting */
	char boot_serverip[BOARD_TEXT_MAX];	/* the TFTP server's */
	char config[BOARD_TEXT_MAX];	/* configuration being built */
};

/* Which boot loader a thing is for. */
enum board_loader { LOADER_VENDOR, LOADER_MAINLINE, LOADER_COUNT };

/* Names as boards.mk spells them; index is the enum. */
extern const char *const board_arch_names[ARCH_COUNT + 1];
extern const char *const board_compression_names[COMP_COUNT + 1];
extern const char *const board_dialect_names[DIALECT_COUNT + 1];
extern const char *const board_loader_names[LOADER_COUNT + 1];

/*
 * Read a facts file.  Keys that no C program needs are skipped; a key given
 * twice, an absent one, a number that is none, a word that is not on its list
 * or an impossible combination is an error with file and line.
 */
int board_read(struct board *b, const char *path, struct strbuf *err);

/* Is anything known of @loader on this board? */
bool board_has_loader(const struct board *b, enum board_loader loader);

/*
 * The board as @loader sees it: for LOADER_MAINLINE the boot_* and flash_write
 * members are mainline U-Boot's, on a flash that its `sf` writes.
 */
struct board board_with_loader(const struct board *b,
			       enum board_loader loader);

/* The physical address behind @virt (KSEG0/KSEG1 on MIPS, itself on ARM). */
uint64_t board_phys(const struct board *b, uint64_t virt);

bool board_is_mips(const struct board *b);

/* COMMAND_LINE_SIZE of Linux 6.1 for this architecture, NUL included. */
uint64_t board_cmdline_max(const struct board *b);

#endif
