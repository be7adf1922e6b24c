// SPDX-License-Identifier: GPL-2.0-only
#include "envimage.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "script.h"

typedef unsigned long long ull;

static const char env_partition[] = "u-boot-env";

void env_text(struct strbuf *out, const struct board *board,
	      const struct devtree *dt)
{
	const char *comma = strchr(dt->console, ',');

	strbuf_addf(out, "baudrate=%s\n", comma ? comma + 1 : "115200");
	strbuf_addstr(out, "bootcmd=");
	script_bootcmd(out, board, dt);
	strbuf_addstr(out, "\nbootdelay=3\n");
	strbuf_addf(out, "ipaddr=%s\n", board->boot_ipaddr);
	strbuf_addf(out, "serverip=%s\n", board->boot_serverip);
}

static void put_crc(uint8_t *at, uint32_t crc, bool big)
{
	int i;

	for (i = 0; i < 4; i++)
		at[i] = crc >> (big ? 24 - 8 * i : 8 * i);
}

static void one_copy(uint8_t *at, const struct board *board,
		     const struct strbuf *vars, uint8_t flag)
{
	size_t header = board->env_redundant ? 5 : 4;

	memset(at, 0, board->env_bytes);
	if (board->env_redundant)
		at[4] = flag;
	memcpy(at + header, vars->buf, vars->len);
	put_crc(at, crc32(0, at + header, board->env_bytes - header),
		board->arch == ARCH_MIPS);
}

int env_image(struct blob *out, const struct board *board, const char *text,
	      struct strbuf *err)
{
	size_t copies = board->env_redundant ? 2 : 1;
	size_t room = board->env_bytes - (board->env_redundant ? 5 : 4), i;
	struct strbuf vars = STRBUF_INIT;
	const char *end;
	int ret = -1;

	for (; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		if (end == text || *text == '#')
			continue;
		if (!memchr(text, '=', end - text)) {
			fail(err, "environment: '%.*s' is not name=value",
			     (int)(end - text), text);
			goto out;
		}
		strbuf_add(&vars, text, end - text);
		strbuf_add(&vars, "", 1);
	}
	strbuf_add(&vars, "", 1);
	if (board->env_bytes < 64 || vars.len > room) {
		fail(err, "environment has %zu bytes, env_bytes 0x%llx leaves "
		     "room for %zu", vars.len, (ull)board->env_bytes, room);
		goto out;
	}
	out->size = board->env_bytes * copies;
	out->data = malloc(out->size);
	if (!out->data) {
		fail(err, "out of memory");
		goto out;
	}
	for (i = 0; i < copies; i++)
		one_copy(out->data + i * board->env_bytes, board, &vars,
			 i == 0);
	ret = 0;
out:
	strbuf_release(&vars);
	return ret;
}

int env_config(struct strbuf *out, const struct board *board,
	       const struct devtree *dt, struct strbuf *err)
{
	const struct flash_part *part = devtree_part(dt, env_partition);
	uint64_t copies = board->env_redundant ? 2 : 1, sector, i;
	int mtd;

	if (!board->env_bytes)
		return 0;
	if (board->media == MEDIA_SD) {
		strbuf_addf(out, "/boot/uboot.env 0x0 0x%llx\n",
			    (ull)board->env_bytes);
		return 0;
	}
	if (!part)
		return fail(err, "env_bytes is 0x%llx, but no partition is "
			    "called %s", (ull)board->env_bytes, env_partition);
	if (board->env_bytes * copies > part->size)
		return fail(err, "%llu environment(s) of 0x%llx bytes do not "
			    "fit partition %s of 0x%llx bytes", (ull)copies,
			    (ull)board->env_bytes, part->name,
			    (ull)part->size);
	mtd = part - dt->flash.part;
	if (mtd > dt->flash.firmware)
		mtd++;		/* firmware became kernel and rootfs */
	sector = board->erase_block_bytes;
	for (i = 0; i < copies; i++)
		strbuf_addf(out, "/dev/mtd%d 0x%llx 0x%llx 0x%llx\n", mtd,
			    (ull)(i * board->env_bytes),
			    (ull)board->env_bytes, (ull)sector);
	return 0;
}
