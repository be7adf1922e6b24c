// SPDX-License-Identifier: GPL-2.0-only
/* The Raspberry Pi's firmware.bin: MBR, files of the FAT, empty space. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

typedef unsigned long long ull;

enum { SECTOR = 512, TABLE = 446, ENTRY = 16, FAT32_LBA = 0x0c, LINUX = 0x83 };

#define DISK_ID 0x41524850u
#define ROOT_ALIGN (4u << 20)
#define SUMS "CRC32.TXT"

static int entry_check(const struct check *c, int i, uint8_t type,
		       uint64_t *at, uint64_t *bytes, struct strbuf *err)
{
	const uint8_t *e = c->image.data + TABLE + i * ENTRY;
	static const uint8_t chs[] = { 0xfe, 0xff, 0xff };

	if (e[0] || memcmp(e + 1, chs, 3) || memcmp(e + 5, chs, 3))
		return fail(err, "partition %d: flag or CHS bytes", i + 1);
	if (e[4] != type)
		return fail(err, "partition %d has type 0x%02x, not 0x%02x",
			    i + 1, e[4], type);
	*at = (uint64_t)get_le32(e + 8) * SECTOR;
	*bytes = (uint64_t)get_le32(e + 12) * SECTOR;
	if (!*at || !*bytes || *at > c->image.size ||
	    *bytes > c->image.size - *at)
		return fail(err, "partition %d, 0x%llx+0x%llx, is not within "
			    "the image of 0x%zx bytes", i + 1, (ull)*at,
			    (ull)*bytes, c->image.size);
	return 0;
}

int check_card_mbr(struct check *c, struct strbuf *err)
{
	const uint8_t *m = c->image.data;
	size_t n = c->image.size, where = 0;

	/* QEMU takes cards of such sizes only (hw/sd/sd.c) */
	if (n < SECTOR || n & (n - 1))
		return fail(err, "%zu bytes are not a power of two", n);
	if (m[510] != 0x55 || m[511] != 0xaa || get_le32(m + 440) != DISK_ID)
		return fail(err, "no MBR of ours");
	if (entry_check(c, 0, FAT32_LBA, &c->fat_at, &c->fat_bytes, err) ||
	    entry_check(c, 1, LINUX, &c->rootfs_at, &c->rootfs_room, err))
		return -1;
	if (c->fat_at + c->fat_bytes > c->rootfs_at)
		return fail(err, "the partitions overlap");
	if (c->rootfs_at % ROOT_ALIGN)
		return fail(err, "partition 2 at 0x%llx is not on 4 MiB",
			    (ull)c->rootfs_at);
	if (!span_all((struct span){ m, 440 }, 0, &where) ||
	    m[444] || m[445] ||
	    !span_all((struct span){ m + TABLE + 2 * ENTRY, 2 * ENTRY }, 0,
		      &where))
		return fail(err, "boot code or more partitions in the MBR");
	return 0;
}

int check_card_fat(struct check *c, struct strbuf *err)
{
	return fat_read(c, (struct span){ c->image.data + c->fat_at,
					  c->fat_bytes },
			c->fat_at / SECTOR, err);
}

static const struct card_file *file_find(const struct check *c,
					 const char *name)
{
	int i;

	for (i = 0; i < c->card_files; i++)
		if (!strcmp(c->card_file[i].name, name))
			return &c->card_file[i];
	return NULL;
}

/* CRC32.TXT has one line for each other file, in the directory's order. */
static int sums_check(const struct check *c, const struct card_file *sums,
		      struct strbuf *err)
{
	struct strbuf want = STRBUF_INIT;
	const struct card_file *f;
	int ret = 0;

	for (f = c->card_file; f < c->card_file + c->card_files; f++)
		if (f != sums)
			strbuf_addf(&want, "%08lx %zu %s\n",
				    crc32_z(0, f->data.data, f->data.size),
				    f->data.size, f->name);
	if (want.len != sums->data.size ||
	    memcmp(want.buf, sums->data.data, want.len))
		ret = fail(err, "files do not have the sums of " SUMS);
	strbuf_release(&want);
	return ret;
}

int check_card_files(struct check *c, struct strbuf *err)
{
	static const char *const needed[] = {
		"kernel.img", "kernel.uimage", "board.dtb", "boot.scr",
		"config.txt", SUMS,
	};
	static const char *const gpu[] = {
		"bootcode.bin", "start.elf", "fixup.dat",
	};
	const struct card_file *f;
	size_t i, blobs = 0;

	for (i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (!file_find(c, needed[i]))
			return fail(err, "no %s", needed[i]);
	for (i = 0; i < sizeof(gpu) / sizeof(*gpu); i++)
		blobs += file_find(c, gpu[i]) != NULL;
	if (blobs != (file_find(c, "NO-GPU-FIRMWARE.txt") ? 0 : 3))
		return fail(err, "%zu of the GPU's 3 files", blobs);
	if (sums_check(c, file_find(c, SUMS), err))
		return -1;
	f = file_find(c, "kernel.uimage");
	c->uimage = (struct span){ f->data.data, f->data.size };
	f = file_find(c, "boot.scr");
	if (c->scripts == SCRIPTS_MAX)
		return fail(err, "too many scripts");
	c->script[c->scripts].data = malloc(f->data.size);
	if (!c->script[c->scripts].data)
		return fail(err, "out of memory");
	memcpy(c->script[c->scripts].data, f->data.data, f->data.size);
	c->script[c->scripts++].size = f->data.size;
	return 0;
}

/* Files bear the uImage's date, in UTC, as FAT counts. */
int check_card_dates(struct check *c, struct strbuf *err)
{
	time_t t = c->head.time;
	uint16_t date, time;
	struct tm tm;

	if (!gmtime_r(&t, &tm))
		return fail(err, "no date");
	date = (tm.tm_year - 80) << 9 | (tm.tm_mon + 1) << 5 | tm.tm_mday;
	time = tm.tm_hour << 11 | tm.tm_min << 5 | tm.tm_sec / 2;
	if (date != c->card_date || time != c->card_time)
		return fail(err, "files are dated %04x %04x, the uImage "
			    "%04x %04x", c->card_date, c->card_time, date,
			    time);
	return 0;
}

/* U-Boot's tree on the card is the kernel's or the board's own. */
int check_card_tree(struct check *c, struct strbuf *err)
{
	const struct card_file *f = file_find(c, "board.dtb");
	const struct blob *want[] = { &c->fdt_copy, &c->dtb };
	int i;

	for (i = 0; i < 2; i++)
		if (f->data.size == want[i]->size &&
		    !memcmp(f->data.data, want[i]->data, f->data.size))
			return 0;
	return fail(err, "board.dtb on the card is another tree");
}

int check_card_gaps(struct check *c, struct strbuf *err)
{
	const uint64_t fat_end = c->fat_at + c->fat_bytes;
	const struct { uint64_t from, to; } gap[] = {
		{ SECTOR, c->fat_at }, { fat_end, c->rootfs_at },
		{ c->rootfs_at + c->rootfs_used, c->image.size },
	};
	size_t i, where = 0;

	for (i = 0; i < sizeof(gap) / sizeof(*gap); i++)
		if (!span_all((struct span){ c->image.data + gap[i].from,
					     gap[i].to - gap[i].from }, 0,
			      &where))
			return fail(err, "byte 0x%llx, outside of all "
				    "partitions' content, is not zero",
				    (ull)(gap[i].from + where));
	return 0;
}
