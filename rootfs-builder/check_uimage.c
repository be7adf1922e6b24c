// SPDX-License-Identifier: GPL-2.0-only
/*
 * The uImage and the kernel in it.  Format: U-Boot include/image.h, struct
 * legacy_img_hdr; written down here a second time on purpose.
 */
#include "check.h"

#include <string.h>
#include <zlib.h>

#include "unpack.h"

typedef unsigned long long ull;

enum {
	HEADER = 64, MAGIC = 0x27051956,
	OS_LINUX = 5, ARCH_ARM = 2, ARCH_MIPS = 5, TYPE_KERNEL = 2,
	COMP_NONE = 0, COMP_GZIP = 1, COMP_LZMA = 3,
};

static uint32_t header_crc(const uint8_t *header)
{
	uint8_t copy[HEADER];

	memcpy(copy, header, HEADER);
	memset(copy + 4, 0, 4);
	return crc32_z(0, copy, HEADER);
}

int uimage_parse(struct span s, struct uimage_fields *f, struct strbuf *err)
{
	const uint8_t *h = s.at;

	if (s.size < HEADER)
		return fail(err, "%zu bytes are too few for a uImage header",
			    s.size);
	if (get_be32(h) != MAGIC)
		return fail(err, "magic is 0x%08x, not 0x%08x", get_be32(h),
			    MAGIC);
	if (get_be32(h + 4) != header_crc(h))
		return fail(err, "header CRC is 0x%08x, the header's bytes "
			    "give 0x%08x", get_be32(h + 4), header_crc(h));
	*f = (struct uimage_fields){
		.time = get_be32(h + 8), .size = get_be32(h + 12),
		.load = get_be32(h + 16), .entry = get_be32(h + 20),
		.dcrc = get_be32(h + 24), .os = h[28], .arch = h[29],
		.type = h[30], .comp = h[31],
	};
	if (!memchr(h + 32, 0, 32))
		return fail(err, "name does not end");
	if (f->size > s.size - HEADER)
		return fail(err, "data size is %u, only %zu bytes follow the "
			    "header", f->size, s.size - HEADER);
	return 0;
}

int check_uimage_header(struct check *c, struct strbuf *err)
{
	if (c->kind != KIND_CARD)
		c->uimage = (struct span){ c->image.data, c->image.size };
	if (uimage_parse(c->uimage, &c->head, err))
		return -1;
	if (c->kind == KIND_CARD &&
	    c->uimage.size != HEADER + (size_t)c->head.size)
		return fail(err, "%zu bytes follow the data",
			    c->uimage.size - HEADER - c->head.size);
	c->uimage.size = HEADER + (size_t)c->head.size;
	return 0;
}

int check_uimage_data(struct check *c, struct strbuf *err)
{
	uint32_t crc = crc32_z(0, c->uimage.at + HEADER, c->head.size);

	if (crc != c->head.dcrc)
		return fail(err, "data CRC is 0x%08x, the data's bytes give "
			    "0x%08x", c->head.dcrc, crc);
	return 0;
}

static uint8_t comp_of(const struct facts *f)
{
	if (!strcmp(f->kernel_compression, "lzma"))
		return COMP_LZMA;
	if (!strcmp(f->kernel_compression, "gzip"))
		return COMP_GZIP;
	return COMP_NONE;
}

int check_uimage_kind(struct check *c, struct strbuf *err)
{
	const struct {
		const char *what;
		uint8_t is, want;
	} field[] = {
		{ "os", c->head.os, OS_LINUX },
		{ "arch", c->head.arch,
		  facts_mips(&c->facts) ? ARCH_MIPS : ARCH_ARM },
		{ "type", c->head.type, TYPE_KERNEL },
		{ "compression", c->head.comp, comp_of(&c->facts) },
	};
	size_t i;

	for (i = 0; i < sizeof(field) / sizeof(*field); i++)
		if (field[i].is != field[i].want)
			return fail(err, "%s is %u, %s wants %u",
				    field[i].what, field[i].is, c->facts.name,
				    field[i].want);
	return 0;
}

int check_uimage_addresses(struct check *c, struct strbuf *err)
{
	struct span s = { c->vmlinux.data, c->vmlinux.size };
	bool zimage = !strcmp(c->facts.kernel_compression, "zimage");
	uint64_t entry = c->head.load;
	struct elf e;

	if (c->head.load != c->facts.kernel_load_addr)
		return fail(err, "load address is 0x%08x, board.facts says "
			    "0x%08llx", c->head.load,
			    (ull)c->facts.kernel_load_addr);
	if (c->vmlinux.data && !zimage) {
		if (elf_parse(s, &e, err))
			return -1;
		entry = e.entry;
	} else if (!zimage) {
		/* without the ELF: anywhere in the code */
		return c->head.entry >= c->head.load ? 0 :
		       fail(err, "entry 0x%08x is below the load address",
			    c->head.entry);
	}
	if (c->head.entry != entry)
		return fail(err, "entry is 0x%08x, the kernel's is 0x%08llx",
			    c->head.entry, (ull)entry);
	return 0;
}

int check_uimage_max(struct check *c, struct strbuf *err)
{
	uint64_t max = c->facts.kernel_max_bytes;

	if (!max)
		return CHECK_SKIP;
	if (c->uimage.size > max)
		return fail(err, "uImage has %zu bytes, the boot loader takes "
			    "%llu: %llu too many", c->uimage.size, (ull)max,
			    (ull)(c->uimage.size - max));
	return 0;
}

int check_content(struct check *c, struct strbuf *err)
{
	const struct unpack_limits limits = {
		.out_max = c->facts.boot_uncompressed_max_bytes,
		.dict_max = c->facts.boot_lzma_dict_max_bytes,
	};
	const uint8_t *data = c->uimage.at + HEADER;
	struct strbuf copy = STRBUF_INIT;

	switch (c->head.comp) {
	case COMP_LZMA:
		return unpack_lzma(data, c->head.size, &limits, &c->content,
				   err);
	case COMP_GZIP:
		return unpack_gzip(data, c->head.size, &limits, &c->content,
				   err);
	case COMP_NONE:
		/* a copy, so that content is always owned and aligned */
		strbuf_add(&copy, data, c->head.size);
		if (!copy.alloc)
			return fail(err, "no data");
		c->content = (struct blob){ (uint8_t *)copy.buf, copy.len };
		return 0;
	}
	return fail(err, "unknown compression %u", c->head.comp);
}

int check_kernel_file(struct check *c, struct strbuf *err)
{
	if (!c->kernel.data)
		return CHECK_SKIP;
	if (c->kernel.size != c->kernel_bytes)
		return fail(err, "kernel has %zu bytes before the device tree, "
			    "the file %zu", c->kernel_bytes, c->kernel.size);
	if (memcmp(c->kernel.data, c->content.data, c->kernel_bytes))
		return fail(err, "kernel differs from the file");
	return 0;
}

/* One PT_LOAD segment lies at its address in the kernel's bytes. */
static int segment_same(const struct check *c, const struct elf_segment *s,
			struct strbuf *err)
{
	uint64_t from = s->phys - c->head.load;

	if (s->phys < c->head.load || from > c->kernel_bytes ||
	    s->size > c->kernel_bytes - from)
		return fail(err, "segment 0x%llx+0x%llx is not in the %zu "
			    "bytes of kernel at 0x%08x", (ull)s->phys,
			    (ull)s->size, c->kernel_bytes, c->head.load);
	if (memcmp(c->content.data + from, c->vmlinux.data + s->at, s->size))
		return fail(err, "segment 0x%llx+0x%llx differs from vmlinux",
			    (ull)s->phys, (ull)s->size);
	return 0;
}

int check_kernel_elf(struct check *c, struct strbuf *err)
{
	struct span s = { c->vmlinux.data, c->vmlinux.size };
	uint64_t covered = 0;
	struct elf e;
	int i;

	if (!c->vmlinux.data)
		return CHECK_SKIP;
	if (elf_parse(s, &e, err) ||
	    elf_check_arch(&c->facts, c->vmlinux.data, err))
		return -1;
	/* a zImage holds vmlinux compressed: see check_zimage() */
	if (!strcmp(c->facts.kernel_compression, "zimage"))
		return 0;
	for (i = 0; i < e.loads; i++) {
		if (segment_same(c, &e.load[i], err))
			return -1;
		covered += e.load[i].size;
	}
	if (covered > c->kernel_bytes)
		return fail(err, "segments overlap");
	return 0;
}

/*
 * Linux 6.1 arch/arm/boot/compressed/head.S: magic at 0x24, then the image's
 * own start and end.  ARM_APPENDED_DTB looks for the tree at that end.
 */
int check_zimage(struct check *c, struct strbuf *err)
{
	const uint8_t *p = c->content.data;
	uint32_t start, end;

	if (strcmp(c->facts.kernel_compression, "zimage"))
		return CHECK_SKIP;
	if (c->kernel_bytes < 0x30 || get_le32(p + 0x24) != 0x016f2818)
		return fail(err, "kernel is not a zImage");
	start = get_le32(p + 0x28);
	end = get_le32(p + 0x2c);
	if (end - start != c->kernel_bytes)
		return fail(err, "zImage ends at 0x%x, the device tree is at "
			    "0x%zx", end - start, c->kernel_bytes);
	return 0;
}
