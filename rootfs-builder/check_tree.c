// SPDX-License-Identifier: GPL-2.0-only
/* Device trees: what the board's says, and whether the image's is the same. */
#include "check.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long ull;

#define PATH 256
#define DEPTH_MAX 32

/* The first string of a property, NULL when absent or not a string. */
static const char *prop_str(const void *fdt, int node, const char *name)
{
	int len;
	const char *s = fdt_getprop(fdt, node, name, &len);

	return s && len > 0 && memchr(s, 0, len) ? s : NULL;
}

static const char *node_path(const void *fdt, int node, char path[PATH])
{
	if (fdt_get_path(fdt, node, path, PATH))
		strcpy(path, "?");
	return path;
}

static uint64_t cells(const fdt32_t *p, int n)
{
	uint64_t v = 0;

	while (n--)
		v = v << 32 | fdt32_to_cpu(*p++);
	return v;
}

/* The one (address, size) of reg, in the parent's cells. */
static int reg_one(const void *fdt, int node, uint64_t *at, uint64_t *size,
		   struct strbuf *err)
{
	int parent = fdt_parent_offset(fdt, node), na, ns, len;
	const fdt32_t *reg = fdt_getprop(fdt, node, "reg", &len);
	char path[PATH];

	na = parent < 0 ? -1 : fdt_address_cells(fdt, parent);
	ns = parent < 0 ? -1 : fdt_size_cells(fdt, parent);
	if (na < 1 || na > 2 || ns < 1 || ns > 2)
		return fail(err, "%s: its parent has %d address and %d size "
			    "cells", node_path(fdt, node, path), na, ns);
	if (!reg || len != 4 * (na + ns))
		return fail(err, "%s: reg is not one address and one size",
			    node_path(fdt, node, path));
	*at = cells(reg, na);
	*size = cells(reg + na, ns);
	return 0;
}

static int read_ram(struct tree *t, const void *fdt, struct strbuf *err)
{
	int node, root = fdt_path_offset(fdt, "/"), found = 0;
	const char *type;

	fdt_for_each_subnode(node, fdt, root) {
		type = prop_str(fdt, node, "device_type");
		if (!type || strcmp(type, "memory"))
			continue;
		if (found++)
			return fail(err, "two memory nodes");
		if (reg_one(fdt, node, &t->ram_at, &t->ram_bytes, err))
			return -1;
	}
	return found ? 0 : fail(err, "no memory node");
}

/* The names Linux 6.1's drivers give to a UART's console. */
static const struct { const char *compatible, *tty; } consoles[] = {
	{ "arm,pl011", "ttyAMA" },		/* amba-pl011.c */
	{ "qca,ar9330-uart", "ttyATH" },	/* ar933x_uart.c */
	{ "ns16550a", "ttyS" },			/* 8250_core.c, all others */
	{ "ns16550", "ttyS" },
	{ "ns8250", "ttyS" },
	{ "ralink,rt2880-uart", "ttyS" },
	{ "ralink,mt7620a-uart", "ttyS" },
	{ "brcm,bcm2835-aux-uart", "ttyS" },
};

/* The number of the serialN alias that leads to @node, 0 without one. */
static int serial_number(const void *fdt, int node)
{
	int aliases = fdt_path_offset(fdt, "/aliases"), i;
	const char *target;
	char name[24];

	for (i = 0; aliases >= 0 && i < 10; i++) {
		snprintf(name, sizeof(name), "serial%d", i);
		target = prop_str(fdt, aliases, name);
		if (target && fdt_path_offset(fdt, target) == node)
			return i;
	}
	return 0;
}

static int read_console(struct tree *t, const void *fdt, struct strbuf *err)
{
	int chosen = fdt_path_offset(fdt, "/chosen"), node;
	const char *s = chosen < 0 ? NULL :
			prop_str(fdt, chosen, "stdout-path");
	size_t i;

	if (!s)
		return fail(err, "no /chosen/stdout-path");
	node = fdt_path_offset_namelen(fdt, s, strcspn(s, ":"));
	if (node < 0)
		return fail(err, "stdout-path '%s' leads nowhere", s);
	for (i = 0; i < sizeof(consoles) / sizeof(*consoles); i++)
		if (!fdt_node_check_compatible(fdt, node,
					       consoles[i].compatible)) {
			snprintf(t->tty, sizeof(t->tty), "%s%d",
				 consoles[i].tty, serial_number(fdt, node));
			return 0;
		}
	return fail(err, "stdout-path '%s': a UART of no known kind", s);
}

static int read_parts(struct tree *t, const void *fdt, int table,
		      struct strbuf *err)
{
	struct part *p;
	const char *label;
	char path[PATH];
	int node;

	fdt_for_each_subnode(node, fdt, table) {
		if (t->parts.n == PARTS_MAX)
			return fail(err, "more than %d partitions", PARTS_MAX);
		p = &t->parts.part[t->parts.n];
		label = prop_str(fdt, node, "label");
		if (!label || strlen(label) >= PART_NAME)
			return fail(err, "%s: no label below %d bytes",
				    node_path(fdt, node, path), PART_NAME);
		if (reg_one(fdt, node, &p->at, &p->size, err))
			return -1;
		strcpy(p->name, label);
		p->read_only = fdt_getprop(fdt, node, "read-only", NULL);
		if (!strcmp(label, "firmware")) {
			if (t->firmware >= 0)
				return fail(err, "two firmware partitions");
			t->firmware = t->parts.n;
		}
		t->parts.n++;
	}
	return t->firmware < 0 ? fail(err, "no firmware partition") : 0;
}

/*
 * The flash's name in mtdparts= is mtd->name: the physmap driver takes
 * linux,mtd-name, SPI NOR flash the label (mtd_set_of_node()).
 */
static int read_flash(struct tree *t, const struct facts *f, const void *fdt,
		      int table, struct strbuf *err)
{
	int node = fdt_parent_offset(fdt, table);
	const char *id;
	char path[PATH];
	uint64_t at;

	if (node < 0)
		return fail(err, "fixed-partitions without a flash");
	t->spi = !fdt_node_check_compatible(fdt, node, "jedec,spi-nor");
	id = prop_str(fdt, node, t->spi ? "label" : "linux,mtd-name");
	if (!id || strlen(id) >= PART_NAME)
		return fail(err, "%s: no name for mtdparts=",
			    node_path(fdt, node, path));
	strcpy(t->mtd_id, id);
	t->flash_bytes = f->flash_bytes;
	if (!t->spi && reg_one(fdt, node, &at, &t->flash_bytes, err))
		return -1;
	return read_parts(t, fdt, table, err);
}

int tree_read(struct tree *t, const struct facts *f, const struct blob *dtb,
	      struct strbuf *err)
{
	int table, code;

	*t = (struct tree){ .firmware = -1 };
	code = fdt_check_full(dtb->data, dtb->size);
	if (code)
		return fail(err, "not a device tree: %s", fdt_strerror(code));
	if (read_ram(t, dtb->data, err) || read_console(t, dtb->data, err))
		return -1;
	if (strcmp(f->media, "flash"))
		return 0;
	table = fdt_node_offset_by_compatible(dtb->data, -1,
					      "fixed-partitions");
	if (table < 0)
		return fail(err, "no fixed-partitions node");
	return read_flash(t, f, dtb->data, table, err);
}

static int take_fdt(struct check *c, struct span s, struct strbuf *err)
{
	int code, chosen;

	c->fdt_copy = (struct blob){ .data = malloc(s.size), .size = s.size };
	if (!c->fdt_copy.data)
		return fail(err, "out of memory");
	memcpy(c->fdt_copy.data, s.at, s.size);
	c->fdt = c->fdt_copy.data;
	code = fdt_check_full(c->fdt, s.size);
	if (code)
		return fail(err, "device tree at content offset 0x%zx: %s",
			    c->kernel_bytes, fdt_strerror(code));
	chosen = fdt_path_offset(c->fdt, "/chosen");
	c->args = chosen < 0 ? NULL : prop_str(c->fdt, chosen, "bootargs");
	return c->args ? 0 : fail(err, "no /chosen/bootargs in it");
}

/*
 * The tree stands where the kernel's end and the content's end leave it: the
 * only place from which a tree of its own size reaches exactly to the end.
 */
int check_one_fdt(struct check *c, struct strbuf *err)
{
	const uint8_t *p = c->content.data;
	size_t n = c->content.size, at;
	int found = 0;

	for (at = 0; at + sizeof(struct fdt_header) <= n; at += 4) {
		if (get_be32(p + at) != FDT_MAGIC)
			continue;
		if (get_be32(p + at + 4) != n - at)
			continue;
		c->kernel_bytes = at;
		found++;
	}
	if (found != 1)
		return fail(err, "%d device trees end where the content ends, "
			    "1 is expected", found);
	return take_fdt(c, (struct span){ p + c->kernel_bytes,
					  n - c->kernel_bytes }, err);
}

/* Two trees side by side: the board's and the image's. */
struct pair {
	const void *a, *b;
	bool phram;	/* the image may have one node more */
	int extra;	/* that node */
};

static int exact_subnode(const void *fdt, int parent, const char *name)
{
	const char *has;
	int node;

	/* fdt_subnode_offset() would take "memory" for "memory@0" */
	fdt_for_each_subnode(node, fdt, parent) {
		has = fdt_get_name(fdt, node, NULL);
		if (has && !strcmp(has, name))
			return node;
	}
	return -FDT_ERR_NOTFOUND;
}

/* Every property of @a's node is in @b's with the same bytes. */
static int props_within(const void *a, int na, const void *b, int nb,
			const char *path, int *count, struct strbuf *err)
{
	const void *va, *vb;
	const char *name;
	int prop, la, lb;

	*count = 0;
	fdt_for_each_property_offset(prop, a, na) {
		va = fdt_getprop_by_offset(a, prop, &name, &la);
		if (!va)
			return fail(err, "%s: unreadable property", path);
		if (!strcmp(path, "/chosen") && !strcmp(name, "bootargs"))
			continue;
		vb = fdt_getprop(b, nb, name, &lb);
		if (!vb)
			return fail(err, "%s/%s is in one tree only", path,
				    name);
		if (la != lb || memcmp(va, vb, la))
			return fail(err, "%s/%s differs from the board's tree",
				    path, name);
		(*count)++;
	}
	return 0;
}

static int same_props(const struct pair *p, int na, int nb, const char *path,
		      struct strbuf *err)
{
	int in_a, in_b;

	if (props_within(p->a, na, p->b, nb, path, &in_a, err) ||
	    props_within(p->b, nb, p->a, na, path, &in_b, err))
		return -1;
	/* a property that stands twice would hide its second value */
	if (in_a != in_b)
		return fail(err, "%s has %d properties, the board's tree %d",
			    path, in_b, in_a);
	return 0;
}

/* Is @name, below @path, the one node the image may have more? */
static bool is_extra(struct pair *p, const char *path, int node)
{
	const char *name = fdt_get_name(p->b, node, NULL);

	if (!p->phram || p->extra >= 0 || !name)
		return false;
	if (!strcmp(path, "/reserved-memory")) {
		p->extra = node;
		return true;
	}
	if (strcmp(path, "/") || strcmp(name, "reserved-memory"))
		return false;
	/* the whole of /reserved-memory is new: exactly one child */
	p->extra = fdt_first_subnode(p->b, node);
	return p->extra >= 0 && fdt_next_subnode(p->b, p->extra) < 0;
}

static int same_node(struct pair *p, int na, int nb, const char *path,
		     int depth, struct strbuf *err);

static int same_children(struct pair *p, int na, int nb, const char *path,
			 int depth, struct strbuf *err)
{
	char sub[PATH];
	const char *name;
	int ca, cb, in_a = 0, in_b = 0;

	fdt_for_each_subnode(ca, p->a, na) {
		in_a++;
		name = fdt_get_name(p->a, ca, NULL);
		snprintf(sub, sizeof(sub), "%s/%s", depth ? path : "", name);
		cb = exact_subnode(p->b, nb, name);
		if (cb < 0)
			return fail(err, "%s is missing", sub);
		if (same_node(p, ca, cb, sub, depth + 1, err))
			return -1;
	}
	fdt_for_each_subnode(cb, p->b, nb) {
		name = fdt_get_name(p->b, cb, NULL);
		if (exact_subnode(p->a, na, name) >= 0)
			in_b++;
		else if (!is_extra(p, path, cb))
			return fail(err, "%s/%s is not in the board's tree",
				    depth ? path : "", name);
	}
	if (in_a != in_b)
		return fail(err, "%s has a node twice", path);
	return 0;
}

static int same_node(struct pair *p, int na, int nb, const char *path,
		     int depth, struct strbuf *err)
{
	if (depth > DEPTH_MAX)
		return fail(err, "%s: deeper than %d nodes", path, DEPTH_MAX);
	if (same_props(p, na, nb, path, err))
		return -1;
	return same_children(p, na, nb, path, depth, err);
}

static int same_reserves(const void *a, const void *b, struct strbuf *err)
{
	uint64_t at_a, size_a, at_b, size_b;
	int i, n = fdt_num_mem_rsv(a);

	if (n != fdt_num_mem_rsv(b))
		return fail(err, "another number of /memreserve/ entries");
	for (i = 0; i < n; i++)
		if (fdt_get_mem_rsv(a, i, &at_a, &size_a) ||
		    fdt_get_mem_rsv(b, i, &at_b, &size_b) ||
		    at_a != at_b || size_a != size_b)
			return fail(err, "/memreserve/ entry %d differs", i);
	return 0;
}

int check_fdt_same(struct check *c, struct strbuf *err)
{
	struct pair p = {
		.a = c->dtb.data, .b = c->fdt, .extra = -1,
		.phram = c->kind == KIND_PHRAMWARE,
	};

	if (same_reserves(p.a, p.b, err) ||
	    same_node(&p, fdt_path_offset(p.a, "/"),
		      fdt_path_offset(p.b, "/"), "/", 0, err))
		return -1;
	c->phram_node = p.extra;
	return 0;
}

int check_reserved_node(struct check *c, struct strbuf *err)
{
	uint64_t at, size;
	char path[PATH];
	int top;

	if (c->phram_node < 0)
		return fail(err, "/reserved-memory has no node of its own for "
			    "the phram range");
	top = fdt_parent_offset(c->fdt, c->phram_node);
	if (top < 0 || !fdt_getprop(c->fdt, top, "ranges", NULL))
		return fail(err, "/reserved-memory has no ranges");
	node_path(c->fdt, c->phram_node, path);
	if (reg_one(c->fdt, c->phram_node, &at, &size, err))
		return -1;
	if (!fdt_getprop(c->fdt, c->phram_node, "no-map", NULL))
		return fail(err, "%s has no no-map", path);
	if (at != c->phram_at || size != c->phram_bytes)
		return fail(err, "%s is 0x%llx+0x%llx, phram is told "
			    "0x%llx+0x%llx", path, (ull)at, (ull)size,
			    (ull)c->phram_at, (ull)c->phram_bytes);
	return 0;
}

/*
 * Linux 6.1 arch/mips/kernel/vmlinux.lds.S: with MIPS_RAW_APPENDED_DTB the
 * tree is looked for at __appended_dtb, and 1 MiB is kept for it before bss.
 */
#define APPENDED_DTB_ROOM 0x100000u

int check_fdt_room(struct check *c, struct strbuf *err)
{
	struct span s = { c->vmlinux.data, c->vmlinux.size };
	uint64_t want, is = c->head.load + (uint64_t)c->kernel_bytes;
	size_t bytes = c->content.size - c->kernel_bytes;
	struct elf e;

	if (!c->vmlinux.data || !facts_mips(&c->facts))
		return CHECK_SKIP;
	if (elf_parse(s, &e, err))
		return -1;
	want = elf_symbol(s, &e, "__appended_dtb");
	if (!want)
		return fail(err, "vmlinux has no __appended_dtb: it would not "
			    "find the device tree");
	if (want != is)
		return fail(err, "device tree is at 0x%llx, the kernel looks "
			    "at 0x%llx", (ull)is, (ull)want);
	if (bytes > APPENDED_DTB_ROOM)
		return fail(err, "device tree has %zu bytes, the kernel keeps "
			    "room for %u", bytes, APPENDED_DTB_ROOM);
	return 0;
}
