// SPDX-License-Identifier: GPL-2.0-only
/* uboot-env: command line, environment image, scripts. */
#include <stdlib.h>
#include <zlib.h>

#include "cmdline.h"
#include "envimage.h"
#include "script.h"
#include "unit.h"

static struct board board(void)
{
	return (struct board){
		.name = "test",
		.title = "Test",
		.arch = ARCH_MIPS,
		.media = MEDIA_FLASH,
		.erase_block_bytes = 0x10000,
		.phram_align_bytes = 0x10000,
		.flash_window_addr = 0x9f000000,
		.boot_ram_addr = 0x81000000,
		.boot_line_max_bytes = 256,
		.flash_write = FLASH_WRITE_CFI,
		.env_bytes = 0x100,
		.boot_ipaddr = "192.168.1.1",
		.boot_serverip = "192.168.1.10",
	};
}

static struct devtree devtree(void)
{
	return (struct devtree){
		.console = "ttyS0,115200",
		.flash = {
			.bus = FLASH_SPI_NOR,
			.mtd_id = "spi0.0",
			.size = 0x400000,
			.part = { { "u-boot", 0, 0x10000, true },
				  { "firmware", 0x10000, 0x3e0000, false },
				  { "art", 0x3f0000, 0x10000, true } },
			.parts = 3,
			.firmware = 1,
		},
	};
}

static int test_cmdline(void)
{
	static const char want[] =
		"console=ttyS0,115200 mtdparts=spi0.0:0x10000@0x0(u-boot)ro,"
		"0x110000@0x10000(kernel)ro,0x2d0000@0x120000(rootfs)ro,"
		"0x10000@0x3f0000(art)ro,0x3e0000@0x10000(firmware) "
		"root=/dev/mtdblock2 rootfstype=squashfs ro panic=5";
	static const char phram[] =
		"console=ttyS0,115200 "
		"phram.phram=rootfs,0x1110000,0x200000,0x10000 "
		"root=/dev/mtdblock0 rootfstype=squashfs ro";
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	struct board b = board();
	struct devtree dt = devtree();
	char *longer = calloc(1, 5000);
	int failed = 0, ret;
	struct layout l;

	layout_compute(&l, &b, &dt, IMAGE_FIRMWARE, 0x108000, 0x1f0000);
	ret = cmdline_build(&out, &b, &dt, &l, " panic=5 ", &err);
	failed += expect("cmdline: flash", !ret && !strcmp(out.buf, want));
	strbuf_reset(&out);
	failed += expect_error("cmdline: root= is computed",
			       cmdline_build(&out, &b, &dt, &l,
					     "quiet root=/dev/sda1", &err),
			       "'root=/dev/sda1'", &err);
	memset(longer, 'x', 4999);
	strbuf_reset(&out);
	failed += expect_error("cmdline: longer than COMMAND_LINE_SIZE",
			       cmdline_build(&out, &b, &dt, &l, longer, &err),
			       "Linux takes 4095", &err);
	layout_compute(&l, &b, &dt, IMAGE_PHRAMWARE, 0x108000, 0x1f8000);
	strbuf_reset(&out);
	ret = cmdline_build(&out, &b, &dt, &l, "", &err);
	failed += expect("cmdline: phram", !ret && !strcmp(out.buf, phram));
	dt.flash.bus = FLASH_PHYSMAP;
	failed += expect("cmdline: phram comes after a mapped flash",
			 rootfs_mtd_index(&dt, &l) == 3);
	free(longer);
	strbuf_release(&out);
	strbuf_release(&err);
	return failed;
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static int test_env(void)
{
	struct strbuf err = STRBUF_INIT, text = STRBUF_INIT;
	struct board b = board();
	struct devtree dt = devtree();
	struct blob image;
	int failed = 0;

	env_text(&text, &b, &dt);
	failed += expect("env: boots the firmware partition", NULL !=
			 strstr(text.buf, "bootcmd=bootm 0x9f010000\n"));
	env_image(&image, &b, text.buf, &err);
	failed += expect("env: big-endian CRC", image.size == 0x100 &&
			 be32(image.data) == crc32(0, image.data + 4, 0xfc));
	blob_release(&image);
	b.env_redundant = true;
	env_image(&image, &b, "a=b\n", &err);
	failed += expect("env: two copies, the first one active",
			 image.size == 0x200 && image.data[4] == 1 &&
			 image.data[0x104] == 0 &&
			 !memcmp(image.data + 5, "a=b\0\0", 5));
	blob_release(&image);
	b.env_bytes = 64;
	failed += expect_error("env: too much for its size",
			       env_image(&image, &b, text.buf, &err),
			       "leaves room for 59", &err);
	failed += expect_error("env: a line without =",
			       env_image(&image, &b, "bootcmd\n", &err),
			       "not name=value", &err);
	b.env_bytes = 0x10001;
	failed += expect_error("env: no partition for it",
			       env_config(&text, &b, &dt, &err),
			       "no partition is called u-boot-env", &err);
	strcpy(dt.flash.part[0].name, "u-boot-env");
	failed += expect_error("env: bigger than its partition",
			       env_config(&text, &b, &dt, &err),
			       "do not fit partition", &err);
	strbuf_release(&text);
	strbuf_release(&err);
	return failed;
}

static int test_script(void)
{
	static const char flash[] =
		"setenv ipaddr 192.168.1.1 && setenv serverip 192.168.1.10 && "
		"tftpboot 0x81000000 t_c/firmware.bin && "
		"crc32 0x81000000 0x20000 && iminfo 0x81000000 && "
		"protect off 0x9f010000 +0x20000 && "
		"erase 0x9f010000 +0x20000 && "
		"cp.b 0x81000000 0x9f010000 0x20000 && "
		"cmp.b 0x81000000 0x9f010000 0x20000 && "
		"setenv bootcmd bootm 0x9f010000 && saveenv && reset\n";
	const struct script_image image = { "t_c/firmware.bin", 0x20000, 1 };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	struct strbuf chain = STRBUF_INIT;
	struct board b = board();
	struct devtree dt = devtree();
	int failed = 0;

	script_flash(&out, &b, &dt, &image, &err);
	script_chain(&chain, &b, out.buf);
	failed += expect("script: flashing", !strcmp(chain.buf, flash));
	strbuf_reset(&chain);
	b.boot_dialect = DIALECT_ATHEROS;
	script_chain(&chain, &b, "a\n# b\nc\n");
	failed += expect("script: old loaders have no &&",
			 !strcmp(chain.buf, "a\nc\n"));
	strbuf_reset(&out);
	b.boot_line_max_bytes = 36;
	failed += expect_error("script: a line longer than the console takes",
			       script_tftp(&out, &b, &image, &err),
			       "the console of test takes 35", &err);
	b.boot_line_max_bytes = 37;
	strbuf_reset(&out);
	failed += expect("script: a line that just fits",
			 !script_tftp(&out, &b, &image, &err));
	strbuf_release(&out);
	strbuf_release(&chain);
	strbuf_release(&err);
	return failed;
}

/* Mainline U-Boot in place of the vendor's loader. */
static int test_mainline(void)
{
	static const char flash[] =
		"setenv ipaddr 192.168.1.1 && setenv serverip 192.168.1.10 && "
		"tftpboot 0xa1000000 t_c/firmware.bin && "
		"crc32 0xa1000000 0x20000 && iminfo 0xa1000000 && sf probe && "
		"sf erase 0x10000 0x20000 && "
		"sf write 0xa1000000 0x10000 0x20000 && "
		"sf read 0xa1020000 0x10000 0x20000 && "
		"cmp.b 0xa1000000 0xa1020000 0x20000 && "
		"setenv bootcmd bootm 0x9f010000 && saveenv && reset\n";
	const struct script_image image = { "t_c/firmware.bin", 0x20000, 1 };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	struct strbuf chain = STRBUF_INIT;
	struct devtree dt = devtree();
	struct board b = board(), seen;
	int failed = 0;

	b.boot_dialect = DIALECT_ATHEROS;
	b.flash_write = FLASH_WRITE_ATHEROS;
	b.boot_copy_addr = 0x80800000;
	failed += expect("mainline: nothing known",
			 !board_has_loader(&b, LOADER_MAINLINE) &&
			 board_has_loader(&b, LOADER_VENDOR));
	b.mainline_ram_addr = 0xa1000000;
	b.mainline_line_max_bytes = 50;
	seen = board_with_loader(&b, LOADER_VENDOR);
	failed += expect("mainline: the vendor's loader keeps its facts",
			 seen.boot_dialect == DIALECT_ATHEROS &&
			 seen.boot_copy_addr == 0x80800000);
	seen = board_with_loader(&b, LOADER_MAINLINE);
	failed += expect("mainline: no copy", !seen.boot_copy_addr);
	script_flash(&out, &seen, &dt, &image, &err);
	script_chain(&chain, &seen, out.buf);
	failed += expect("mainline: flashing", !strcmp(chain.buf, flash));
	strbuf_reset(&out);
	seen.env_bytes = 0;
	script_flash(&out, &seen, &dt, &image, &err);
	failed += expect("mainline: no environment to save",
			 !strstr(out.buf, "saveenv") &&
			 strstr(out.buf, "`bootm 0x9f010000`; compare"));
	seen.boot_line_max_bytes = 36;
	failed += expect_error("mainline: its own console's limit",
			       script_tftp(&out, &seen, &image, &err),
			       "takes 35", &err);
	strbuf_release(&out);
	strbuf_release(&chain);
	strbuf_release(&err);
	return failed;
}

int main(void)
{
	return !!(test_cmdline() + test_env() + test_script() +
		  test_mainline());
}
