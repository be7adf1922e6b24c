// SPDX-License-Identifier: GPL-2.0-only
#include "layout.h"

#include <stdio.h>
#include <string.h>

#include "num.h"

typedef unsigned long long ull;

const char *const image_kind_names[3] = {
	[IMAGE_FIRMWARE] = "firmware",
	[IMAGE_PHRAMWARE] = "phramware",
};

bool image_kind_parse(const char *name, enum image_kind *out)
{
	int i;

	for (i = 0; image_kind_names[i]; i++) {
		if (!strcmp(image_kind_names[i], name)) {
			*out = i;
			return true;
		}
	}
	return false;
}

void layout_compute(struct layout *l, const struct board *board,
		    const struct devtree *dt, enum image_kind kind,
		    uint64_t kernel_bytes, uint64_t rootfs_bytes)
{
	uint64_t align = kind == IMAGE_PHRAMWARE ? board->phram_align_bytes :
			 board->erase_block_bytes, part;

	*l = (struct layout){
		.kind = kind,
		.kernel_bytes = kernel_bytes,
		.rootfs_bytes = rootfs_bytes,
		.rootfs_offset = num_round_up(kernel_bytes, align),
	};
	l->image_bytes = num_round_up(l->rootfs_offset + rootfs_bytes, align);
	l->rootfs_room = l->image_bytes - l->rootfs_offset;
	if (kind == IMAGE_FIRMWARE && board->media == MEDIA_FLASH) {
		part = dt->flash.part[dt->flash.firmware].size;
		l->rootfs_room = part < l->rootfs_offset ? 0 :
				 part - l->rootfs_offset;
	}
	if (kind == IMAGE_PHRAMWARE) {
		snprintf(l->phram.name, sizeof(l->phram.name),
			 "phram (rootfs)");
		l->phram.start = board_phys(board, board->boot_ram_addr) +
				 l->rootfs_offset;
		l->phram.size = l->rootfs_room;
	}
}

int layout_check_flash(const struct layout *l, const struct board *board,
		       const struct devtree *dt, struct strbuf *err)
{
	const struct flash_part *fw;

	if (board->kernel_max_bytes && l->kernel_bytes > board->kernel_max_bytes)
		return fail(err, "kernel is %llu bytes, the boot loader of %s "
			    "takes %llu: %llu too many; drop kernel features",
			    (ull)l->kernel_bytes, board->name,
			    (ull)board->kernel_max_bytes,
			    (ull)(l->kernel_bytes - board->kernel_max_bytes));
	if (l->kind != IMAGE_FIRMWARE || board->media != MEDIA_FLASH)
		return 0;
	fw = &dt->flash.part[dt->flash.firmware];
	if (l->image_bytes <= fw->size)
		return 0;
	return fail(err, "firmware.bin does not fit: kernel %llu + padding "
		    "%llu + rootfs %llu + padding %llu = %llu bytes; partition "
		    "firmware has %llu: %llu too many; drop packages (see "
		    "rootfs.sizes) or kernel features", (ull)l->kernel_bytes,
		    (ull)(l->rootfs_offset - l->kernel_bytes),
		    (ull)l->rootfs_bytes,
		    (ull)(l->image_bytes - l->rootfs_offset -
			  l->rootfs_bytes), (ull)l->image_bytes,
		    (ull)fw->size, (ull)(l->image_bytes - fw->size));
}

enum phase { PHASE_LOAD, PHASE_UNPACK, PHASE_RUN, PHASE_COUNT };

static const char *const phase_names[PHASE_COUNT] = {
	[PHASE_LOAD] = "image loaded",
	[PHASE_UNPACK] = "kernel unpacked",
	[PHASE_RUN] = "kernel running",
};

#define REGIONS_MAX (RAM_REGIONS_MAX + 8)

struct ram_map {
	struct ram_region region[REGIONS_MAX];
	int regions;
};

static void add(struct ram_map *map, const char *name, uint64_t start,
		uint64_t size)
{
	struct ram_region *r = &map->region[map->regions];

	if (!size)
		return;
	*r = (struct ram_region){ .start = start, .size = size };
	snprintf(r->name, sizeof(r->name), "%s", name);
	map->regions++;
}

/*
 * What a zImage needs behind itself while it unpacks: its bss, stack and the
 * 64 KiB heap of arch/arm/boot/compressed/head.S, doubled for the bss.
 */
#define ZIMAGE_WORKSPACE_BYTES 0x20000

static void add_loader(struct ram_map *map, const struct layout *l,
		       const struct board *board, const struct devtree *dt,
		       bool unpacking, uint64_t unpacked_bytes)
{
	uint64_t end = dt->ram.start + dt->ram.size;
	bool zimage = board->kernel_compression == COMP_ZIMAGE;
	bool to_flash = l->kind == IMAGE_FIRMWARE &&
			board->media == MEDIA_FLASH;
	uint64_t ram = board_phys(board, board->boot_ram_addr);

	add(map, "boot loader", end - board->boot_reserved_top_bytes,
	    board->boot_reserved_top_bytes);
	/*
	 * Flash is not RAM: from there only the copy, if any, is in the way.
	 * But before, the image was fetched to be written.
	 */
	if (l->kind == IMAGE_PHRAMWARE || (!unpacking && to_flash))
		add(map, "image as fetched", ram, l->image_bytes);
	if (!unpacking && to_flash && board->flash_write == FLASH_WRITE_SF)
		add(map, "image as read back from flash",
		    ram + l->image_bytes, l->image_bytes);
	if (l->kind == IMAGE_FIRMWARE && !to_flash)
		add(map, "kernel as read from the card", ram,
		    l->kernel_bytes);
	if (!unpacking)
		return;
	if (board->boot_copy_addr)
		add(map, "boot loader's copy of the uImage",
		    board_phys(board, board->boot_copy_addr), l->kernel_bytes);
	add(map, zimage ? "zImage and its workspace" : "kernel as unpacked",
	    board_phys(board, board->kernel_load_addr),
	    unpacked_bytes + (zimage ? ZIMAGE_WORKSPACE_BYTES : 0));
}

static void map_phase(struct ram_map *map, enum phase phase,
		      const struct layout *l, const struct board *board,
		      const struct devtree *dt, const struct elfinfo *kernel,
		      uint64_t unpacked_bytes)
{
	bool running = phase == PHASE_RUN;
	int i;

	map->regions = 0;
	for (i = 0; i < dt->reserveds; i++)
		add(map, dt->reserved[i].name, dt->reserved[i].start,
		    dt->reserved[i].size);
	if (!running)
		add_loader(map, l, board, dt, phase == PHASE_UNPACK,
			   unpacked_bytes);
	if (running || (phase == PHASE_UNPACK &&
			board->kernel_compression == COMP_ZIMAGE))
		add(map, "kernel", kernel->load_start,
		    kernel->load_end - kernel->load_start);
	if (running && l->kind == IMAGE_PHRAMWARE)
		add(map, l->phram.name, l->phram.start, l->phram.size);
}

static int check_in_ram(const struct ram_region *r, const struct devtree *dt,
			struct strbuf *err)
{
	uint64_t end = dt->ram.start + dt->ram.size;

	if (r->start < dt->ram.start || r->start >= end)
		return fail(err, "%s starts at 0x%llx, which is not in RAM "
			    "(0x%llx-0x%llx)", r->name, (ull)r->start,
			    (ull)dt->ram.start, (ull)end);
	if (r->size > end - r->start)
		return fail(err, "%s (0x%llx-0x%llx) ends 0x%llx bytes beyond "
			    "the end of RAM at 0x%llx", r->name,
			    (ull)r->start, (ull)(r->start + r->size),
			    (ull)(r->start + r->size - end), (ull)end);
	return 0;
}

static int check_disjoint(const struct ram_region *a,
			  const struct ram_region *b, struct strbuf *err)
{
	uint64_t a_end = a->start + a->size, b_end = b->start + b->size;
	uint64_t start = a->start > b->start ? a->start : b->start;
	uint64_t end = a_end < b_end ? a_end : b_end;

	if (start >= end)
		return 0;
	return fail(err, "%s (0x%llx-0x%llx) and %s (0x%llx-0x%llx) overlap "
		    "by 0x%llx bytes; make one smaller or change its address "
		    "in boards.mk", a->name, (ull)a->start, (ull)a_end,
		    b->name, (ull)b->start, (ull)b_end, (ull)(end - start));
}

static int check_phase(const struct ram_map *map, const struct devtree *dt,
		       struct strbuf *err)
{
	int i, j;

	for (i = 0; i < map->regions; i++) {
		if (check_in_ram(&map->region[i], dt, err))
			return -1;
		for (j = 0; j < i; j++)
			if (check_disjoint(&map->region[j], &map->region[i],
					   err))
				return -1;
	}
	return 0;
}

/* Do the load address, entry and device tree fit the kernel's own ELF? */
static int check_kernel(const struct board *board,
			const struct elfinfo *kernel, uint64_t unpacked_bytes,
			struct strbuf *err)
{
	uint64_t load = board->kernel_load_addr;

	if (board->boot_uncompressed_max_bytes &&
	    unpacked_bytes > board->boot_uncompressed_max_bytes)
		return fail(err, "kernel and device tree are %llu bytes "
			    "uncompressed, the boot loader takes %llu: %llu "
			    "too many", (ull)unpacked_bytes,
			    (ull)board->boot_uncompressed_max_bytes,
			    (ull)(unpacked_bytes -
				  board->boot_uncompressed_max_bytes));
	if (board->kernel_compression == COMP_ZIMAGE)
		return 0;	/* a zImage runs wherever it is put */
	if (board_phys(board, load) != kernel->load_start)
		return fail(err, "kernel_load_addr is 0x%llx (physical "
			    "0x%llx), but the kernel is linked to run at "
			    "physical 0x%llx", (ull)load,
			    (ull)board_phys(board, load),
			    (ull)kernel->load_start);
	if (kernel->dtb_end && load + unpacked_bytes > kernel->dtb_end)
		return fail(err, "the device tree ends at 0x%llx, the kernel "
			    "keeps room for it up to 0x%llx only",
			    (ull)(load + unpacked_bytes),
			    (ull)kernel->dtb_end);
	return 0;
}

static int check_phases(const struct layout *l, const struct board *board,
			const struct devtree *dt, const struct elfinfo *kernel,
			uint64_t unpacked_bytes, struct strbuf *err)
{
	struct ram_map map;
	int phase;

	if (check_kernel(board, kernel, unpacked_bytes, err))
		return -1;
	for (phase = 0; phase < PHASE_COUNT; phase++) {
		map_phase(&map, phase, l, board, dt, kernel, unpacked_bytes);
		if (check_phase(&map, dt, err)) {
			strbuf_prefixf(err, "RAM while %s",
				       phase_names[phase]);
			return -1;
		}
	}
	return 0;
}

int layout_check_ram(const struct layout *l, const struct board *board,
		     const struct devtree *dt, const struct elfinfo *kernel,
		     uint64_t unpacked_bytes, struct strbuf *err)
{
	struct board seen;
	int loader;

	for (loader = 0; loader < LOADER_COUNT; loader++) {
		if (!board_has_loader(board, loader))
			continue;
		seen = board_with_loader(board, loader);
		if (!check_phases(l, &seen, dt, kernel, unpacked_bytes, err))
			continue;
		if (loader == LOADER_MAINLINE)
			strbuf_prefixf(err, "with mainline U-Boot");
		return -1;
	}
	return 0;
}

static void map_line(struct strbuf *out, uint64_t start, uint64_t size,
		     const char *name)
{
	strbuf_addf(out, "  0x%08llx  0x%08llx  %10llu  %s\n", (ull)start,
		    (ull)(start + size), (ull)size, name);
}

static void sort_regions(struct ram_map *map)
{
	struct ram_region r;
	int i, j;

	for (i = 1; i < map->regions; i++) {
		r = map->region[i];
		for (j = i; j && map->region[j - 1].start > r.start; j--)
			map->region[j] = map->region[j - 1];
		map->region[j] = r;
	}
}

void layout_ram_map(const struct layout *l, const struct board *board,
		    const struct devtree *dt, const struct elfinfo *kernel,
		    uint64_t unpacked_bytes, struct strbuf *out)
{
	struct ram_map map;
	int phase, i;

	for (phase = 0; phase < PHASE_COUNT; phase++) {
		strbuf_addf(out, "RAM, %s\n", phase_names[phase]);
		map_phase(&map, phase, l, board, dt, kernel, unpacked_bytes);
		sort_regions(&map);
		for (i = 0; i < map.regions; i++)
			map_line(out, map.region[i].start, map.region[i].size,
				 map.region[i].name);
		map_line(out, dt->ram.start, dt->ram.size, "all of RAM");
	}
}

void layout_flash_map(const struct layout *l, const struct devtree *dt,
		      struct strbuf *out)
{
	const struct flash *flash = &dt->flash;
	const struct flash_part *p;
	int i;

	strbuf_addf(out, "Flash %s, 0x%llx bytes\n", flash->mtd_id,
		    (ull)flash->size);
	for (i = 0; i < flash->parts; i++) {
		p = &flash->part[i];
		map_line(out, p->offset, p->size, p->name);
		if (i != flash->firmware || l->kind != IMAGE_FIRMWARE)
			continue;
		map_line(out, p->offset, l->rootfs_offset, "  kernel");
		map_line(out, p->offset + l->rootfs_offset, l->rootfs_room,
			 "  rootfs");
		map_line(out, p->offset + l->image_bytes,
			 p->size - l->image_bytes, "  (free in rootfs)");
	}
}
