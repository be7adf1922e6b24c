// SPDX-License-Identifier: GPL-2.0-only
#include "facts.h"

#include <string.h>

#include "cmdline.h"
#include "file.h"

typedef unsigned long long ull;

/* Size of dir/name, which may be built from a format. */
static int file_size(const char *dir, const char *name, uint64_t *size,
		     struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	struct blob blob;
	int ret;

	strbuf_addf(&path, "%s/%s", dir, name);
	ret = file_read(path.buf, &blob, err);
	strbuf_release(&path);
	if (ret)
		return -1;
	*size = blob.size;
	blob_release(&blob);
	return 0;
}

static int read_image(struct build *b, const char *dir, enum image_kind kind,
		      struct strbuf *err)
{
	const char *k = image_kind_names[kind];
	struct built_image *img = &b->image[kind];
	uint64_t uimage, rootfs, raw, dtb;
	struct strbuf name = STRBUF_INIT;
	struct blob text = { 0 };
	int ret = -1;

	strbuf_addf(&name, "kernel-%s.uimage", k);
	if (file_size(dir, name.buf, &uimage, err) ||
	    file_size(dir, "rootfs.squashfs", &rootfs, err) ||
	    file_size(dir, "kernel/image.bin", &raw, err))
		goto out;
	strbuf_reset(&name);
	strbuf_addf(&name, "%s.dtb", k);
	if (file_size(dir, name.buf, &dtb, err))
		goto out;
	strbuf_reset(&name);
	strbuf_addf(&name, "%s/%s.cmdline", dir, k);
	if (file_read(name.buf, &text, err))
		goto out;
	img->cmdline = (char *)text.data;
	img->unpacked_bytes = raw + dtb;
	layout_compute(&img->layout, &b->board, &b->dt, kind, uimage, rootfs);
	ret = 0;
out:
	strbuf_release(&name);
	return ret;
}

int build_read(struct build *b, const char *dir, bool images,
	       struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int ret;

	*b = (struct build){ 0 };
	strbuf_addf(&path, "%s/board.facts", dir);
	ret = board_read(&b->board, path.buf, err);
	strbuf_reset(&path);
	strbuf_addf(&path, "%s/board.dtb", dir);
	if (!ret)
		ret = devtree_read(&b->dt, &b->board, path.buf, err);
	strbuf_reset(&path);
	strbuf_addf(&path, "%s/kernel/vmlinux", dir);
	if (!ret && images)
		ret = elfinfo_read(&b->kernel, &b->board, path.buf, err) ||
		      read_image(b, dir, IMAGE_FIRMWARE, err) ||
		      read_image(b, dir, IMAGE_PHRAMWARE, err) ? -1 : 0;
	strbuf_release(&path);
	return ret;
}

void build_release(struct build *b)
{
	struct blob text;
	int i;

	devtree_release(&b->dt);
	for (i = 0; i < 2; i++) {
		text = (struct blob){ .data = (uint8_t *)b->image[i].cmdline };
		blob_release(&text);
		b->image[i].cmdline = NULL;
	}
}

static void line_hex(struct strbuf *out, const char *name, uint64_t value)
{
	strbuf_addf(out, "%s=0x%llx\n", name, (ull)value);
}

static void line_bytes(struct strbuf *out, const char *name, uint64_t value)
{
	strbuf_addf(out, "%s=%llu\n", name, (ull)value);
}

static void board_facts(struct strbuf *out, const struct board *b)
{
	strbuf_addf(out, "board=%s\ntitle=%s\nconfig=%s\nsoc=%s\narch=%s\n",
		    b->name, b->title, b->config, b->soc,
		    board_arch_names[b->arch]);
	strbuf_addf(out, "boot.dialect=%s\nkernel.compression=%s\n",
		    board_dialect_names[b->boot_dialect],
		    board_compression_names[b->kernel_compression]);
	line_hex(out, "boot.ram_addr", b->boot_ram_addr);
	line_hex(out, "boot.copy_addr", b->boot_copy_addr);
	line_hex(out, "boot.reserved_top_bytes", b->boot_reserved_top_bytes);
	if (board_has_loader(b, LOADER_MAINLINE)) {
		line_hex(out, "mainline.ram_addr", b->mainline_ram_addr);
		line_hex(out, "mainline.reserved_top_bytes",
			 b->mainline_reserved_top_bytes);
	}
	line_hex(out, "kernel.load_addr", b->kernel_load_addr);
}

static void flash_facts(struct strbuf *out, const struct build *b)
{
	const struct flash *flash = &b->dt.flash;
	const struct flash_part *p;
	int i;

	strbuf_addf(out, "flash.mtd_id=%s\n", flash->mtd_id);
	line_hex(out, "flash.bytes", flash->size);
	line_hex(out, "flash.window_addr", b->board.flash_window_addr);
	line_hex(out, "flash.erase_block_bytes", b->board.erase_block_bytes);
	for (i = 0; i < flash->parts; i++) {
		p = &flash->part[i];
		strbuf_addf(out, "flash.part.%s=0x%llx+0x%llx%s\n", p->name,
			    (ull)p->offset, (ull)p->size,
			    p->read_only ? " ro" : "");
	}
}

static void image_facts(struct strbuf *out, const struct build *b,
			enum image_kind kind)
{
	const struct built_image *img = &b->image[kind];
	const struct layout *l = &img->layout;
	const char *k = image_kind_names[kind];
	const struct { const char *name; uint64_t value; } row[] = {
		{ "kernel.bytes", l->kernel_bytes },
		{ "kernel.unpacked_bytes", img->unpacked_bytes },
		{ "rootfs.bytes", l->rootfs_bytes },
		{ "rootfs.offset", l->rootfs_offset },
		{ "rootfs.room_bytes", l->rootfs_room },
		{ "bytes", l->image_bytes },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		strbuf_addf(out, "%s.", k);
		line_bytes(out, row[i].name, row[i].value);
	}
	if (b->board.media == MEDIA_FLASH || kind == IMAGE_PHRAMWARE)
		strbuf_addf(out, "%s.root=/dev/mtdblock%d\n", k,
			    rootfs_mtd_index(&b->dt, l));
	strbuf_addf(out, "%s.cmdline=%s\n", k, img->cmdline);
}

void facts_text(struct strbuf *out, const struct build *b)
{
	const struct layout *ram = &b->image[IMAGE_PHRAMWARE].layout;

	board_facts(out, &b->board);
	strbuf_addf(out, "console=%s\n", b->dt.console);
	line_hex(out, "ram.start", b->dt.ram.start);
	line_hex(out, "ram.bytes", b->dt.ram.size);
	if (b->board.media == MEDIA_FLASH)
		flash_facts(out, b);
	line_hex(out, "kernel.entry", b->kernel.entry);
	line_hex(out, "kernel.phys_start", b->kernel.load_start);
	line_hex(out, "kernel.phys_end", b->kernel.load_end);
	image_facts(out, b, IMAGE_FIRMWARE);
	image_facts(out, b, IMAGE_PHRAMWARE);
	line_hex(out, "phram.start", ram->phram.start);
	line_hex(out, "phram.bytes", ram->phram.size);
}

void facts_layout(struct strbuf *out, const struct build *b)
{
	const struct built_image *img;
	struct board seen;
	int kind, loader;

	strbuf_addf(out, "%s, configuration %s\n\n", b->board.title,
		    b->board.config);
	strbuf_addstr(out, "  start       end              bytes  what\n");
	if (b->board.media == MEDIA_FLASH)
		layout_flash_map(&b->image[IMAGE_FIRMWARE].layout, &b->dt,
				 out);
	for (kind = 0; kind < 2; kind++) {
		img = &b->image[kind];
		for (loader = 0; loader < LOADER_COUNT; loader++) {
			if (!board_has_loader(&b->board, loader))
				continue;
			seen = board_with_loader(&b->board, loader);
			strbuf_addf(out, "\n%s.bin%s\n",
				    image_kind_names[kind],
				    loader == LOADER_MAINLINE ?
				    ", with mainline U-Boot" : "");
			layout_ram_map(&img->layout, &seen, &b->dt,
				       &b->kernel, img->unpacked_bytes, out);
		}
	}
}
