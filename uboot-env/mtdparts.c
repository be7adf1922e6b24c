// SPDX-License-Identifier: GPL-2.0-only
#include "cmdline.h"

static void add_part(struct strbuf *out, uint64_t size, uint64_t offset,
		     const char *name, bool read_only)
{
	strbuf_addf(out, "0x%llx@0x%llx(%s)%s", (unsigned long long)size,
		    (unsigned long long)offset, name, read_only ? "ro" : "");
}

void mtdparts_build(struct strbuf *out, const struct devtree *dt,
		    const struct layout *l)
{
	const struct flash *flash = &dt->flash;
	const struct flash_part *fw = &flash->part[flash->firmware], *p;

	strbuf_addf(out, "%s:", flash->mtd_id);
	for (p = flash->part; p < flash->part + flash->parts; p++) {
		if (p != fw) {
			add_part(out, p->size, p->offset, p->name,
				 p->read_only);
		} else {
			add_part(out, l->rootfs_offset, p->offset, "kernel",
				 true);
			strbuf_addch(out, ',');
			add_part(out, l->rootfs_room,
				 p->offset + l->rootfs_offset, "rootfs", true);
		}
		strbuf_addch(out, ',');
	}
	add_part(out, fw->size, fw->offset, fw->name, false);
}

int rootfs_mtd_index(const struct devtree *dt, const struct layout *l)
{
	if (l->kind == IMAGE_FIRMWARE)
		return dt->flash.firmware + 1;	/* after kernel */
	/*
	 * MTD numbers follow probe order.  drivers/mtd/Makefile links maps/
	 * (physmap) before devices/ (phram), and drivers/Makefile links spi/
	 * after mtd/: a SPI flash is found when phram has its number.
	 */
	return dt->flash.bus == FLASH_PHYSMAP ? dt->flash.parts : 0;
}
