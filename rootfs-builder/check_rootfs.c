// SPDX-License-Identifier: GPL-2.0-only
/*
 * The image around the squashfs, and the squashfs itself, read to its last
 * block by libsquashfs.  Format of the superblock: Linux 6.1
 * fs/squashfs/squashfs_fs.h.
 */
#include "check.h"

#include <sqfs/compressor.h>
#include <sqfs/data_reader.h>
#include <sqfs/dir_reader.h>
#include <sqfs/error.h>
#include <sqfs/id_table.h>
#include <sqfs/inode.h>
#include <sqfs/io.h>
#include <sqfs/super.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef unsigned long long ull;

#define SUPERBLOCK 96
#define MAGIC 0x73717368
#define COMPRESSION_XZ 4
#define PADDING 0xff

int check_size(struct check *c, struct strbuf *err)
{
	uint64_t block = c->facts.erase_block_bytes, max;

	if (c->kind == KIND_PHRAMWARE)
		block = c->facts.phram_align_bytes;
	if (c->image.size % block)
		return fail(err, "image has %zu bytes, not a multiple of "
			    "0x%llx", c->image.size, (ull)block);
	if (c->kind == KIND_PHRAMWARE)
		return 0;
	max = c->tree.parts.part[c->tree.firmware].size;
	if (c->image.size > max)
		return fail(err, "image has %zu bytes, partition firmware "
			    "%llu: %llu too many", c->image.size, (ull)max,
			    (ull)(c->image.size - max));
	return 0;
}

int check_superblock(struct check *c, struct strbuf *err)
{
	const uint8_t *s = c->image.data + c->rootfs_at;
	uint64_t align = c->kind == KIND_PHRAMWARE ?
			 c->facts.phram_align_bytes :
			 c->kind == KIND_FIRMWARE ?
			 c->facts.erase_block_bytes : 512;

	if (c->rootfs_at > c->image.size ||
	    c->image.size - c->rootfs_at < SUPERBLOCK)
		return fail(err, "rootfs at 0x%llx is beyond the image's end "
			    "0x%zx", (ull)c->rootfs_at, c->image.size);
	if (c->rootfs_at % align)
		return fail(err, "rootfs at 0x%llx is not on a multiple of "
			    "0x%llx", (ull)c->rootfs_at, (ull)align);
	if (get_le32(s) != MAGIC)
		return fail(err, "no squashfs at 0x%llx", (ull)c->rootfs_at);
	c->rootfs_used = get_le64(s + 40);
	if (c->rootfs_used < SUPERBLOCK || c->rootfs_used > c->rootfs_room ||
	    c->rootfs_used > c->image.size - c->rootfs_at)
		return fail(err, "squashfs has %llu bytes, its partition "
			    "%llu, the image %llu from there",
			    (ull)c->rootfs_used, (ull)c->rootfs_room,
			    (ull)(c->image.size - c->rootfs_at));
	if (get_le16(s + 28) != 4 || get_le16(s + 30) != 0)
		return fail(err, "squashfs version %u.%u, not 4.0",
			    get_le16(s + 28), get_le16(s + 30));
	if (get_le16(s + 20) != COMPRESSION_XZ)
		return fail(err, "squashfs compression %u, not %u (xz)",
			    get_le16(s + 20), COMPRESSION_XZ);
	/* libsquashfs allocates by these before it looks further */
	if (get_le32(s + 16) > c->rootfs_used ||
	    get_le32(s + 4) > c->rootfs_used)
		return fail(err, "%u inodes and %u fragments cannot be in "
			    "%llu bytes", get_le32(s + 4), get_le32(s + 16),
			    (ull)c->rootfs_used);
	if (get_le32(s + 12) != c->facts.rootfs_block_bytes)
		return fail(err, "squashfs blocks have %u bytes, board.facts "
			    "says %llu", get_le32(s + 12),
			    (ull)c->facts.rootfs_block_bytes);
	return 0;
}

static int padded(const struct check *c, uint64_t from, uint64_t to,
		  uint8_t byte, const char *after, struct strbuf *err)
{
	struct span s = { c->image.data + from, to - from };
	size_t where = 0;

	if (from > to)
		return fail(err, "%s ends at 0x%llx, after 0x%llx", after,
			    (ull)from, (ull)to);
	if (span_all(s, byte, &where))
		return 0;
	return fail(err, "byte 0x%llx, after the %s, is 0x%02x, not 0x%02x",
		    (ull)(from + where), after, s.at[where], byte);
}

/*
 * Where the padding of the image begins: tools that make squashfs for block
 * devices fill its last 4 KiB with zeros.
 */
static uint64_t squashfs_end(const struct check *c)
{
	uint64_t end = c->rootfs_at + c->rootfs_used;
	uint64_t block = (c->rootfs_used + 4095) / 4096 * 4096;

	if (end < c->image.size && !c->image.data[end] &&
	    block <= c->image.size - c->rootfs_at)
		return c->rootfs_at + block;
	return end;
}

int check_padding(struct check *c, struct strbuf *err)
{
	uint64_t align = c->kind == KIND_PHRAMWARE ?
			 c->facts.phram_align_bytes :
			 c->facts.erase_block_bytes;
	uint64_t end = squashfs_end(c);

	if (padded(c, c->uimage.size, c->rootfs_at, PADDING, "uImage", err) ||
	    padded(c, c->rootfs_at + c->rootfs_used, end, 0, "squashfs",
		   err) ||
	    padded(c, end, c->image.size, PADDING, "squashfs", err))
		return -1;
	/* phram may not tell the kernel more than there is */
	if (c->kind == KIND_PHRAMWARE &&
	    c->rootfs_at + c->rootfs_room != c->image.size)
		return fail(err, "phram ends at offset 0x%llx, the image at "
			    "0x%zx", (ull)(c->rootfs_at + c->rootfs_room),
			    c->image.size);
	if (c->rootfs_at - c->uimage.size >= align ||
	    c->image.size - end >= align)
		return fail(err, "a whole block of 0x%llx bytes is padding",
			    (ull)align);
	return 0;
}

int check_rootfs_file(struct check *c, struct strbuf *err)
{
	const uint8_t *has = c->image.data + c->rootfs_at;
	size_t i, n = c->rootfs.size;

	if (!c->rootfs.data)
		return CHECK_SKIP;
	/* the file may be padded behind bytes_used */
	if (n < c->rootfs_used || n > c->image.size - c->rootfs_at)
		return fail(err, "squashfs has %llu bytes, the file %zu",
			    (ull)c->rootfs_used, n);
	for (i = 0; i < n; i++)
		if (has[i] != c->rootfs.data[i])
			return fail(err, "byte 0x%zx is 0x%02x, 0x%02x in the "
				    "file", i, has[i], c->rootfs.data[i]);
	return 0;
}

/* libsquashfs reads a file; ours is memory. */
struct memory_file {
	sqfs_file_t base;
	struct span s;
};

static void memory_destroy(sqfs_object_t *obj)
{
	(void)obj;	/* lives on the stack of check_squashfs() */
}

static int memory_read(sqfs_file_t *file, sqfs_u64 at, void *buf, size_t size)
{
	const struct memory_file *m = (const struct memory_file *)file;

	if (at > m->s.size || size > m->s.size - at)
		return SQFS_ERROR_OUT_OF_BOUNDS;
	memcpy(buf, m->s.at + at, size);
	return 0;
}

static int memory_write(sqfs_file_t *file, sqfs_u64 at, const void *buf,
			size_t size)
{
	(void)file, (void)at, (void)buf, (void)size;
	return SQFS_ERROR_IO;
}

static sqfs_u64 memory_size(const sqfs_file_t *file)
{
	return ((const struct memory_file *)file)->s.size;
}

static int memory_truncate(sqfs_file_t *file, sqfs_u64 size)
{
	(void)file, (void)size;
	return SQFS_ERROR_IO;
}

static const char *sqfs_reason(int code)
{
	switch (code) {
	case SQFS_ERROR_ALLOC: return "out of memory";
	case SQFS_ERROR_COMPRESSOR: return "a block does not decompress";
	case SQFS_ERROR_CORRUPTED: return "corrupted";
	case SQFS_ERROR_OUT_OF_BOUNDS: return "points outside the file system";
	case SQFS_ERROR_LINK_LOOP: return "a directory contains itself";
	case SQFS_ERROR_UNSUPPORTED: return "unsupported";
	default: return "unreadable";
	}
}

/* All that is open while a squashfs is read. */
struct reading {
	struct check *c;
	sqfs_super_t super;
	sqfs_compressor_t *xz;
	sqfs_id_table_t *ids;
	sqfs_dir_reader_t *dirs;
	sqfs_data_reader_t *data;
	sqfs_tree_node_t *root;
	uint64_t elfs, nodes;
};

static int sqfs_fail(struct strbuf *err, const char *what, int code)
{
	return fail(err, "%s: %s", what, sqfs_reason(code));
}

static int reading_open(struct reading *r, sqfs_file_t *file,
			struct strbuf *err)
{
	sqfs_compressor_config_t cfg;
	int code = sqfs_super_read(&r->super, file);

	if (code)
		return sqfs_fail(err, "superblock", code);
	sqfs_compressor_config_init(&cfg, r->super.compression_id,
				    r->super.block_size,
				    SQFS_COMP_FLAG_UNCOMPRESS);
	code = sqfs_compressor_create(&cfg, &r->xz);
	if (!code && (r->super.flags & SQFS_FLAG_COMPRESSOR_OPTIONS))
		code = r->xz->read_options(r->xz, file);
	if (code)
		return sqfs_fail(err, "compressor", code);
	r->ids = sqfs_id_table_create(0);
	r->dirs = sqfs_dir_reader_create(&r->super, r->xz, file, 0);
	r->data = sqfs_data_reader_create(file, r->super.block_size, r->xz, 0);
	if (!r->ids || !r->dirs || !r->data)
		return fail(err, "out of memory");
	code = sqfs_id_table_read(r->ids, file, &r->super, r->xz);
	if (code)
		return sqfs_fail(err, "id table", code);
	code = sqfs_data_reader_load_fragment_table(r->data, &r->super);
	if (code)
		return sqfs_fail(err, "fragment table", code);
	code = sqfs_dir_reader_get_full_hierarchy(r->dirs, r->ids, NULL, 0,
						  &r->root);
	return code ? sqfs_fail(err, "directories", code) : 0;
}

static void destroy(void *obj)
{
	if (obj)
		sqfs_destroy(obj);
}

static void reading_close(struct reading *r)
{
	if (r->root)
		sqfs_dir_tree_destroy(r->root);
	destroy(r->data);
	destroy(r->dirs);
	destroy(r->ids);
	destroy(r->xz);
}

/* An ELF file for another machine cannot run: refuse it wherever it lies. */
static int check_elf(struct reading *r, const uint8_t *head, size_t n,
		     struct strbuf *err)
{
	if (n < 20 || memcmp(head, "\177ELF", 4))
		return 0;
	r->elfs++;
	return elf_check_arch(&r->c->facts, head, err);
}

static int read_file(struct reading *r, const sqfs_inode_generic_t *inode,
		     uint8_t *buf, struct strbuf *err)
{
	sqfs_u64 size, at;
	sqfs_s32 got;

	if (sqfs_inode_get_file_size(inode, &size))
		return fail(err, "no size");
	for (at = 0; at < size; at += got) {
		got = sqfs_data_reader_read(r->data, inode, at, buf,
					    r->super.block_size);
		if (got < 0)
			return fail(err, "%s", sqfs_reason(got));
		if (!got)
			return fail(err, "ends after %llu of %llu bytes",
				    (ull)at, (ull)size);
		if (!at && check_elf(r, buf, got, err))
			return -1;
	}
	return 0;
}

#define TREE_DEPTH_MAX 64

static int read_tree(struct reading *r, const sqfs_tree_node_t *n,
		     uint8_t *buf, int depth, struct strbuf *err)
{
	const sqfs_tree_node_t *child;

	r->nodes++;
	if (depth > TREE_DEPTH_MAX)
		return fail(err, "deeper than %d directories", TREE_DEPTH_MAX);
	if (S_ISREG(n->inode->base.mode) && read_file(r, n->inode, buf, err)) {
		strbuf_prefixf(err, "/%s", (const char *)n->name);
		return -1;
	}
	for (child = n->children; child; child = child->next)
		if (read_tree(r, child, buf, depth + 1, err)) {
			if (depth)
				strbuf_prefixf(err, "/%s",
					       (const char *)n->name);
			return -1;
		}
	return 0;
}

static const sqfs_tree_node_t *lookup(const sqfs_tree_node_t *dir,
				      const char *name)
{
	const sqfs_tree_node_t *n = dir ? dir->children : NULL;

	while (n && strcmp((const char *)n->name, name))
		n = n->next;
	return n;
}

/* Linux 6.1 init/main.c kernel_init(), without init=. */
static bool has_init(const sqfs_tree_node_t *root)
{
	return lookup(lookup(root, "sbin"), "init") ||
	       lookup(lookup(root, "etc"), "init") ||
	       lookup(lookup(root, "bin"), "init") ||
	       lookup(lookup(root, "bin"), "sh");
}

static int read_everything(struct reading *r, sqfs_file_t *file,
			   struct strbuf *err)
{
	uint8_t *buf;
	int ret;

	if (reading_open(r, file, err))
		return -1;
	buf = malloc(r->super.block_size);
	if (!buf)
		return fail(err, "out of memory");
	ret = read_tree(r, r->root, buf, 0, err);
	free(buf);
	if (ret)
		return -1;
	if (!has_init(r->root))
		return fail(err, "no /sbin/init, /etc/init, /bin/init or "
			    "/bin/sh");
	/* hard links make fewer inodes than names, never more */
	if (r->super.inode_count > r->nodes)
		return fail(err, "%u inodes, but only %llu names",
			    r->super.inode_count, (ull)r->nodes);
	return r->elfs ? 0 : fail(err, "not one ELF program");
}

int check_squashfs(struct check *c, struct strbuf *err)
{
	struct memory_file file = {
		.base = {
			.base.destroy = memory_destroy,
			.read_at = memory_read, .write_at = memory_write,
			.get_size = memory_size, .truncate = memory_truncate,
		},
		.s = { c->image.data + c->rootfs_at, c->rootfs_used },
	};
	struct reading r = { .c = c };
	int ret = read_everything(&r, &file.base, err);

	reading_close(&r);
	return ret;
}
