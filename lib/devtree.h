/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a board's compiled device tree says of memory, flash and console.
 *
 * Bindings: Devicetree Specification 0.4 (memory, reserved-memory, chosen),
 * Linux Documentation/devicetree/bindings/mtd/ (fixed-partitions,
 * jedec,spi-nor, mtd-physmap).
 */
#ifndef LIB_DEVTREE_H
#define LIB_DEVTREE_H

#include <stdbool.h>
#include <stdint.h>

#include "board.h"
#include "file.h"
#include "strbuf.h"

/* drivers/mtd/devices/phram.c takes 64 bytes, NUL included. */
#define FLASH_NAME_MAX 64
#define FLASH_PARTS_MAX 24
#define RAM_REGIONS_MAX 8

enum flash_bus {
	FLASH_NONE,
	FLASH_PHYSMAP,	/* cfi-flash, mtd-rom: probed before phram */
	FLASH_SPI_NOR,	/* jedec,spi-nor: probed after phram */
};

/* One partition; @offset and @size in bytes from the start of the flash. */
struct flash_part {
	char name[FLASH_NAME_MAX];
	uint64_t offset;
	uint64_t size;
	bool read_only;
};

struct flash {
	enum flash_bus bus;
	char mtd_id[FLASH_NAME_MAX];	/* what mtdparts= calls it */
	uint64_t size;			/* bytes */
	struct flash_part part[FLASH_PARTS_MAX];	/* by offset */
	int parts;
	int firmware;			/* index of "firmware" */
};

/* Physical addresses. */
struct ram_region {
	char name[FLASH_NAME_MAX];
	uint64_t start;
	uint64_t size;
};

struct devtree {
	struct blob dtb;		/* owned */
	struct flash flash;		/* bus FLASH_NONE when there is none */
	struct ram_region ram;		/* the one bank of memory */
	struct ram_region reserved[RAM_REGIONS_MAX];
	int reserveds;
	char console[32];		/* "ttyS0,115200" */
};

/*
 * Read @path and prove what can be proved of the tree alone: one memory bank;
 * a console; on boards that boot from flash: partitions inside the flash, on
 * erase blocks, with distinct names, not overlapping, exactly one of them
 * "firmware".  @dt is owned by the caller, who releases it in any case.
 */
int devtree_read(struct devtree *dt, const struct board *board,
		 const char *path, struct strbuf *err);

void devtree_release(struct devtree *dt);

/* The partition called @name, or NULL. */
const struct flash_part *devtree_part(const struct devtree *dt,
				      const char *name);

/*
 * Make the tree that the kernel gets: the board's, with @cmdline as
 * /chosen/bootargs and, when @phram is not NULL, its range as a
 * /reserved-memory node with no-map.  @out is owned by the caller.
 */
int devtree_finish(const struct devtree *dt, const char *cmdline,
		   const struct ram_region *phram, struct blob *out,
		   struct strbuf *err);

#endif
