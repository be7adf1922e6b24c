// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole flash of a board that QEMU emulates: boot loader, environment
 * and firmware in the partitions that the device tree gives them, all else
 * erased.  Only QEMU reads it; no image for a device is made here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board.h"
#include "devtree.h"
#include "file.h"
#include "options.h"

#define ERASED 0xff

/*
 * QEMU's hw/mips/malta.c takes a flash file for a little-endian CPU with the
 * bytes of its 32-bit words reversed, up to this offset and no further.
 */
#define QEMU_REVERSED_BYTES 0x3e0000

struct args {
	const char *facts, *dtb, *u_boot, *parts, *env, *firmware, *flash;
	const char *form, *out;
};

static int put(struct blob *flash, const struct devtree *dt, const char *name,
	       const char *path, struct strbuf *err)
{
	const struct flash_part *part = devtree_part(dt, name);
	struct blob content;
	int ret = 0;

	if (!path)
		return 0;
	if (!part)
		return fail(err, "the device tree has no partition '%s' for "
			    "%s", name, path);
	if (file_read(path, &content, err))
		return -1;
	if (content.size > part->size)
		ret = fail(err, "%s has %zu bytes, its partition '%s' %llu",
			   path, content.size, name,
			   (unsigned long long)part->size);
	else
		memcpy(flash->data + part->offset, content.data, content.size);
	blob_release(&content);
	return ret;
}

/* Each DIR/NAME.part into partition NAME. */
static int put_parts(struct blob *flash, const struct devtree *dt,
		     const char *dir, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int i, ret = 0;

	for (i = 0; dir && !ret && i < dt->flash.parts; i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/%s.part", dir, dt->flash.part[i].name);
		if (!access(path.buf, F_OK))
			ret = put(flash, dt, dt->flash.part[i].name, path.buf,
				  err);
	}
	strbuf_release(&path);
	return ret;
}

/* An erased flash, or what @path holds. */
static int begin(struct blob *flash, const struct devtree *dt,
		 const char *path, struct strbuf *err)
{
	if (path) {
		if (file_read(path, flash, err))
			return -1;
		if (flash->size == dt->flash.size)
			return 0;
		return fail(err, "%s has %zu bytes, the flash %llu", path,
			    flash->size, (unsigned long long)dt->flash.size);
	}
	flash->data = malloc(dt->flash.size);
	if (!flash->data)
		return fail(err, "out of memory for %llu bytes",
			    (unsigned long long)dt->flash.size);
	flash->size = dt->flash.size;
	memset(flash->data, ERASED, flash->size);
	return 0;
}

static void reverse_words(struct blob *flash)
{
	uint8_t *p = flash->data, *end = p + flash->size, t;

	if (flash->size > QEMU_REVERSED_BYTES)
		end = p + QEMU_REVERSED_BYTES;
	for (; end - p >= 4; p += 4) {
		t = p[0], p[0] = p[3], p[3] = t;
		t = p[1], p[1] = p[2], p[2] = t;
	}
}

static int build(const struct args *a, struct strbuf *err)
{
	struct blob flash = { 0 };
	struct devtree dt = { 0 };
	struct board board;
	int ret = -1;

	if (strcmp(a->form, "cpu") && strcmp(a->form, "qemu"))
		return fail(err, "--form is '%s', but can be: cpu qemu",
			    a->form);
	if (board_read(&board, a->facts, err) ||
	    devtree_read(&dt, &board, a->dtb, err))
		goto out;
	if (dt.flash.bus == FLASH_NONE) {
		fail(err, "%s has no flash", board.name);
		goto out;
	}
	if (begin(&flash, &dt, a->flash, err) ||
	    put(&flash, &dt, "u-boot", a->u_boot, err) ||
	    put_parts(&flash, &dt, a->parts, err) ||
	    put(&flash, &dt, "u-boot-env", a->env, err) ||
	    put(&flash, &dt, "firmware", a->firmware, err))
		goto out;
	if (board.arch == ARCH_MIPSEL && !strcmp(a->form, "qemu"))
		reverse_words(&flash);
	ret = file_write(a->out, flash.data, flash.size, err);
out:
	blob_release(&flash);
	devtree_release(&dt);
	return ret;
}

int main(int argc, char **argv)
{
	struct args a = { 0 };
	const struct option_row rows[] = {
		{ "facts", &a.facts, true, "FILE  board.facts" },
		{ "dtb", &a.dtb, true, "FILE  the board's device tree" },
		{ "flash", &a.flash, false, "FILE  begin with this flash "
		  "(as the CPU sees it), not an erased one" },
		{ "u-boot", &a.u_boot, false, "FILE  the boot loader" },
		{ "parts", &a.parts, false, "DIR  with what else the boot "
		  "loader wants: NAME.part goes into partition NAME" },
		{ "env", &a.env, false, "FILE  its environment" },
		{ "firmware", &a.firmware, false, "FILE  firmware.bin" },
		{ "form", &a.form, true, "cpu|qemu  as the CPU sees it, or as "
		  "QEMU wants its file" },
		{ "out", &a.out, true, "FILE  the flash" },
		{ 0 },
	};
	struct strbuf err = STRBUF_INIT;

	options_parse(argc, argv, rows, "partitions -> flash for QEMU");
	return build(&a, &err) ? options_die(argv[0], &err) : 0;
}
