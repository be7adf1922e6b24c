// SPDX-License-Identifier: GPL-2.0-only
#include "costs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void image_costs_release(struct image_costs *c)
{
	free(c->of);
	c->of = NULL;
	c->n = 0;
}

/* ---- dividing ---- */

/*
 * Divide @total in proportion to @weight among the @n elements of @share,
 * exactly: rounding follows the running sum.  Both sums are below 4 GiB.
 */
static void divide(uint64_t total, const uint64_t *weight, size_t n,
		   uint64_t *share)
{
	uint64_t sum = 0, before = 0, done = 0;

	for (size_t i = 0; i < n; i++)
		sum += weight[i];
	for (size_t i = 0; i < n; i++) {
		uint64_t upto;

		before += weight[i];
		upto = sum ? total * before / sum : 0;
		share[i] = upto - done;
		done = upto;
	}
}

static void charge_blocks(struct image_costs *c, const struct block_plan *p)
{
	for (size_t i = 0; i < p->n_files; i++)
		for (size_t k = 0; k < p->files[i].n; k++)
			c->of[i].data +=
				p->blocks[p->files[i].first + k].out_size;
}

/* Bytes of file @i that are in fragment @k. */
static uint64_t bytes_in_fragment(const struct manifest *m,
				  const struct block_plan *p, size_t i,
				  size_t k)
{
	const struct file_blocks *f = &p->files[i];
	uint64_t size = m->entries[i].data.size;

	if (f->same_as != i || f->fragment != k)
		return 0;
	for (size_t b = 0; b < f->n; b++)
		size -= p->blocks[f->first + b].size;
	return size;
}

static void charge_fragments(struct image_costs *c, const struct manifest *m,
			     const struct block_plan *p)
{
	uint64_t *weight = xcalloc(m->n, sizeof(*weight));
	uint64_t *share = xcalloc(m->n, sizeof(*share));

	for (size_t k = 0; k < p->n_fragments; k++) {
		for (size_t i = 0; i < m->n; i++)
			weight[i] = bytes_in_fragment(m, p, i, k);
		divide(p->fragments[k].out_size, weight, m->n, share);
		for (size_t i = 0; i < m->n; i++)
			c->of[i].data += share[i];
	}
	free(weight);
	free(share);
}

void image_costs_divide(struct image_costs *c, const struct manifest *m,
			const struct block_plan *plan,
			const struct table_bytes *t)
{
	uint64_t *share = xcalloc(c->n, sizeof(*share));

	charge_blocks(c, plan);
	charge_fragments(c, m, plan);
	divide(t->inode_table, t->inodes, c->n, share);
	for (size_t i = 0; i < c->n; i++)
		c->of[i].meta += share[i];
	divide(t->dir_table, t->dirs, c->n, share);
	for (size_t i = 0; i < c->n; i++)
		c->of[i].meta += share[i];
	free(share);
}

/* ---- adding up ---- */

struct row {
	const char *name;	/* borrowed */
	const char *package;	/* borrowed */
	uint64_t files;
	uint64_t raw;		/* bytes before compression */
	uint64_t image;		/* bytes in the image */
};

static int by_name(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int by_image(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->image != y->image)
		return x->image > y->image ? -1 : 1;
	return by_name(a, b);
}

/* One row for each entry; owned by the caller. */
static struct row *file_rows(const struct image_costs *c,
			     const struct manifest *m)
{
	struct row *rows = xcalloc(c->n, sizeof(*rows));

	for (size_t i = 0; i < c->n; i++) {
		const struct entry *e = i < m->n ? &m->entries[i] : NULL;

		rows[i] = (struct row){
			.name = e ? e->path : "/",
			.package = e ? e->package : "directories",
			.files = 1,
			.raw = e ? e->data.size : 0,
			.image = c->of[i].data + c->of[i].meta,
		};
	}
	return rows;
}

/* Add the file rows up by package; returns their number. */
static size_t package_rows(const struct row *files, size_t n,
			   struct row **packages)
{
	struct row *rows = xcalloc(n, sizeof(*rows));
	size_t kept = 0;

	memcpy(rows, files, n * sizeof(*rows));
	for (size_t i = 0; i < n; i++)
		rows[i].name = rows[i].package;
	qsort(rows, n, sizeof(*rows), by_name);
	for (size_t i = 1; i < n; i++) {
		if (!strcmp(rows[kept].name, rows[i].name)) {
			rows[kept].files += rows[i].files;
			rows[kept].raw += rows[i].raw;
			rows[kept].image += rows[i].image;
		} else {
			rows[++kept] = rows[i];
		}
	}
	*packages = rows;
	qsort(rows, n ? kept + 1 : 0, sizeof(*rows), by_image);
	return n ? kept + 1 : 0;
}

/* The root is listed when the manifest names it or it costs something. */
static size_t listed(const struct image_costs *c)
{
	return c->n - !(c->of[c->n - 1].data + c->of[c->n - 1].meta);
}

/* ---- text ---- */

/* "1,234,567" in @buf of 32 bytes. */
static const char *grouped(uint64_t n, char *buf)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	char *out = buf;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*out++ = ',';
		*out++ = digits[i];
	}
	*out = '\0';
	return buf;
}

static void add_line(struct strbuf *out, const char *name, uint64_t files,
		     uint64_t raw, uint64_t image, uint64_t total)
{
	char a[32], b[32], f[32];

	strbuf_addf(out, "%-22s %7s %12s %12s %6.1f %%\n", name,
		    files ? grouped(files, f) : "",
		    raw ? grouped(raw, a) : "", grouped(image, b),
		    total ? 100.0 * (double)image / (double)total : 0.0);
}

static void add_rule(struct strbuf *out, int width)
{
	for (int i = 0; i < width; i++)
		strbuf_addch(out, '-');
	strbuf_addch(out, '\n');
}

#define WIDTH 64

static void add_packages(const struct image_costs *c, const struct row *rows,
			 size_t n, struct strbuf *out)
{
	uint64_t raw = 0, files = 0;

	strbuf_addf(out, "%-22s %7s %12s %12s %8s\n", "package", "files",
		    "bytes", "in image", "share");
	add_rule(out, WIDTH);
	for (size_t i = 0; i < n; i++) {
		add_line(out, rows[i].name, rows[i].files, rows[i].raw,
			 rows[i].image, c->total);
		raw += rows[i].raw;
		files += rows[i].files;
	}
	add_line(out, "(super block)", 0, 0, c->super, c->total);
	add_line(out, "(fragment, id tables)", 0, 0, c->tables, c->total);
	add_line(out, "(padding)", 0, 0, c->padding, c->total);
	add_rule(out, WIDTH);
	add_line(out, "total", files, raw, c->total, c->total);
}

void image_costs_text(const struct image_costs *c, const struct manifest *m,
		      const char *name, struct strbuf *out)
{
	struct row *files = file_rows(c, m), *packages;
	size_t n = listed(c), n_packages = package_rows(files, n, &packages);
	char a[32], b[32];

	strbuf_addf(out, "What %s is made of, in bytes\n\n", name);
	add_packages(c, packages, n_packages, out);
	strbuf_addf(out, "\n%12s %12s  %-18s %s\n", "bytes", "in image",
		    "package", "name");
	add_rule(out, WIDTH);
	qsort(files, n, sizeof(*files), by_image);
	for (size_t i = 0; i < n; i++)
		strbuf_addf(out, "%12s %12s  %-18s %s\n",
			    grouped(files[i].raw, a),
			    grouped(files[i].image, b), files[i].package,
			    files[i].name);
	free(files);
	free(packages);
}

/* ---- JSON ---- */

static void add_json_string(struct strbuf *out, const char *s)
{
	strbuf_addch(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			strbuf_addf(out, "\\%c", *s);
		else if ((unsigned char)*s < 0x20)
			strbuf_addf(out, "\\u%04x", (unsigned int)*s);
		else
			strbuf_addch(out, *s);
	}
	strbuf_addch(out, '"');
}

static void add_json_rows(struct strbuf *out, const struct row *rows, size_t n,
			  int packages)
{
	for (size_t i = 0; i < n; i++) {
		strbuf_addstr(out, i ? "," : "");
		strbuf_addstr(out, "\n    {\"name\": ");
		add_json_string(out, rows[i].name);
		if (packages) {
			strbuf_addf(out, ", \"files\": %" PRIu64,
				    rows[i].files);
		} else {
			strbuf_addstr(out, ", \"package\": ");
			add_json_string(out, rows[i].package);
		}
		strbuf_addf(out, ", \"bytes\": %" PRIu64
			    ", \"image_bytes\": %" PRIu64 "}",
			    rows[i].raw, rows[i].image);
	}
}

void image_costs_json(const struct image_costs *c, const struct manifest *m,
		      const char *name, struct strbuf *out)
{
	struct row *files = file_rows(c, m), *packages;
	size_t n = listed(c), n_packages = package_rows(files, n, &packages);

	strbuf_addstr(out, "{\n  \"image\": ");
	add_json_string(out, name);
	strbuf_addf(out, ",\n  \"image_bytes\": %" PRIu64
		    ",\n  \"super_block_bytes\": %" PRIu64
		    ",\n  \"table_bytes\": %" PRIu64
		    ",\n  \"padding_bytes\": %" PRIu64
		    ",\n  \"packages\": [", c->total, c->super, c->tables,
		    c->padding);
	add_json_rows(out, packages, n_packages, 1);
	strbuf_addstr(out, "\n  ],\n  \"files\": [");
	qsort(files, n, sizeof(*files), by_image);
	add_json_rows(out, files, n, 0);
	strbuf_addstr(out, "\n  ]\n}\n");
	free(files);
	free(packages);
}
