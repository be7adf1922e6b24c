// SPDX-License-Identifier: GPL-2.0-only
#include "blocks.h"

#include <stdlib.h>
#include <string.h>

#include "elfcheck.h"
#include "xzcache.h"

/* ---- layouts ---- */

/*
 * Programs never share a fragment with text: what a configuration changes is
 * text, and to compress programs again takes a hundred times as long.
 */
struct layout {
	int big_tails;		/* tails of files larger than a block go into
				   fragments, too */
};

static const struct layout layouts[] = {
	{ .big_tails = 1 },
	{ .big_tails = 0 },
};

#define N_LAYOUTS (sizeof(layouts) / sizeof(layouts[0]))

enum content { CONTENT_ELF, CONTENT_TEXT, CONTENT_OTHER };

static enum content content_of(const struct blob *b)
{
	if (elf_is(b))
		return CONTENT_ELF;
	return memchr(b->data, '\0', b->size) ? CONTENT_OTHER : CONTENT_TEXT;
}

struct tail {
	size_t file;
	enum content content;
	uint32_t size;
};

static int by_kind(const void *a, const void *b)
{
	const struct tail *x = a, *y = b;

	if (x->content != y->content)
		return x->content < y->content ? -1 : 1;
	return x->file < y->file ? -1 : x->file > y->file;
}

/* ---- equal files ---- */

static uint64_t hash_of(const struct blob *b)
{
	uint64_t h = 0xcbf29ce484222325u;	/* FNV-1a */

	for (size_t i = 0; i < b->size; i++)
		h = (h ^ b->data[i]) * 0x100000001b3u;
	return h;
}

static int has_content(const struct entry *e)
{
	return e->kind == KIND_FILE && e->data.size;
}

struct digest {
	uint64_t hash;
	size_t file;
};

static int by_hash(const void *a, const void *b)
{
	const struct digest *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->file < y->file ? -1 : x->file > y->file;
}

static void find_equal_files(struct block_plan *p, const struct manifest *m)
{
	struct digest *d = xcalloc(m->n, sizeof(*d));
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++) {
		p->files[i].same_as = i;
		if (has_content(&m->entries[i]))
			d[n++] = (struct digest){
				hash_of(&m->entries[i].data), i };
	}
	qsort(d, n, sizeof(*d), by_hash);
	for (size_t i = 1; i < n; i++) {
		const struct blob *b = &m->entries[d[i].file].data;

		for (size_t k = i; k-- && d[k].hash == d[i].hash; ) {
			const struct blob *a = &m->entries[d[k].file].data;

			if (a->size == b->size &&
			    !memcmp(a->data, b->data, b->size)) {
				p->files[d[i].file].same_as =
					p->files[d[k].file].same_as;
				break;
			}
		}
	}
	free(d);
}

/* ---- cutting ---- */

static void add_block(struct xz_block **list, size_t *n, const uint8_t *data,
		      uint32_t size)
{
	if (!(*n & (*n - 1)))
		*list = xreallocarray(*list, *n ? 2 * *n : 1, sizeof(**list));
	(*list)[(*n)++] = (struct xz_block){ .data = data, .size = size };
}

/* Cut all files; the tails that are to share blocks go to @tails. */
static size_t cut_files(struct block_plan *p, const struct manifest *m,
			const struct layout *layout, uint32_t block_size,
			struct tail *tails)
{
	size_t n_tails = 0;

	for (size_t i = 0; i < m->n; i++) {
		const struct blob *b = &m->entries[i].data;
		struct file_blocks *f = &p->files[i];
		size_t done = 0;

		f->fragment = NO_FRAGMENT;
		f->first = p->n_blocks;
		if (!has_content(&m->entries[i]) || f->same_as != i)
			continue;
		for (; b->size - done >= block_size; done += block_size)
			add_block(&p->blocks, &p->n_blocks, b->data + done,
				  block_size);
		if (done && done < b->size && !layout->big_tails) {
			add_block(&p->blocks, &p->n_blocks, b->data + done,
				  (uint32_t)(b->size - done));
			done = b->size;
		}
		f->n = p->n_blocks - f->first;
		if (done < b->size)
			tails[n_tails++] = (struct tail){
				i, content_of(b), (uint32_t)(b->size - done) };
	}
	return n_tails;
}

/*
 * Put the tails into fragments, each filled in the order of the list: programs,
 * then text, then the rest.
 */
static void fill_fragments(struct block_plan *p, const struct manifest *m,
			   const struct tail *tails, size_t n,
			   uint32_t block_size)
{
	uint8_t *data = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct blob *b = &m->entries[tails[i].file].data;
		struct file_blocks *f = &p->files[tails[i].file];
		struct xz_block *frag = data ?
			&p->fragments[p->n_fragments - 1] : NULL;
		int apart = i && tails[i].content != CONTENT_ELF &&
			    tails[i - 1].content == CONTENT_ELF;

		if (!frag || apart || frag->size + tails[i].size > block_size) {
			data = xcalloc(1, block_size);
			p->fragment_data = xreallocarray(p->fragment_data,
				p->n_fragments + 1, sizeof(data));
			p->fragment_data[p->n_fragments] = data;
			add_block(&p->fragments, &p->n_fragments, data, 0);
			frag = &p->fragments[p->n_fragments - 1];
		}
		f->fragment = p->n_fragments - 1;
		f->fragment_offset = frag->size;
		memcpy(data + frag->size, b->data + b->size - tails[i].size,
		       tails[i].size);
		frag->size += tails[i].size;
	}
}

/* All blocks in one array: they are compressed together. */
static void join_fragments(struct block_plan *p)
{
	struct xz_block *apart = p->fragments;

	p->blocks = xreallocarray(p->blocks, p->n_blocks + p->n_fragments,
				  sizeof(*p->blocks));
	p->fragments = p->blocks + p->n_blocks;
	if (p->n_fragments)
		memcpy(p->fragments, apart,
		       p->n_fragments * sizeof(*apart));
	free(apart);
}

static void plan_layout(struct block_plan *p, const struct manifest *m,
			const struct layout *layout, uint32_t block_size)
{
	struct tail *tails = xcalloc(m->n, sizeof(*tails));
	size_t n;

	*p = (struct block_plan){ .n_files = m->n };
	p->files = xcalloc(m->n, sizeof(*p->files));
	find_equal_files(p, m);
	n = cut_files(p, m, layout, block_size, tails);
	if (n)
		qsort(tails, n, sizeof(*tails), by_kind);
	fill_fragments(p, m, tails, n, block_size);
	join_fragments(p);
	free(tails);
}

void block_plan_release(struct block_plan *p)
{
	for (size_t i = 0; i < p->n_blocks; i++)
		free(p->blocks[i].out);
	for (size_t i = 0; i < p->n_fragments; i++) {
		free(p->fragments[i].out);
		free(p->fragment_data[i]);
	}
	free(p->blocks);
	free(p->fragment_data);
	free(p->files);
	*p = (struct block_plan){ .files = NULL };
}

/* ---- compressing ---- */

/* Blocks of several layouts without repetition. */
struct unique {
	struct xz_block *blocks;	/* out is borrowed */
	size_t n;
};

static struct xz_block *find_unique(const struct unique *u,
				    const struct xz_block *b)
{
	for (size_t i = 0; i < u->n; i++)
		if (u->blocks[i].size == b->size &&
		    (u->blocks[i].data == b->data ||
		     !memcmp(u->blocks[i].data, b->data, b->size)))
			return &u->blocks[i];
	return NULL;
}

static void add_unique(struct unique *u, const struct block_plan *p)
{
	for (size_t i = 0; i < p->n_blocks + p->n_fragments; i++) {
		const struct xz_block *b = &p->blocks[i];

		if (find_unique(u, b))
			continue;
		add_block(&u->blocks, &u->n, b->data, b->size);
		u->blocks[u->n - 1] = *b;
	}
}

/* Give a plan's blocks their ranks; returns the plan's estimated bytes. */
static uint64_t take_ranks(const struct unique *u, struct block_plan *p)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < p->n_blocks + p->n_fragments; i++) {
		struct xz_block *b = &p->blocks[i];
		const struct xz_block *from = find_unique(u, b);

		b->ranked = 1;
		b->estimate = from->estimate;
		memcpy(b->finalists, from->finalists, sizeof(b->finalists));
		sum += from->estimate;
	}
	return sum;
}

/* Rank all plans' blocks; @best becomes the index of the smallest plan. */
static int choose(struct block_plan *plans, size_t n, size_t *best,
		  const struct xz_options *o, struct strbuf *err)
{
	struct unique u = { .blocks = NULL };
	uint64_t smallest = UINT64_MAX;
	int ret;

	for (size_t i = 0; i < n; i++)
		add_unique(&u, &plans[i]);
	ret = xz_rank(u.blocks, u.n, o, err);
	for (size_t i = 0; i < n && !ret; i++) {
		uint64_t size = take_ranks(&u, &plans[i]);

		if (size < smallest) {
			smallest = size;
			*best = i;
		}
	}
	free(u.blocks);
	return ret;
}

static void find_known(struct block_plan *plans, size_t n,
		       const struct xz_options *o)
{
	struct xz_cache cache;

	xz_cache_read(&cache, o->cache, o);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < plans[i].n_blocks +
		     plans[i].n_fragments; k++)
			xz_cache_find(&cache, &plans[i].blocks[k]);
	xz_cache_release(&cache);
}

/*
 * The chosen plan is the first: its blocks are known best.  That nothing can
 * be remembered is no reason to fail.
 */
static void keep_known(const struct block_plan *plans, size_t n,
		       const struct xz_options *o)
{
	struct unique u = { .blocks = NULL };
	struct strbuf ignored = STRBUF_INIT;

	for (size_t i = 0; i < n; i++)
		add_unique(&u, &plans[i]);
	xz_cache_write(o->cache, u.blocks, u.n, o, &ignored);
	strbuf_release(&ignored);
	free(u.blocks);
}

int block_plan_make(struct block_plan *p, const struct manifest *m,
		    const struct xz_options *o, struct strbuf *err)
{
	struct block_plan plans[N_LAYOUTS];
	size_t n = o->tuned ? N_LAYOUTS : 1, best = 0;
	int ret = 0;

	for (size_t i = 0; i < n; i++)
		plan_layout(&plans[i], m, &layouts[i], o->block_size);
	if (o->tuned) {
		find_known(plans, n, o);
		ret = choose(plans, n, &best, o, err);
	}
	*p = plans[best];
	plans[best] = plans[0];
	plans[0] = *p;
	if (!ret)
		ret = xz_pack(p->blocks, p->n_blocks + p->n_fragments, o, err);
	if (!ret && o->tuned && o->cache)
		keep_known(plans, n, o);
	for (size_t i = 1; i < n; i++)
		block_plan_release(&plans[i]);
	return ret;
}
