// SPDX-License-Identifier: GPL-2.0-only
#include "sqfs.h"

#include <sqfs/block.h>
#include <sqfs/dir_writer.h>
#include <sqfs/error.h>
#include <sqfs/frag_table.h>
#include <sqfs/id_table.h>
#include <sqfs/inode.h>
#include <sqfs/meta_writer.h>
#include <sqfs/super.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "memfile.h"

/* A block stored as it is has this bit in its size field. */
#define STORED (1u << 24)
#define NO_XATTR 0xffffffffu
#define NO_FRAGMENT_ON_DISK 0xffffffffu

struct writer {
	const struct manifest *m;
	const struct image_options *o;
	const struct block_plan *plan;
	struct image_costs *costs;
	sqfs_file_t *file;
	sqfs_compressor_t *cmp;
	sqfs_super_t super;
	sqfs_id_table_t *ids;
	sqfs_frag_table_t *frags;
	sqfs_meta_writer_t *inodes;
	sqfs_meta_writer_t *dirs;
	sqfs_dir_writer_t *dir;
	uint64_t *block_at;	/* where each file's first block is */
	uint64_t *inode_ref;	/* of each entry, as directories want it */
	size_t *child, *next;	/* lists: first child, next sibling */
	size_t *inode_of;	/* the entry whose inode this one uses, too */
	uint32_t *number;	/* inode number of each entry */
	uint32_t *links;	/* entries that use this one's inode */
	/* uncompressed bytes, the measure for sharing the tables' cost */
	uint64_t *inode_bytes;
	uint64_t *dir_bytes;
	struct entry root;	/* stands in when the manifest has no "/" */
};

#define NONE SIZE_MAX

static const char *sqfs_reason(int code)
{
	static const char *const reasons[] = {
		[-SQFS_ERROR_ALLOC] = "out of memory",
		[-SQFS_ERROR_IO] = "input or output error",
		[-SQFS_ERROR_COMPRESSOR] = "the compressor failed",
		[-SQFS_ERROR_INTERNAL] = "internal error",
		[-SQFS_ERROR_UNSUPPORTED] = "not supported",
		[-SQFS_ERROR_OVERFLOW] = "a number is too large for squashfs",
		[-SQFS_ERROR_OUT_OF_BOUNDS] = "out of bounds",
		[-SQFS_ERROR_SUPER_BLOCK_SIZE] =
			"block size is not a power of two from 4096 to 1048576",
		[-SQFS_ERROR_ARG_INVALID] = "invalid argument",
	};
	size_t n = sizeof(reasons) / sizeof(reasons[0]);

	if (code < 0 && (size_t)-code < n && reasons[-code])
		return reasons[-code];
	return "unknown error";
}

static int sqfs_fail(struct strbuf *err, const char *doing, int code)
{
	return fail(err, "libsquashfs: %s: %s (%d)", doing, sqfs_reason(code),
		    code);
}

/* ---- data ---- */

static int append(struct writer *w, const struct xz_block *b)
{
	return w->file->write_at(w->file, w->file->get_size(w->file),
				 b->out ? b->out : b->data, b->out_size);
}

static int write_blocks(struct writer *w, struct strbuf *err)
{
	const struct block_plan *p = w->plan;
	int ret = 0;

	for (size_t i = 0; i < p->n_files && !ret; i++) {
		const struct file_blocks *f = &p->files[i];

		w->block_at[i] = f->n ? w->file->get_size(w->file) : 0;
		for (size_t k = 0; k < f->n && !ret; k++)
			ret = append(w, &p->blocks[f->first + k]);
	}
	for (size_t i = 0; i < p->n_fragments && !ret; i++) {
		const struct xz_block *b = &p->fragments[i];
		uint64_t at = w->file->get_size(w->file);

		ret = append(w, b);
		if (!ret)
			ret = sqfs_frag_table_append(w->frags, at,
				b->out_size | (b->out ? 0 : STORED), NULL);
	}
	return ret ? sqfs_fail(err, "writing data blocks", ret) : 0;
}

/* ---- inodes ---- */

static const struct entry *entry_at(const struct writer *w, size_t i)
{
	return i == w->m->n ? &w->root : &w->m->entries[i];
}

static int same_link(const struct entry *a, const struct entry *b)
{
	return a->kind == KIND_SLINK && b->kind == KIND_SLINK &&
	       !strcmp(a->target, b->target) && a->mode == b->mode &&
	       a->uid == b->uid && a->gid == b->gid;
}

/*
 * Equal symlinks, such as the names of busybox, share one inode, as hard
 * links of each other: that halves both tables.  Numbers have no gaps.
 */
static void number_inodes(struct writer *w)
{
	size_t last = 0;

	for (size_t i = 0; i < w->m->n + 1; i++) {
		size_t k = 0;

		if (entry_at(w, i)->kind == KIND_SLINK)
			while (!same_link(entry_at(w, k), entry_at(w, i)))
				k++;
		else
			k = i;
		w->inode_of[i] = k;
		w->links[k]++;
		if (k == i && (i < w->m->n || !manifest_find(w->m, "/", 1)))
			w->number[i] = (uint32_t)++last;
		w->number[i] = w->number[k];
	}
	w->super.inode_count = (uint32_t)last;
}

static sqfs_inode_generic_t *new_inode(unsigned int type, size_t payload)
{
	sqfs_inode_generic_t *n = xcalloc(1, sizeof(*n) + payload);

	n->base.type = (sqfs_u16)type;
	n->payload_bytes_available = (sqfs_u32)payload;
	n->payload_bytes_used = (sqfs_u32)payload;
	return n;
}

static sqfs_inode_generic_t *file_inode(const struct writer *w, size_t i)
{
	const struct block_plan *p = w->plan;
	size_t same = p->files[i].same_as;
	const struct file_blocks *f = &p->files[same];
	sqfs_inode_generic_t *n = new_inode(SQFS_INODE_FILE,
					    f->n * sizeof(sqfs_u32));
	sqfs_inode_file_t *d = &n->data.file;

	d->blocks_start = (sqfs_u32)w->block_at[same];
	d->fragment_index = NO_FRAGMENT_ON_DISK;
	d->file_size = (sqfs_u32)w->m->entries[i].data.size;
	if (f->fragment != NO_FRAGMENT) {
		d->fragment_index = (sqfs_u32)f->fragment;
		d->fragment_offset = f->fragment_offset;
	}
	for (size_t k = 0; k < f->n; k++) {
		const struct xz_block *b = &p->blocks[f->first + k];

		n->extra[k] = b->out_size | (b->out ? 0 : STORED);
	}
	return n;
}

static sqfs_inode_generic_t *link_inode(const struct writer *w, size_t i)
{
	const struct entry *e = entry_at(w, i);
	size_t len = strlen(e->target);
	sqfs_inode_generic_t *n = new_inode(SQFS_INODE_SLINK, len);

	n->data.slink.nlink = w->links[i];
	n->data.slink.target_size = (sqfs_u32)len;
	memcpy(n->extra, e->target, len);
	return n;
}

static sqfs_inode_generic_t *device_inode(const struct entry *e)
{
	sqfs_inode_generic_t *n = new_inode(e->node_type == 'c' ?
					    SQFS_INODE_CDEV : SQFS_INODE_BDEV,
					    0);

	n->data.dev.nlink = 1;
	/* as the kernel's new_encode_dev() */
	n->data.dev.devno = (e->minor & 0xff) | e->major << 8 |
			    (e->minor & ~0xffu) << 12;
	return n;
}

static sqfs_inode_generic_t *make_inode(const struct writer *w, size_t i)
{
	const struct entry *e = entry_at(w, i);
	sqfs_inode_generic_t *n = NULL;

	switch (e->kind) {
	case KIND_FILE:
		return file_inode(w, i);
	case KIND_SLINK:
		return link_inode(w, i);
	case KIND_NOD:
		return device_inode(e);
	case KIND_PIPE:
	case KIND_SOCK:
		n = new_inode(e->kind == KIND_PIPE ? SQFS_INODE_FIFO :
			      SQFS_INODE_SOCKET, 0);
		n->data.ipc.nlink = 1;
		return n;
	case KIND_DIR:
		break;
	}
	return NULL;	/* directories are made by write_dir() */
}

static uint32_t type_bits(enum kind kind, char node_type)
{
	static const uint32_t bits[] = {
		[KIND_DIR] = S_IFDIR, [KIND_FILE] = S_IFREG,
		[KIND_SLINK] = S_IFLNK, [KIND_PIPE] = S_IFIFO,
		[KIND_SOCK] = S_IFSOCK,
	};

	if (kind == KIND_NOD)
		return node_type == 'c' ? S_IFCHR : S_IFBLK;
	return bits[kind];
}

/* Bytes of @n in the inode table before compression. */
static uint64_t inode_size(const sqfs_inode_generic_t *n)
{
	uint64_t size = sizeof(sqfs_inode_t) + n->payload_bytes_used;

	switch (n->base.type) {
	case SQFS_INODE_DIR:
		return size + sizeof(sqfs_inode_dir_t);
	case SQFS_INODE_EXT_DIR:
		return size + sizeof(sqfs_inode_dir_ext_t);
	case SQFS_INODE_FILE:
		return size + sizeof(sqfs_inode_file_t);
	case SQFS_INODE_SLINK:
		return size + sizeof(sqfs_inode_slink_t);
	case SQFS_INODE_CDEV:
	case SQFS_INODE_BDEV:
		return size + sizeof(sqfs_inode_dev_t);
	default:
		return size + sizeof(sqfs_inode_ipc_t);
	}
}

/* Complete @n with what all kinds have and write it; frees @n. */
static int put_inode(struct writer *w, size_t i, sqfs_inode_generic_t *n)
{
	const struct entry *e = entry_at(w, i);
	uint64_t start;
	uint32_t offset;
	int ret;

	n->base.mode = (sqfs_u16)(type_bits(e->kind, e->node_type) | e->mode);
	n->base.mod_time = w->o->epoch;
	n->base.inode_number = w->number[i];
	ret = sqfs_id_table_id_to_index(w->ids, e->uid, &n->base.uid_idx);
	if (!ret)
		ret = sqfs_id_table_id_to_index(w->ids, e->gid,
						&n->base.gid_idx);
	sqfs_meta_writer_get_position(w->inodes, &start, &offset);
	w->inode_ref[i] = start << 16 | offset;
	w->inode_bytes[i] = inode_size(n);
	if (!ret)
		ret = sqfs_meta_writer_write_inode(w->inodes, n);
	free(n);
	return ret;
}

/* ---- directories ---- */

/* A directory entry on disk: 8 bytes and the name. */
#define DIR_ENTRY_BYTES 8

static uint64_t name_bytes(const struct entry *e)
{
	return DIR_ENTRY_BYTES + strlen(strrchr(e->path, '/') + 1);
}

static int add_to_dir(struct writer *w, size_t i)
{
	const struct entry *e = entry_at(w, i);
	const char *name = strrchr(e->path, '/') + 1;

	return sqfs_dir_writer_add_entry(w->dir, name, w->number[i],
		w->inode_ref[i],
		(sqfs_u16)(type_bits(e->kind, e->node_type) | e->mode));
}

/* Write what is in directory @i, then itself: references point backwards. */
static int write_dir(struct writer *w, size_t i, size_t parent)
{
	uint64_t entries = 0, links = 2;
	sqfs_inode_generic_t *n;
	int ret = 0;

	for (size_t c = w->child[i]; c != NONE && !ret; c = w->next[c]) {
		if (entry_at(w, c)->kind == KIND_DIR) {
			ret = write_dir(w, c, i);
			links++;
		}
	}
	for (size_t c = w->child[i]; c != NONE && !ret; c = w->next[c]) {
		size_t same = w->inode_of[c];

		if (entry_at(w, c)->kind == KIND_DIR)
			continue;
		if (!w->inode_bytes[same])
			ret = put_inode(w, same, make_inode(w, same));
		w->inode_ref[c] = w->inode_ref[same];
	}
	if (!ret)
		ret = sqfs_dir_writer_begin(w->dir, 0);
	for (size_t c = w->child[i]; c != NONE && !ret; c = w->next[c]) {
		ret = add_to_dir(w, c);
		w->dir_bytes[c] += name_bytes(entry_at(w, c));
		entries += name_bytes(entry_at(w, c));
	}
	if (!ret)
		ret = sqfs_dir_writer_end(w->dir);
	if (ret)
		return ret;
	/* the headers of the listing are the directory's own */
	w->dir_bytes[i] += sqfs_dir_writer_get_size(w->dir) - entries;
	n = sqfs_dir_writer_create_inode(w->dir, links, NO_XATTR,
					 parent == NONE ?
					 w->super.inode_count + 1 :
					 w->number[parent]);
	return n ? put_inode(w, i, n) : SQFS_ERROR_ALLOC;
}

static int write_tree(struct writer *w, struct strbuf *err)
{
	const struct entry *slash = manifest_find(w->m, "/", 1);
	size_t n = w->m->n;
	size_t root = slash ? (size_t)(slash - w->m->entries) : n;
	int ret;

	for (size_t i = 0; i <= n; i++)
		w->child[i] = w->next[i] = NONE;
	for (size_t i = n; i--; ) {
		size_t parent = w->m->entries[i].parent;

		if (i == root)
			continue;
		if (parent == NO_PARENT)
			parent = root;
		w->next[i] = w->child[parent];
		w->child[parent] = i;
	}
	number_inodes(w);
	ret = write_dir(w, root, NONE);
	w->super.root_inode_ref = w->inode_ref[root];
	if (!ret)
		ret = sqfs_meta_writer_flush(w->inodes);
	if (!ret)
		ret = sqfs_meta_writer_flush(w->dirs);
	w->super.directory_table_start = w->file->get_size(w->file);
	if (!ret)
		ret = sqfs_meta_write_write_to_file(w->dirs);
	return ret ? sqfs_fail(err, "writing inodes and directories", ret) : 0;
}

/* ---- the rest ---- */

/*
 * The compressor options block is needed only when the dictionary is not the
 * block size: two little-endian words in an uncompressed metadata block
 * (Linux, fs/squashfs/xz_wrapper.c, struct disk_comp_opts).
 */
static int write_options(struct writer *w)
{
	uint32_t dict = w->o->xz.dictionary;
	uint8_t block[10] = { 8, 0x80 };

	if (dict == w->o->xz.block_size)
		return 0;
	for (unsigned int i = 0; i < 4; i++)
		block[2 + i] = (uint8_t)(dict >> 8 * i);
	w->super.flags |= SQFS_FLAG_COMPRESSOR_OPTIONS;
	return w->file->write_at(w->file, w->file->get_size(w->file), block,
				 sizeof(block));
}

static int start_image(struct writer *w, struct strbuf *err)
{
	int ret = sqfs_super_init(&w->super, w->o->xz.block_size, w->o->epoch,
				  SQFS_COMP_XZ);

	if (!ret)
		ret = sqfs_super_write(&w->super, w->file);
	if (!ret)
		ret = write_options(w);
	w->costs->super = w->file->get_size(w->file);
	return ret ? sqfs_fail(err, "writing the super block", ret) : 0;
}

static int finish_image(struct writer *w, struct strbuf *err)
{
	uint64_t size, padded;
	int ret = sqfs_frag_table_write(w->frags, w->file, &w->super, w->cmp);

	if (!ret)
		ret = sqfs_id_table_write(w->ids, w->file, &w->super, w->cmp);
	if (!ret) {
		size = w->file->get_size(w->file);
		w->super.bytes_used = size;
		ret = sqfs_super_write(&w->super, w->file);
	}
	if (!ret) {
		padded = (size + w->o->pad - 1) / w->o->pad * w->o->pad;
		w->costs->padding = padded - size;
		w->costs->total = padded;
		ret = w->file->truncate(w->file, padded);
	}
	return ret ? sqfs_fail(err, "writing the tables", ret) : 0;
}

static int check_limits(const struct manifest *m, const struct image_options *o,
			struct strbuf *err)
{
	uint64_t sum = 0;

	if (o->xz.block_size < 4096 || o->xz.block_size > 1048576 ||
	    (o->xz.block_size & (o->xz.block_size - 1)))
		return fail(err, "block size %u is not a power of two from "
			    "4096 to 1048576 bytes", o->xz.block_size);
	for (size_t i = 0; i < m->n; i++)
		sum += m->entries[i].data.size;
	if (sum > UINT32_MAX)
		return fail(err, "the files have %llu bytes, more than the "
			    "4 GiB this writer can address",
			    (unsigned long long)sum);
	return 0;
}

static int build(struct writer *w, const struct block_plan *plan,
		 struct strbuf *err)
{
	struct table_bytes t;

	if (start_image(w, err) || write_blocks(w, err))
		return -1;
	w->super.inode_table_start = w->file->get_size(w->file);
	if (write_tree(w, err))
		return -1;
	t = (struct table_bytes){
		.inodes = w->inode_bytes,
		.dirs = w->dir_bytes,
		.inode_table = w->super.directory_table_start -
			       w->super.inode_table_start,
		.dir_table = w->file->get_size(w->file) -
			     w->super.directory_table_start,
	};
	w->costs->tables = w->file->get_size(w->file);
	if (finish_image(w, err))
		return -1;
	w->costs->tables = w->super.bytes_used - w->costs->tables;
	image_costs_divide(w->costs, w->m, plan, &t);
	return 0;
}

static void writer_release(struct writer *w)
{
	sqfs_destroy(w->dir);
	sqfs_destroy(w->dirs);
	sqfs_destroy(w->inodes);
	sqfs_destroy(w->frags);
	sqfs_destroy(w->ids);
	sqfs_destroy(w->cmp);
	sqfs_destroy(w->file);
	free(w->block_at);
	free(w->inode_ref);
	free(w->child);
	free(w->next);
	free(w->inode_of);
	free(w->number);
	free(w->links);
	free(w->inode_bytes);
	free(w->dir_bytes);
}

static int writer_init(struct writer *w, struct strbuf *err)
{
	size_t n = w->m->n + 1;

	w->root = (struct entry){ .kind = KIND_DIR, .path = (char *)"/",
				  .mode = 0755 };
	w->block_at = xcalloc(n, sizeof(*w->block_at));
	w->inode_ref = xcalloc(n, sizeof(*w->inode_ref));
	w->child = xcalloc(n, sizeof(*w->child));
	w->next = xcalloc(n, sizeof(*w->next));
	w->inode_of = xcalloc(n, sizeof(*w->inode_of));
	w->number = xcalloc(n, sizeof(*w->number));
	w->links = xcalloc(n, sizeof(*w->links));
	w->inode_bytes = xcalloc(n, sizeof(*w->inode_bytes));
	w->dir_bytes = xcalloc(n, sizeof(*w->dir_bytes));
	w->file = memfile_create();
	w->cmp = xz_compressor(&w->o->xz);
	w->ids = sqfs_id_table_create(0);
	w->frags = sqfs_frag_table_create(0);
	w->inodes = sqfs_meta_writer_create(w->file, w->cmp, 0);
	w->dirs = sqfs_meta_writer_create(w->file, w->cmp,
					  SQFS_META_WRITER_KEEP_IN_MEMORY);
	w->dir = w->dirs ? sqfs_dir_writer_create(w->dirs, 0) : NULL;
	if (!w->ids || !w->frags || !w->inodes || !w->dir)
		return fail(err, "libsquashfs: out of memory");
	return 0;
}

int image_build(struct blob *out, struct image_costs *costs,
		const struct manifest *m, const struct image_options *o,
		struct strbuf *err)
{
	struct block_plan plan = { .files = NULL };
	struct writer w = { .m = m, .o = o, .plan = &plan, .costs = costs };
	int ret = -1;

	*costs = (struct image_costs){ .n = m->n + 1 };
	costs->of = xcalloc(costs->n, sizeof(*costs->of));
	if (check_limits(m, o, err) || block_plan_make(&plan, m, &o->xz, err))
		goto out;
	if (writer_init(&w, err) || build(&w, &plan, err))
		goto out;
	memfile_take(w.file, out);
	ret = 0;
out:
	writer_release(&w);
	block_plan_release(&plan);
	return ret;
}
