// SPDX-License-Identifier: GPL-2.0-only
#include "script.h"

#include <string.h>

typedef unsigned long long ull;

/*
 * What the three families of U-Boot have.
 * uboot: mainline's cmd/.
 * mtk: U-Boot 1.1.3 of the Ralink SDK, from gl-inet/uboot-source-for_mtk
 * (include/configs/rt2880.h, common/).  `erase linux` there goes on to the end
 * of the chip, calibration included: addresses are always given.
 * atheros: U-Boot 1.1.4 of the Atheros SDK, from GL.iNet's and pepe2k's trees.
 */
static const struct dialect {
	const char *copy;		/* bytes into flash */
	bool has_and;			/* hush: a && b */
	bool has_crc32, has_iminfo, has_cmp, has_source;
	bool set_bootcmd;		/* the environment is ours to write */
} dialects[DIALECT_COUNT] = {
	[DIALECT_UBOOT] = {
		.copy = "cp.b", .has_and = true, .has_crc32 = true,
		.has_iminfo = true, .has_cmp = true, .has_source = true,
		.set_bootcmd = true,
	},
	[DIALECT_MTK] = {
		.copy = "cp",
	},
	[DIALECT_ATHEROS] = {
		.copy = "cp.b", .has_crc32 = true, .has_iminfo = true,
		.has_cmp = true,
	},
};

static const struct dialect *dialect_of(const struct board *board)
{
	return &dialects[board->boot_dialect];
}

static int check_lines(const struct strbuf *out, const struct board *board,
		       struct strbuf *err)
{
	const char *line, *end;

	for (line = out->buf; *line; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		if (*line == '#' || !board->boot_line_max_bytes ||
		    (uint64_t)(end - line) < board->boot_line_max_bytes)
			continue;
		return fail(err, "a boot command has %d bytes, the console of "
			    "%s takes %llu: %.40s...; use a shorter "
			    "configuration name", (int)(end - line),
			    board->name,
			    (ull)board->boot_line_max_bytes - 1, line);
	}
	return 0;
}

static void add_size(struct strbuf *out, const struct dialect *d, ull bytes)
{
	strbuf_addstr(out, "# It prints ");
	if (d->has_crc32)
		strbuf_addf(out, "Bytes transferred = %llu (%llx hex)\n",
			    bytes, bytes);
	else
		strbuf_addf(out, "NetBootFileXferSize= %08llx\n", bytes);
}

static void fetch(struct strbuf *out, const struct board *board,
		  const struct script_image *image)
{
	const struct dialect *d = dialect_of(board);

	if (!d->has_source)
		strbuf_addstr(out, "# This boot loader has no `source`: type "
			      "the lines that are not comments.\n");
	if (*board->boot_net_init)
		strbuf_addf(out, "%s\n", board->boot_net_init);
	strbuf_addf(out, "setenv ipaddr %s\n", board->boot_ipaddr);
	strbuf_addf(out, "setenv serverip %s\n", board->boot_serverip);
	strbuf_addf(out, "tftpboot 0x%llx %s\n", (ull)board->boot_ram_addr,
		    image->file);
	add_size(out, d, image->bytes);
	if (!d->has_crc32)
		return;
	strbuf_addf(out, "# The next line prints ==> %08x, or the file is "
		    "damaged:\n", image->crc32);
	strbuf_addf(out, "crc32 0x%llx 0x%llx\n", (ull)board->boot_ram_addr,
		    (ull)image->bytes);
}

int script_tftp(struct strbuf *out, const struct board *board,
		const struct script_image *image, struct strbuf *err)
{
	strbuf_addf(out, "# %s: boot %s from RAM; nothing is written.\n",
		    board->title, image->file);
	fetch(out, board, image);
	strbuf_addf(out, "bootm 0x%llx\n", (ull)board->boot_ram_addr);
	return check_lines(out, board, err);
}

static uint64_t firmware_addr(const struct board *board,
			      const struct devtree *dt)
{
	return board->flash_window_addr +
	       dt->flash.part[dt->flash.firmware].offset;
}

/* Flash that is mapped: much the same commands in every U-Boot. */
static void write_mapped(struct strbuf *out, const struct board *board,
			 const struct devtree *dt,
			 const struct script_image *image)
{
	ull to = firmware_addr(board, dt), from = board->boot_ram_addr;
	const struct dialect *d = dialect_of(board);
	ull bytes = image->bytes;

	if (board->flash_write == FLASH_WRITE_CFI)
		strbuf_addf(out, "protect off 0x%llx +0x%llx\n", to, bytes);
	strbuf_addf(out, "erase 0x%llx +0x%llx\n", to, bytes);
	strbuf_addf(out, "%s 0x%llx 0x%llx 0x%llx\n", d->copy, from, to,
		    bytes);
	if (d->has_cmp)
		strbuf_addf(out, "cmp.b 0x%llx 0x%llx 0x%llx\n", from, to,
			    bytes);
}

static void write_sf(struct strbuf *out, const struct board *board,
		     const struct devtree *dt,
		     const struct script_image *image)
{
	ull to = dt->flash.part[dt->flash.firmware].offset;
	ull from = board->boot_ram_addr, bytes = image->bytes;

	strbuf_addstr(out, "sf probe\n");
	strbuf_addf(out, "sf erase 0x%llx 0x%llx\n", to, bytes);
	strbuf_addf(out, "sf write 0x%llx 0x%llx 0x%llx\n", from, to, bytes);
	/* where the RAM proof has it, too: lib/layout.c */
	strbuf_addf(out, "sf read 0x%llx 0x%llx 0x%llx\n", from + bytes, to,
		    bytes);
	strbuf_addf(out, "cmp.b 0x%llx 0x%llx 0x%llx\n", from, from + bytes,
		    bytes);
}

/* firmware.bin is the whole card: no boot loader writes it. */
static void write_sd(struct strbuf *out, const struct board *board,
		     const struct script_image *image)
{
	strbuf_addf(out, "# %s: firmware.bin is a whole SD card, %llu bytes. "
		    "On another\n# computer, with the card as /dev/sdX:\n#\n"
		    "#   cp firmware.bin /dev/sdX && sync\n#\n"
		    "# No boot-loader command is needed.\n", board->title,
		    (ull)image->bytes);
}

static void start_at_power_on(struct strbuf *out, const struct board *board,
			      const struct devtree *dt)
{
	if (!dialect_of(board)->set_bootcmd || !board->env_bytes) {
		strbuf_addf(out, "# The loader's own bootcmd is `");
		script_bootcmd(out, board, dt);
		strbuf_addstr(out, "`; compare with printenv.\n");
		return;
	}
	strbuf_addstr(out, "# Start it at every power-on:\nsetenv bootcmd ");
	script_bootcmd(out, board, dt);
	strbuf_addstr(out, "\nsaveenv\n");
}

int script_flash(struct strbuf *out, const struct board *board,
		 const struct devtree *dt, const struct script_image *image,
		 struct strbuf *err)
{
	if (board->flash_write == FLASH_WRITE_SD) {
		write_sd(out, board, image);
		return 0;
	}
	strbuf_addf(out, "# %s: write %s to flash.\n"
		    "# Unless the board was seen to boot phramware.bin, do "
		    "that first.\n", board->title, image->file);
	fetch(out, board, image);
	if (dialect_of(board)->has_iminfo)
		strbuf_addf(out, "# Checks the kernel's CRC; stop here if it "
			    "fails:\niminfo 0x%llx\n",
			    (ull)board->boot_ram_addr);
	strbuf_addf(out, "# From here on the old firmware is gone. Keep the "
		    "power on.\n");
	if (board->flash_write == FLASH_WRITE_SF)
		write_sf(out, board, dt, image);
	else
		write_mapped(out, board, dt, image);
	start_at_power_on(out, board, dt);
	strbuf_addstr(out, "reset\n");
	return check_lines(out, board, err);
}

void script_bootcmd(struct strbuf *out, const struct board *board,
		    const struct devtree *dt)
{
	if (board->media == MEDIA_SD)
		strbuf_addf(out, "fatload mmc 0:1 0x%llx kernel.uimage && "
			    "bootm 0x%llx", (ull)board->boot_ram_addr,
			    (ull)board->boot_ram_addr);
	else
		strbuf_addf(out, "bootm 0x%llx",
			    (ull)firmware_addr(board, dt));
}

void script_chain(struct strbuf *out, const struct board *board,
		  const char *commands)
{
	const char *sep = dialect_of(board)->has_and ? " && " : "\n", *end;
	size_t start = out->len;

	for (; *commands; commands = *end ? end + 1 : end) {
		end = strchrnul(commands, '\n');
		if (*commands == '#' || end == commands)
			continue;
		if (out->len > start)
			strbuf_addstr(out, sep);
		strbuf_add(out, commands, end - commands);
	}
	strbuf_addch(out, '\n');
}
