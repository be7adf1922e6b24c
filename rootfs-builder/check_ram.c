// SPDX-License-Identifier: GPL-2.0-only
/*
 * RAM in three moments.  While loading, the boot loader's own memory and what
 * it fetched; while unpacking, also its copy and the uncompressed kernel; while
 * running, the kernel with its bss and the phram range.  In each of them all
 * regions lie in RAM and apart.
 */
#include "check.h"

#include <libfdt.h>
#include <string.h>

typedef unsigned long long ull;

#define REGIONS_MAX 32

struct region {
	const char *name;
	uint64_t at, size;
};

struct regions {
	struct region r[REGIONS_MAX];
	int n;
};

static int add(struct regions *all, const char *name, uint64_t at,
	       uint64_t size, struct strbuf *err)
{
	if (!size)
		return 0;
	if (all->n == REGIONS_MAX)
		return fail(err, "more than %d regions", REGIONS_MAX);
	all->r[all->n++] = (struct region){ name, at, size };
	return 0;
}

static int add_phys(const struct check *c, struct regions *all,
		    const char *name, uint64_t virt, uint64_t size,
		    struct strbuf *err)
{
	return add(all, name, facts_phys(&c->facts, virt), size, err);
}

/* What the board's own tree reserves. */
static int add_reserved(const struct check *c, struct regions *all,
			struct strbuf *err)
{
	const void *fdt = c->dtb.data;
	uint64_t at, size;
	const fdt32_t *reg;
	int i, node, top, len;

	for (i = 0; i < fdt_num_mem_rsv(fdt); i++)
		if (fdt_get_mem_rsv(fdt, i, &at, &size) ||
		    add(all, "/memreserve/", at, size, err))
			return -1;
	top = fdt_path_offset(fdt, "/reserved-memory");
	if (top < 0)
		return 0;
	fdt_for_each_subnode(node, fdt, top) {
		reg = fdt_getprop(fdt, node, "reg", &len);
		if (!reg)
			continue;
		if (len != 8 || fdt_address_cells(fdt, top) != 1)
			return fail(err, "/reserved-memory: reg of %d bytes",
				    len);
		if (add(all, "/reserved-memory", fdt32_to_cpu(reg[0]),
			fdt32_to_cpu(reg[1]), err))
			return -1;
	}
	return 0;
}

static int check_apart(const struct check *c, const struct regions *all,
		       struct strbuf *err)
{
	uint64_t end = c->tree.ram_at + c->tree.ram_bytes;
	const struct region *a, *b;

	for (a = all->r; a < all->r + all->n; a++) {
		if (a->at < c->tree.ram_at || a->at > end ||
		    a->size > end - a->at)
			return fail(err, "%s 0x%llx+0x%llx is not in RAM "
				    "0x%llx-0x%llx", a->name, (ull)a->at,
				    (ull)a->size, (ull)c->tree.ram_at,
				    (ull)end);
		for (b = all->r; b < a; b++)
			if (a->at < b->at + b->size &&
			    b->at < a->at + a->size)
				return fail(err, "%s 0x%llx+0x%llx and %s "
					    "0x%llx+0x%llx overlap", b->name,
					    (ull)b->at, (ull)b->size, a->name,
					    (ull)a->at, (ull)a->size);
	}
	return 0;
}

/* What the loader has in RAM before it looks at the image. */
static int add_loading(const struct check *c, struct regions *all,
		       struct strbuf *err)
{
	uint64_t top = c->facts.boot_reserved_top_bytes, size = 0;

	if (c->kind == KIND_PHRAMWARE)
		size = c->image.size;
	else if (c->kind == KIND_CARD)
		size = c->uimage.size;	/* read from the card */
	if (add_reserved(c, all, err) ||
	    add(all, "boot loader",
		c->tree.ram_at + c->tree.ram_bytes - top, top, err))
		return -1;
	return add_phys(c, all, "loaded image", c->facts.boot_ram_addr, size,
			err);
}

/*
 * To be written, firmware.bin is fetched; `sf` reads it back behind itself,
 * so that there are two of it.
 */
static int check_flashing(const struct check *c, int images,
			  struct strbuf *err)
{
	struct regions all = { .n = 0 };

	if (add_loading(c, &all, err) ||
	    add_phys(c, &all, "image to be written", c->facts.boot_ram_addr,
		     images * c->image.size, err))
		return -1;
	return check_apart(c, &all, err);
}

int check_ram_loading(struct check *c, struct strbuf *err)
{
	struct regions all = { .n = 0 };

	if (add_loading(c, &all, err) || check_apart(c, &all, err))
		return -1;
	return c->kind == KIND_FIRMWARE ? check_flashing(c, 1, err) : 0;
}

int check_ram_unpacking(struct check *c, struct strbuf *err)
{
	struct regions all = { .n = 0 };
	uint64_t copy = c->facts.boot_copy_addr;

	if (add_loading(c, &all, err) ||
	    add_phys(c, &all, "boot loader's copy", copy,
		     copy ? c->uimage.size : 0, err) ||
	    add_phys(c, &all, "uncompressed kernel", c->head.load,
		     c->content.size, err))
		return -1;
	return check_apart(c, &all, err);
}

int check_ram_mainline(struct check *c, struct strbuf *err)
{
	struct check seen = *c;
	int ret;

	if (!c->facts.mainline_ram_addr)
		return CHECK_SKIP;
	seen.facts.boot_ram_addr = c->facts.mainline_ram_addr;
	seen.facts.boot_reserved_top_bytes =
		c->facts.mainline_reserved_top_bytes;
	seen.facts.boot_copy_addr = 0;
	if (c->content.size > c->facts.mainline_bootm_max_bytes)
		return fail(err, "%zu bytes unpacked, it takes %llu",
			    c->content.size,
			    (ull)c->facts.mainline_bootm_max_bytes);
	ret = check_ram_unpacking(&seen, err);
	if (!ret && c->kind == KIND_FIRMWARE)
		ret = check_flashing(&seen, 2, err);
	return ret;
}

/*
 * p_paddr is a KSEG0 address on MIPS.  On ARM it is in the linear map (the
 * linker script has no LOAD_OFFSET), which starts at a multiple of 512 MiB and
 * stands for RAM from 0.
 */
#define LINEAR_MAP 0x1fffffffu

/* The running kernel, bss included. */
static int add_kernel(const struct check *c, struct regions *all,
		      struct strbuf *err)
{
	struct span s = { c->vmlinux.data, c->vmlinux.size };
	uint64_t from = UINT64_MAX, to = 0, at;
	struct elf e;
	int i;

	if (elf_parse(s, &e, err))
		return -1;
	for (i = 0; i < e.loads; i++) {
		at = e.load[i].phys & LINEAR_MAP;
		/* Linux 6.1's ARM vectors are linked at 0xffff0000 */
		if (!e.load[i].memory || e.load[i].phys >= 0xffff0000)
			continue;
		if (at < from)
			from = at;
		if (at + e.load[i].memory > to)
			to = at + e.load[i].memory;
	}
	if (from >= to)
		return fail(err, "vmlinux needs no memory");
	return add(all, "kernel", from, to - from, err);
}

int check_ram_running(struct check *c, struct strbuf *err)
{
	struct regions all = { .n = 0 };

	if (!c->vmlinux.data)
		return CHECK_SKIP;
	if (add_reserved(c, &all, err) || add_kernel(c, &all, err) ||
	    add(&all, "phram", c->phram_at, c->phram_bytes, err))
		return -1;
	return check_apart(c, &all, err);
}
