// SPDX-License-Identifier: GPL-2.0-only
/*
 * FAT32 for the checker: a root directory of plain files and nothing else.
 * Format: Microsoft, FAT32 File System Specification 1.03.  All bytes that no
 * file uses have one legal value.
 */
#include "check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long ull;

enum {
	SECTOR = 512, RESERVED = 32, BACKUP = 6, FATS = 2, ROOT_CLUSTER = 2,
	ENTRY = 32, FAT32_CLUSTERS_MIN = 65525,
	ATTR_VOLUME = 0x08, ATTR_ARCHIVE = 0x20, ATTR_LONG = 0x0f,
};

#define CHAIN_END 0x0fffffffu
#define FAT_ENTRY_0 0xfffffff8u		/* media f8, high bits as mtools */
#define SERIAL 0x50485241u
#define LONG_PARTS_MAX 4		/* of 13 characters */

struct fat {
	struct span s, data;		/* whole; from cluster 2 on */
	const uint8_t *table;
	uint32_t clusters, table_bytes;
	uint8_t *used;			/* one byte a cluster; owned */
};

static void put(uint8_t *at, int bytes, uint32_t v)
{
	for (; bytes--; v >>= 8)
		*at++ = v;
}

/* The boot sector that belongs to this geometry. */
static void boot_expected(uint8_t b[SECTOR], uint32_t sectors,
			  uint32_t table_sectors, uint32_t hidden)
{
	memset(b, 0, SECTOR);
	memcpy(b, "\xeb\x58\x90phramewk", 11);
	put(b + 11, 2, SECTOR);
	b[13] = 1;		/* sectors a cluster */
	put(b + 14, 2, RESERVED);
	b[16] = FATS;
	b[21] = 0xf8;
	put(b + 24, 2, 32);	/* sectors a track, heads: a convention */
	put(b + 26, 2, 64);
	put(b + 28, 4, hidden);
	put(b + 32, 4, sectors);
	put(b + 36, 4, table_sectors);
	put(b + 44, 4, ROOT_CLUSTER);
	put(b + 48, 2, 1);	/* FSInfo */
	put(b + 50, 2, BACKUP);
	b[66] = 0x29;
	put(b + 67, 4, SERIAL);
	memcpy(b + 71, "BOOT       FAT32   ", 19);
	put(b + 510, 2, 0xaa55);
}

static void info_expected(uint8_t b[SECTOR])
{
	memset(b, 0, SECTOR);
	memcpy(b, "RRaA", 4);
	memcpy(b + 484, "rrAa", 4);
	memset(b + 488, 0xff, 8);	/* free space: unknown */
	put(b + 510, 2, 0xaa55);
}

static int same_sector(const struct fat *f, uint32_t sector,
		       const uint8_t want[SECTOR], const char *what,
		       struct strbuf *err)
{
	const uint8_t *has = f->s.at + (size_t)sector * SECTOR;
	int i;

	for (i = 0; i < SECTOR; i++)
		if (has[i] != want[i])
			return fail(err, "%s, byte %d: 0x%02x, not 0x%02x",
				    what, i, has[i], want[i]);
	return 0;
}

static int reserved_check(struct fat *f, uint32_t hidden, uint32_t table,
			  struct strbuf *err)
{
	uint8_t want[SECTOR];
	size_t where = 0;
	int i;

	boot_expected(want, f->s.size / SECTOR, table, hidden);
	if (same_sector(f, 0, want, "boot sector", err) ||
	    same_sector(f, BACKUP, want, "backup boot sector", err))
		return -1;
	info_expected(want);
	if (same_sector(f, 1, want, "FSInfo", err) ||
	    same_sector(f, BACKUP + 1, want, "backup FSInfo", err))
		return -1;
	for (i = 2; i < RESERVED; i++) {
		if (i == BACKUP || i == BACKUP + 1)
			continue;
		if (!span_all((struct span){ f->s.at + i * SECTOR, SECTOR }, 0,
			      &where))
			return fail(err, "reserved sector %d is not empty", i);
	}
	return 0;
}

static int geometry_read(struct fat *f, uint32_t hidden, struct strbuf *err)
{
	uint64_t sectors = f->s.size / SECTOR, data_at;
	uint32_t table;

	if (f->s.size % SECTOR || sectors <= RESERVED)
		return fail(err, "partition of %zu bytes", f->s.size);
	table = get_le32(f->s.at + 36);
	if (!table || table > (sectors - RESERVED - 1) / FATS)
		return fail(err, "tables of %u sectors in %llu", table,
			    (ull)sectors);
	if (reserved_check(f, hidden, table, err))
		return -1;
	data_at = RESERVED + (uint64_t)FATS * table;
	f->clusters = sectors - data_at;
	f->table = f->s.at + RESERVED * SECTOR;
	f->table_bytes = table * SECTOR;
	f->data = (struct span){ f->s.at + data_at * SECTOR,
				 f->s.size - data_at * SECTOR };
	if (f->clusters < FAT32_CLUSTERS_MIN)
		return fail(err, "%u clusters: drivers would take it for "
			    "FAT16", f->clusters);
	if (f->table_bytes / 4 < f->clusters + 2)
		return fail(err, "tables too small for %u clusters",
			    f->clusters);
	if (memcmp(f->table, f->table + f->table_bytes, f->table_bytes))
		return fail(err, "the two tables differ");
	if (get_le32(f->table) != FAT_ENTRY_0 ||
	    get_le32(f->table + 4) != CHAIN_END)
		return fail(err, "the table's first two entries are 0x%x 0x%x",
			    get_le32(f->table), get_le32(f->table + 4));
	return 0;
}

/* Follow the chain from @first; its bytes into @out (owned by the caller). */
static int chain_read(struct fat *f, uint32_t first, struct blob *out,
		      struct strbuf *err)
{
	struct strbuf bytes = STRBUF_INIT;
	uint32_t at;

	for (at = first; at != CHAIN_END;
	     at = get_le32(f->table + 4 * (size_t)at)) {
		if (at < 2 || at - 2 >= f->clusters) {
			fail(err, "cluster %u does not exist", at);
			goto bad;
		}
		if (f->used[at - 2]++) {
			fail(err, "cluster %u is used twice", at);
			goto bad;
		}
		strbuf_add(&bytes, f->data.at + (size_t)(at - 2) * SECTOR,
			   SECTOR);
	}
	if (!bytes.alloc) {
		fail(err, "empty chain");
		goto bad;
	}
	*out = (struct blob){ (uint8_t *)bytes.buf, bytes.len };
	return 0;
bad:
	strbuf_release(&bytes);
	return -1;
}

/* A long name collected from the entries before a file's own. */
struct long_name {
	char name[13 * LONG_PARTS_MAX + 1];
	int left;	/* parts still to come, 0: complete or none */
	bool any;
	uint8_t sum;
};

/* 13 UTF-16 characters: name, then one 0, then ffff. */
static int long_chars(const uint8_t *e, char *out, bool last,
		      struct strbuf *err)
{
	static const uint8_t place[13] = {
		1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30,
	};
	bool ended = false;
	uint16_t ch;
	int i;

	for (i = 0; i < 13; i++) {
		ch = get_le16(e + place[i]);
		if (ended ? ch != 0xffff : ch > '~' || (ch && ch < ' '))
			return fail(err, "character 0x%04x in a long name",
				    ch);
		out[i] = ended ? '\0' : (char)ch;
		ended |= !ch;
		if (ended && !last)
			return fail(err, "a long name ends too early");
	}
	return 0;
}

static int long_part(struct long_name *l, const uint8_t *e,
		     struct strbuf *err)
{
	bool last = e[0] & 0x40;
	int part = e[0] & 0x3f;

	if (last) {
		if (l->any)
			return fail(err, "a long name begins inside another");
		*l = (struct long_name){ .left = part, .any = true,
					 .sum = e[13] };
	}
	if (!part || part > LONG_PARTS_MAX || part != l->left ||
	    e[13] != l->sum || e[12] || e[26] || e[27] || e[0] & 0x80)
		return fail(err, "a damaged long name");
	l->left--;
	return long_chars(e, l->name + 13 * (part - 1), last, err);
}

static uint8_t short_sum(const uint8_t *e)
{
	uint8_t sum = 0;
	int i;

	for (i = 0; i < 11; i++)
		sum = (sum << 7 | sum >> 1) + e[i];
	return sum;
}

/* 8.3 into NAME.EXT; bits 3 and 4 of byte 12 mean small letters. */
static void short_name(const uint8_t *e, char out[CARD_NAME])
{
	int n = 0, i;

	for (i = 0; i < 8 && e[i] != ' '; i++)
		out[n++] = e[12] & 0x08 ? tolower(e[i]) : e[i];
	if (e[8] != ' ')
		out[n++] = '.';
	for (i = 8; i < 11 && e[i] != ' '; i++)
		out[n++] = e[12] & 0x10 ? tolower(e[i]) : e[i];
	out[n] = '\0';
}

static int entry_dates(struct check *c, const uint8_t *e, bool first,
		       struct strbuf *err)
{
	uint16_t time = get_le16(e + 14), date = get_le16(e + 16);

	if (first) {
		c->card_time = time;
		c->card_date = date;
	}
	if (e[13] || time != c->card_time || date != c->card_date ||
	    get_le16(e + 18) != date || get_le16(e + 22) != time ||
	    get_le16(e + 24) != date)
		return fail(err, "files have different dates");
	return 0;
}

static int file_take(struct check *c, struct fat *f, const uint8_t *e,
		     const struct long_name *l, struct strbuf *err)
{
	uint32_t size = get_le32(e + 28);
	struct card_file *file;
	size_t where = 0;

	if (c->card_files == CARD_FILES_MAX)
		return fail(err, "more than %d files", CARD_FILES_MAX);
	file = &c->card_file[c->card_files];
	if (l->any && (l->left || l->sum != short_sum(e)))
		return fail(err, "a long name belongs to no file");
	if (e[12] & ~(l->any ? 0 : 0x18))
		return fail(err, "reserved bits 0x%02x in an entry", e[12]);
	short_name(e, file->name);
	if (l->any)
		strcpy(file->name, l->name);
	if (chain_read(f, get_le16(e + 20) << 16 | get_le16(e + 26),
		       &file->data, err))
		return -1;
	c->card_files++;
	if (!size || size > file->data.size ||
	    file->data.size - size >= SECTOR)
		return fail(err, "%s has %u bytes in %zu bytes of clusters",
			    file->name, size, file->data.size);
	if (!span_all((struct span){ file->data.data + size,
				     file->data.size - size }, 0, &where))
		return fail(err, "the bytes after %s are not zero",
			    file->name);
	file->data.size = size;
	return 0;
}

static int volume_check(const uint8_t *e, struct strbuf *err)
{
	size_t where = 0;

	if (memcmp(e, "BOOT       ", 11) || e[12] ||
	    get_le16(e + 20) || !span_all((struct span){ e + 26, 6 }, 0,
					  &where))
		return fail(err, "the label is not BOOT");
	return 0;
}

static int entry_read(struct check *c, struct fat *f, const uint8_t *e,
		      bool first, struct long_name *l, struct strbuf *err)
{
	int ret;

	if (e[11] == ATTR_LONG && !first)
		return long_part(l, e, err);
	if (entry_dates(c, e, first, err))
		return -1;
	if (e[11] == ATTR_VOLUME && first)
		return volume_check(e, err);
	if (e[11] != ATTR_ARCHIVE || first)
		return fail(err, "an entry with attributes 0x%02x", e[11]);
	ret = file_take(c, f, e, l, err);
	*l = (struct long_name){ .any = false };
	return ret;
}

static int root_read(struct check *c, struct fat *f, struct strbuf *err)
{
	struct long_name l = { .any = false };
	size_t at, where = 0;
	struct blob dir;
	int ret = 0;

	if (chain_read(f, ROOT_CLUSTER, &dir, err))
		return -1;
	for (at = 0; !ret && at < dir.size && dir.data[at]; at += ENTRY)
		ret = entry_read(c, f, dir.data + at, !at, &l, err);
	if (!ret && l.any)
		ret = fail(err, "a long name belongs to no file");
	if (!ret && !span_all((struct span){ dir.data + at, dir.size - at }, 0,
			      &where))
		ret = fail(err, "the directory's end is not zero");
	blob_release(&dir);
	return ret;
}

/* What no chain reached: free in the table, zero in the data. */
static int unused_check(const struct fat *f, struct strbuf *err)
{
	size_t where = 0, rest = 4 * ((size_t)f->clusters + 2);
	uint32_t i;

	for (i = 0; i < f->clusters; i++) {
		if (f->used[i])
			continue;
		if (get_le32(f->table + 4 * ((size_t)i + 2)))
			return fail(err, "cluster %u belongs to no file",
				    i + 2);
		if (!span_all((struct span){ f->data.at + (size_t)i * SECTOR,
					     SECTOR }, 0, &where))
			return fail(err, "free cluster %u is not zero", i + 2);
	}
	if (!span_all((struct span){ f->table + rest, f->table_bytes - rest },
		      0, &where))
		return fail(err, "the table's end is not zero");
	return 0;
}

int fat_read(struct check *c, struct span s, uint32_t hidden,
	     struct strbuf *err)
{
	struct fat f = { .s = s };
	int ret;

	if (geometry_read(&f, hidden, err))
		return -1;
	f.used = calloc(f.clusters, 1);
	if (!f.used)
		return fail(err, "out of memory");
	ret = root_read(c, &f, err) || unused_check(&f, err) ? -1 : 0;
	free(f.used);
	return ret;
}
