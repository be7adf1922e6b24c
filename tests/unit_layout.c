// SPDX-License-Identifier: GPL-2.0-only
/* lib/num, lib/layout: limits, each at its edge and one beyond it. */
#include "layout.h"
#include "num.h"
#include "unit.h"

/* A router with 32 MiB of RAM and a firmware partition of 0x3a0000. */
static struct board board(void)
{
	return (struct board){
		.name = "test",
		.arch = ARCH_MIPS,
		.media = MEDIA_FLASH,
		.kernel_compression = COMP_LZMA,
		.kernel_load_addr = 0x80060000,
		.erase_block_bytes = 0x10000,
		.phram_align_bytes = 0x10000,
		.boot_ram_addr = 0x81000000,
		.boot_uncompressed_max_bytes = 0x1000000,
		.boot_reserved_top_bytes = 0x100000,
	};
}

static struct devtree devtree(void)
{
	return (struct devtree){
		.flash = {
			.size = 0x400000,
			.part = { { .name = "u-boot", .size = 0x20000 },
				  { .name = "firmware", .offset = 0x20000,
				    .size = 0x3a0000 } },
			.parts = 2,
			.firmware = 1,
		},
		.ram = { .name = "RAM", .size = 0x2000000 },
	};
}

static const struct elfinfo kernel = {
	.entry = 0x80060000,
	.load_start = 0x60000,
	.load_end = 0x700000,
	.dtb_start = 0x80500000,
	.dtb_end = 0x80600000,
};

static int test_num(void)
{
	static const char *const bad[] = {
		"", "0x", "-1", "+1", " 1", "1 ", "1M", "1k", "0xg",
		"18446744073709551616", "1e3",
	};
	int failed = 0;
	uint64_t n;
	size_t i;

	failed += expect("num: decimal", num_parse("65536", &n) && n == 65536);
	failed += expect("num: hexadecimal",
			 num_parse("0x9f000000", &n) && n == 0x9f000000);
	failed += expect("num: leading zero is decimal",
			 num_parse("010", &n) && n == 10);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char name[64];

		snprintf(name, sizeof(name), "num: refuses '%s'", bad[i]);
		failed += expect(name, !num_parse(bad[i], &n));
	}
	return failed;
}

static int test_flash(void)
{
	struct strbuf err = STRBUF_INIT;
	struct board b = board();
	struct devtree dt = devtree();
	int failed = 0;
	struct layout l;

	layout_compute(&l, &b, &dt, IMAGE_FIRMWARE, 0x100001, 0x28ffff);
	failed += expect("flash: rootfs starts on the next erase block",
			 l.rootfs_offset == 0x110000);
	failed += expect("flash: rootfs has the rest of the partition",
			 l.rootfs_room == 0x290000);
	failed += expect("flash: an image of the partition's size fits",
			 l.image_bytes == 0x3a0000 &&
			 !layout_check_flash(&l, &b, &dt, &err));
	layout_compute(&l, &b, &dt, IMAGE_FIRMWARE, 0x100001, 0x290001);
	failed += expect_error("flash: one byte more does not",
			       layout_check_flash(&l, &b, &dt, &err),
			       "65536 too many", &err);
	layout_compute(&l, &b, &dt, IMAGE_FIRMWARE, 0x400000, 1);
	failed += expect_error("flash: a kernel bigger than the partition",
			       layout_check_flash(&l, &b, &dt, &err),
			       "partition firmware has 3801088", &err);
	b.kernel_max_bytes = 0x100000;
	layout_compute(&l, &b, &dt, IMAGE_FIRMWARE, 0x100001, 1);
	failed += expect_error("flash: the loader's limit on the kernel",
			       layout_check_flash(&l, &b, &dt, &err),
			       "1 too many", &err);
	strbuf_release(&err);
	return failed;
}

/* Change one fact and expect these words, or none for a good layout. */
struct ram_case {
	const char *name;
	uint64_t boot_ram_addr, rootfs_bytes, unpacked, kernel_end;
	const char *words;
};

static const struct ram_case ram_cases[] = {
	{ "ram: a usual layout", 0x81000000, 0x100000, 0x400000, 0x700000,
	  NULL },
	{ "ram: kernel ends where phram begins", 0x80f00000, 0x100000,
	  0x400000, 0x1010000, NULL },
	{ "ram: kernel grown into phram by one byte", 0x80f00000, 0x100000,
	  0x400000, 0x1010001, "overlap by 0x1 bytes" },
	{ "ram: kernel unpacked over the fetched image", 0x80300000, 0x100000,
	  0x400000, 0x700000, "kernel unpacked" },
	{ "ram: image up to the loader", 0x81000000, 0xdf0000, 0x400000,
	  0x700000, NULL },
	{ "ram: image into the loader", 0x81000000, 0xdf0001, 0x400000,
	  0x700000, "boot loader" },
	{ "ram: image fetched outside RAM", 0x82000000, 0x100000, 0x400000,
	  0x700000, "not in RAM" },
	{ "ram: image beyond the end of RAM", 0x81f80000, 0x100000, 0x400000,
	  0x700000, "0x190000 bytes beyond the end of RAM" },
	{ "ram: kernel's bss beyond the end of RAM", 0x81000000, 0x100000,
	  0x400000, 0x2000001, "beyond the end of RAM" },
	{ "ram: device tree beyond its hole", 0x81000000, 0x100000, 0x5a0001,
	  0x700000, "keeps room for it" },
	{ "ram: loader's limit on the unpacked kernel", 0x81000000, 0x100000,
	  0x1000001, 0x700000, "the boot loader takes 16777216" },
};

static int test_ram(void)
{
	struct strbuf err = STRBUF_INIT;
	struct board b = board();
	struct devtree dt = devtree();
	const struct ram_case *c;
	struct elfinfo k = kernel;
	int failed = 0, ret;
	struct layout l;
	size_t i;

	for (i = 0; i < sizeof(ram_cases) / sizeof(ram_cases[0]); i++) {
		c = &ram_cases[i];
		b.boot_ram_addr = c->boot_ram_addr;
		k.load_end = c->kernel_end;
		layout_compute(&l, &b, &dt, IMAGE_PHRAMWARE, 0x108000,
			       c->rootfs_bytes);
		ret = layout_check_ram(&l, &b, &dt, &k, c->unpacked, &err);
		failed += c->words ?
			expect_error(c->name, ret, c->words, &err) :
			expect(c->name, !ret);
	}
	strbuf_release(&err);
	return failed;
}

static int test_ram_loader(void)
{
	struct strbuf err = STRBUF_INIT;
	struct board b = board();
	struct devtree dt = devtree();
	int failed = 0;
	struct layout l;

	layout_compute(&l, &b, &dt, IMAGE_PHRAMWARE, 0x108000, 0x100000);
	b.boot_copy_addr = 0x80400000;
	failed += expect_error("ram: the loader's copy under the kernel",
			       layout_check_ram(&l, &b, &dt, &kernel,
						0x400000, &err),
			       "copy of the uImage", &err);
	b.boot_copy_addr = 0;
	b.kernel_load_addr = 0x80100000;
	failed += expect_error("ram: kernel linked for another address",
			       layout_check_ram(&l, &b, &dt, &kernel,
						0x400000, &err),
			       "linked to run", &err);
	b.kernel_load_addr = 0x80060000;
	dt.reserveds = 1;
	dt.reserved[0] = (struct ram_region){ .name = "dsp", .start = 0x1120000,
					      .size = 0x1000 };
	failed += expect_error("ram: reserved memory under phram",
			       layout_check_ram(&l, &b, &dt, &kernel,
						0x400000, &err),
			       "dsp", &err);
	strbuf_release(&err);
	return failed;
}

/*
 * firmware.bin is fetched to be written; `sf` reads it back behind itself.
 * 0x81000000 to the vendor's loader are 15 MiB.
 */
static int test_ram_flashing(void)
{
	struct strbuf err = STRBUF_INIT;
	struct board b = board();
	struct devtree dt = devtree();
	int failed = 0;
	struct layout l;

	layout_compute(&l, &b, &dt, IMAGE_FIRMWARE, 0x108000, 0xdf0000);
	failed += expect("ram: an image to write, up to the loader",
			 !layout_check_ram(&l, &b, &dt, &kernel, 0x400000,
					   &err));
	layout_compute(&l, &b, &dt, IMAGE_FIRMWARE, 0x108000, 0xdf0001);
	failed += expect_error("ram: an image to write, into the loader",
			       layout_check_ram(&l, &b, &dt, &kernel,
						0x400000, &err),
			       "image as fetched", &err);
	b.mainline_ram_addr = 0xa1000000;
	b.mainline_reserved_top_bytes = 0x200000;
	layout_compute(&l, &b, &dt, IMAGE_FIRMWARE, 0x108000, 0x5f0000);
	failed += expect("ram: mainline reads back up to itself",
			 !layout_check_ram(&l, &b, &dt, &kernel, 0x400000,
					   &err));
	layout_compute(&l, &b, &dt, IMAGE_FIRMWARE, 0x108000, 0x5f0001);
	failed += expect_error("ram: mainline reads back over itself",
			       layout_check_ram(&l, &b, &dt, &kernel,
						0x400000, &err),
			       "with mainline U-Boot: RAM while image loaded: "
			       "boot loader (0x1e00000-0x2000000) and image as "
			       "read back", &err);
	layout_compute(&l, &b, &dt, IMAGE_PHRAMWARE, 0x108000, 0xcf0000);
	failed += expect("ram: phramware up to mainline U-Boot",
			 !layout_check_ram(&l, &b, &dt, &kernel, 0x400000,
					   &err));
	layout_compute(&l, &b, &dt, IMAGE_PHRAMWARE, 0x108000, 0xcf0001);
	failed += expect_error("ram: phramware into mainline U-Boot only",
			       layout_check_ram(&l, &b, &dt, &kernel,
						0x400000, &err),
			       "with mainline U-Boot", &err);
	b.mainline_bootm_max_bytes = 0x3fffff;
	layout_compute(&l, &b, &dt, IMAGE_PHRAMWARE, 0x108000, 0x100000);
	failed += expect_error("ram: mainline's limit on the unpacked kernel",
			       layout_check_ram(&l, &b, &dt, &kernel,
						0x400000, &err),
			       "takes 4194303", &err);
	strbuf_release(&err);
	return failed;
}

int main(void)
{
	return !!(test_num() + test_flash() + test_ram() + test_ram_loader() +
		  test_ram_flashing());
}
