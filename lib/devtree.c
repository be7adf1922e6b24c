// SPDX-License-Identifier: GPL-2.0-only
#include "devtree.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long ull;

/* What a libfdt call on @what returned, in words. */
static int fdt_fail(struct strbuf *err, int code, const char *what)
{
	return fail(err, "%s: %s", what, fdt_strerror(code));
}

static int cells_of(const void *fdt, int node, bool size)
{
	return size ? fdt_size_cells(fdt, node) : fdt_address_cells(fdt, node);
}

static uint64_t read_cells(const fdt32_t *cell, int cells)
{
	uint64_t value = 0;

	while (cells--)
		value = value << 32 | fdt32_to_cpu(*cell++);
	return value;
}

static const char *node_path(const void *fdt, int node, char buf[128])
{
	if (fdt_get_path(fdt, node, buf, 128))
		strcpy(buf, "a node");
	return buf;
}

/* Read the one address-size pair that @node's reg must hold. */
static int read_reg(const void *fdt, int node, uint64_t *addr, uint64_t *size,
		    struct strbuf *err)
{
	int parent = fdt_parent_offset(fdt, node);
	int ac = cells_of(fdt, parent, false), sc = cells_of(fdt, parent, true);
	char path[128];
	const fdt32_t *reg;
	int len;

	reg = fdt_getprop(fdt, node, "reg", &len);
	if (!reg)
		return fail(err, "%s has no reg", node_path(fdt, node, path));
	if (ac < 1 || ac > 2 || sc < 0 || sc > 2 || len < (ac + sc) * 4)
		return fail(err, "%s: reg has %d bytes, %d cells are wanted",
			    node_path(fdt, node, path), len, ac + sc);
	*addr = read_cells(reg, ac);
	*size = read_cells(reg + ac, sc);
	return 0;
}

static int read_memory(struct devtree *dt, struct strbuf *err)
{
	const void *fdt = dt->dtb.data;
	int node, found = 0, len;
	const char *type;

	fdt_for_each_subnode(node, fdt, 0) {
		type = fdt_getprop(fdt, node, "device_type", &len);
		if (!type || strcmp(type, "memory"))
			continue;
		if (found++)
			return fail(err, "more than one memory node; this "
				    "project knows boards with one bank");
		if (read_reg(fdt, node, &dt->ram.start, &dt->ram.size, err))
			return -1;
	}
	if (!found || !dt->ram.size)
		return fail(err, "no memory node with a size: the end of RAM "
			    "is unknown, so no image can be proved to fit");
	strcpy(dt->ram.name, "RAM");
	return 0;
}

static int add_reserved(struct devtree *dt, const char *name, uint64_t start,
			uint64_t size, struct strbuf *err)
{
	struct ram_region *r = &dt->reserved[dt->reserveds];

	if (dt->reserveds == RAM_REGIONS_MAX)
		return fail(err, "more than %d reserved regions",
			    RAM_REGIONS_MAX);
	strncpy(r->name, name, sizeof(r->name) - 1);
	r->start = start;
	r->size = size;
	dt->reserveds++;
	return 0;
}

static int read_reserved(struct devtree *dt, struct strbuf *err)
{
	const void *fdt = dt->dtb.data;
	uint64_t start, size;
	int i, node, top;

	for (i = 0; i < fdt_num_mem_rsv(fdt); i++) {
		if (fdt_get_mem_rsv(fdt, i, &start, &size))
			break;
		if (add_reserved(dt, "/memreserve/", start, size, err))
			return -1;
	}
	top = fdt_path_offset(fdt, "/reserved-memory");
	if (top < 0)
		return 0;
	fdt_for_each_subnode(node, fdt, top) {
		/* A size without an address is placed by the kernel. */
		if (!fdt_getprop(fdt, node, "reg", NULL))
			continue;
		if (read_reg(fdt, node, &start, &size, err) ||
		    add_reserved(dt, fdt_get_name(fdt, node, NULL), start,
				 size, err))
			return -1;
	}
	return 0;
}

/* How the drivers of Linux 6.1 call the console of such a UART. */
static const struct {
	const char *compatible;
	const char *tty;
} uarts[] = {
	{ "ns16550a", "ttyS" },
	{ "ns16550", "ttyS" },
	{ "ns8250", "ttyS" },
	{ "ralink,mt7620a-uart", "ttyS" },
	{ "ralink,rt2880-uart", "ttyS" },
	{ "brcm,bcm2835-aux-uart", "ttyS" },
	{ "qca,ar9330-uart", "ttyATH" },
	{ "arm,pl011", "ttyAMA" },
};

static int console_node(const void *fdt, const char *path, int *alias,
			struct strbuf *err)
{
	int aliases = fdt_path_offset(fdt, "/aliases"), prop, node;
	const char *name, *target;

	node = fdt_path_offset(fdt, path);
	if (node < 0)
		return fail(err, "/chosen/stdout-path names '%s', which is "
			    "not in the tree", path);
	if (aliases < 0)
		return node;
	fdt_for_each_property_offset(prop, fdt, aliases) {
		target = fdt_getprop_by_offset(fdt, prop, &name, NULL);
		if (!strncmp(name, "serial", 6) &&
		    fdt_path_offset(fdt, target) == node)
			*alias = atoi(name + 6);
	}
	return node;
}

static int read_console(struct devtree *dt, struct strbuf *err)
{
	const void *fdt = dt->dtb.data;
	int chosen = fdt_path_offset(fdt, "/chosen"), node, len;
	int alias = 0;
	const char *out, *speed;
	char path[128];
	size_t i;

	out = chosen < 0 ? NULL : fdt_getprop(fdt, chosen, "stdout-path", &len);
	if (!out || len < 2 || (size_t)len > sizeof(path))
		return fail(err, "/chosen/stdout-path is missing, so the "
			    "console is unknown");
	strcpy(path, out);
	speed = strchr(out, ':');
	path[speed ? speed - out : len - 1] = '\0';
	node = console_node(fdt, path, &alias, err);
	if (node < 0)
		return -1;
	for (i = 0; i < sizeof(uarts) / sizeof(uarts[0]); i++) {
		if (fdt_node_check_compatible(fdt, node, uarts[i].compatible))
			continue;
		snprintf(dt->console, sizeof(dt->console), "%s%d,%d",
			 uarts[i].tty, alias, speed ? atoi(speed + 1) : 115200);
		return 0;
	}
	return fail(err, "the console at %s is of no known UART type: add its "
		    "compatible string to lib/devtree.c", path);
}

static const struct {
	const char *compatible;
	enum flash_bus bus;
} flashes[] = {
	{ "jedec,spi-nor", FLASH_SPI_NOR },
	{ "cfi-flash", FLASH_PHYSMAP },
	{ "mtd-rom", FLASH_PHYSMAP },
};

/* The flash is the node that has a fixed-partitions child. */
static int flash_node(const void *fdt, enum flash_bus *bus, int *partitions,
		      struct strbuf *err)
{
	int node, table = -1, found = -1;
	char path[128];
	size_t i;

	while ((table = fdt_node_offset_by_compatible(fdt, table,
					"fixed-partitions")) >= 0) {
		node = fdt_parent_offset(fdt, table);
		for (i = 0; i < sizeof(flashes) / sizeof(flashes[0]); i++) {
			if (fdt_node_check_compatible(fdt, node,
						      flashes[i].compatible))
				continue;
			if (found >= 0)
				return fail(err, "%s is a second flash with "
					    "partitions; one is expected",
					    node_path(fdt, node, path));
			found = node;
			*bus = flashes[i].bus;
			*partitions = table;
			break;
		}
	}
	return found;
}

static int read_mtd_id(struct flash *flash, const void *fdt, int node,
		       struct strbuf *err)
{
	const char *prop = flash->bus == FLASH_SPI_NOR ? "label" :
			   "linux,mtd-name";
	const char *id = fdt_getprop(fdt, node, prop, NULL);
	char path[128];

	if (!id)
		return fail(err, "%s has no %s, so mtdparts= cannot name it",
			    node_path(fdt, node, path), prop);
	if (strlen(id) >= sizeof(flash->mtd_id) || strpbrk(id, ":;,() "))
		return fail(err, "%s: %s '%s' cannot stand in mtdparts=",
			    node_path(fdt, node, path), prop, id);
	strcpy(flash->mtd_id, id);
	return 0;
}

static int read_flash_size(struct flash *flash, const struct board *board,
			   const void *fdt, int node, struct strbuf *err)
{
	uint64_t addr, size = 0;

	if (flash->bus == FLASH_PHYSMAP &&
	    read_reg(fdt, node, &addr, &size, err))
		return -1;
	if (size && board->flash_bytes && size != board->flash_bytes)
		return fail(err, "the flash's reg says 0x%llx bytes, boards.mk "
			    "says flash_bytes 0x%llx", (ull)size,
			    (ull)board->flash_bytes);
	flash->size = size ? size : board->flash_bytes;
	if (!flash->size)
		return fail(err, "flash_bytes of boards.mk is 0 and the tree "
			    "does not say how big the flash is");
	return 0;
}

static int read_part(struct flash *flash, const void *fdt, int node,
		     struct strbuf *err)
{
	struct flash_part p = { .read_only = false }, *at;
	const char *label = fdt_getprop(fdt, node, "label", NULL);
	char path[128];

	if (!label)
		return fail(err, "%s has no label", node_path(fdt, node, path));
	if (!*label || strlen(label) >= FLASH_NAME_MAX ||
	    strpbrk(label, "(),:; "))
		return fail(err, "%s: label '%s' cannot be a partition's name",
			    node_path(fdt, node, path), label);
	if (flash->parts == FLASH_PARTS_MAX)
		return fail(err, "more than %d partitions", FLASH_PARTS_MAX);
	strcpy(p.name, label);
	p.read_only = fdt_getprop(fdt, node, "read-only", NULL);
	if (read_reg(fdt, node, &p.offset, &p.size, err))
		return -1;
	for (at = flash->part + flash->parts; at > flash->part; at--) {
		if (at[-1].offset <= p.offset)
			break;
		at[0] = at[-1];
	}
	*at = p;
	flash->parts++;
	return 0;
}

static int check_part(const struct flash *flash, const struct board *board,
		      const struct flash_part *p, struct strbuf *err)
{
	uint64_t block = board->erase_block_bytes;

	if (!p->size)
		return fail(err, "partition %s is empty", p->name);
	if (p->offset >= flash->size || p->size > flash->size - p->offset)
		return fail(err, "partition %s is 0x%llx-0x%llx, but the flash "
			    "ends at 0x%llx: 0x%llx bytes too far", p->name,
			    (ull)p->offset, (ull)(p->offset + p->size),
			    (ull)flash->size,
			    (ull)(p->offset + p->size - flash->size));
	if (p->offset % block || p->size % block)
		return fail(err, "partition %s (offset 0x%llx, size 0x%llx) is "
			    "not on erase blocks of 0x%llx bytes", p->name,
			    (ull)p->offset, (ull)p->size, (ull)block);
	return 0;
}

static int check_pair(const struct flash_part *a, const struct flash_part *b,
		      struct strbuf *err)
{
	if (!strcmp(a->name, b->name))
		return fail(err, "two partitions are called %s (at 0x%llx and "
			    "0x%llx)", a->name, (ull)a->offset,
			    (ull)b->offset);
	if (a->offset < b->offset + b->size && b->offset < a->offset + a->size)
		return fail(err, "partitions %s (0x%llx-0x%llx) and %s "
			    "(0x%llx-0x%llx) overlap by 0x%llx bytes",
			    a->name, (ull)a->offset,
			    (ull)(a->offset + a->size), b->name,
			    (ull)b->offset, (ull)(b->offset + b->size),
			    (ull)(a->offset + a->size - b->offset));
	return 0;
}

/* These name what the tools make of `firmware`. */
static bool reserved_name(const char *name)
{
	return !strcmp(name, "kernel") || !strcmp(name, "rootfs");
}

static int check_parts(struct flash *flash, const struct board *board,
		       struct strbuf *err)
{
	int i, j;

	flash->firmware = -1;
	for (i = 0; i < flash->parts; i++) {
		if (check_part(flash, board, &flash->part[i], err))
			return -1;
		for (j = i + 1; j < flash->parts; j++)
			if (check_pair(&flash->part[i], &flash->part[j], err))
				return -1;
		if (reserved_name(flash->part[i].name))
			return fail(err, "partition %s: the name is kept for "
				    "the subdivision of firmware",
				    flash->part[i].name);
		if (!strcmp(flash->part[i].name, "firmware"))
			flash->firmware = i;
	}
	if (flash->firmware < 0)
		return fail(err, "no partition is called firmware: there is "
			    "no place for firmware.bin");
	if (flash->part[flash->firmware].read_only)
		return fail(err, "partition firmware is read-only");
	return 0;
}

static int read_flash(struct devtree *dt, const struct board *board,
		      struct strbuf *err)
{
	const void *fdt = dt->dtb.data;
	struct flash *flash = &dt->flash;
	int node, table = -1, child;

	node = flash_node(fdt, &flash->bus, &table, err);
	if (node < 0) {
		if (err->len)
			return -1;
		return fail(err, "no flash: a jedec,spi-nor, cfi-flash or "
			    "mtd-rom node with fixed-partitions is expected");
	}
	if (read_mtd_id(flash, fdt, node, err) ||
	    read_flash_size(flash, board, fdt, node, err))
		return -1;
	fdt_for_each_subnode(child, fdt, table)
		if (read_part(flash, fdt, child, err))
			return -1;
	return check_parts(flash, board, err);
}

int devtree_read(struct devtree *dt, const struct board *board,
		 const char *path, struct strbuf *err)
{
	int code;

	*dt = (struct devtree){ .flash.firmware = -1 };
	if (file_read(path, &dt->dtb, err))
		return -1;
	code = fdt_check_full(dt->dtb.data, dt->dtb.size);
	if (code)
		return fdt_fail(err, code, path);
	if (read_memory(dt, err) || read_reserved(dt, err) ||
	    read_console(dt, err) ||
	    (board->media == MEDIA_FLASH && read_flash(dt, board, err))) {
		strbuf_prefixf(err, "%s", path);
		return -1;
	}
	return 0;
}

void devtree_release(struct devtree *dt)
{
	blob_release(&dt->dtb);
}

const struct flash_part *devtree_part(const struct devtree *dt,
				      const char *name)
{
	int i;

	for (i = 0; i < dt->flash.parts; i++)
		if (!strcmp(dt->flash.part[i].name, name))
			return &dt->flash.part[i];
	return NULL;
}

/* The child @name of @parent, made when it is not there; -FDT_ERR_* else. */
static int subnode(void *fdt, int parent, const char *name)
{
	int node = fdt_subnode_offset(fdt, parent, name);

	return node == -FDT_ERR_NOTFOUND ?
	       fdt_add_subnode(fdt, parent, name) : node;
}

static int add_phram(void *fdt, const struct ram_region *phram)
{
	char name[32];
	int ret, top = subnode(fdt, 0, "reserved-memory"), node;
	int ac = fdt_address_cells(fdt, 0), sc = fdt_size_cells(fdt, 0);

	if (top < 0)
		return top;
	if (!fdt_getprop(fdt, top, "ranges", NULL) &&
	    ((ret = fdt_setprop_u32(fdt, top, "#address-cells", ac)) ||
	     (ret = fdt_setprop_u32(fdt, top, "#size-cells", sc)) ||
	     (ret = fdt_setprop_empty(fdt, top, "ranges"))))
		return ret;
	snprintf(name, sizeof(name), "phram@%llx", (ull)phram->start);
	node = fdt_add_subnode(fdt, top, name);
	if (node < 0)
		return node;
	ret = fdt_appendprop_addrrange(fdt, top, node, "reg", phram->start,
				       phram->size);
	return ret ? ret : fdt_setprop_empty(fdt, node, "no-map");
}

int devtree_finish(const struct devtree *dt, const char *cmdline,
		   const struct ram_region *phram, struct blob *out,
		   struct strbuf *err)
{
	int code, chosen, room = dt->dtb.size + strlen(cmdline) + 1024;

	out->size = 0;
	out->data = calloc(1, room);
	if (!out->data)
		return fail(err, "out of memory");
	code = fdt_open_into(dt->dtb.data, out->data, room);
	if (code)
		goto bad;
	code = chosen = subnode(out->data, 0, "chosen");
	if (chosen < 0)
		goto bad;
	code = fdt_setprop_string(out->data, chosen, "bootargs", cmdline);
	if (!code && phram)
		code = add_phram(out->data, phram);
	if (!code)
		code = fdt_pack(out->data);
	if (code)
		goto bad;
	out->size = fdt_totalsize(out->data);
	return 0;
bad:
	blob_release(out);
	return fdt_fail(err, code, "adding the command line to the tree");
}
