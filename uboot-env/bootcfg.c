// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything a boot loader or a person has to be told of a built
 * configuration, from its out/ folder: scripts, environment, facts, maps.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "envimage.h"
#include "facts.h"
#include "file.h"
#include "options.h"
#include "script.h"
#include "uimage.h"

struct job {
	const char *dir;
	struct build build;
	struct board board;	/* as the boot loader that is asked for */
};

/* A finished image as the scripts name it; @file is filled in. */
static int read_image(const struct job *j, enum image_kind kind,
		      struct strbuf *file, struct script_image *image,
		      struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	struct blob blob;
	int ret;

	strbuf_addf(&path, "%s/%s.bin", j->dir, image_kind_names[kind]);
	ret = file_read(path.buf, &blob, err);
	strbuf_release(&path);
	if (ret)
		return -1;
	strbuf_addf(file, "%s_%s/%s.bin", j->board.name,
		    j->board.config, image_kind_names[kind]);
	*image = (struct script_image){
		.file = file->buf,
		.bytes = blob.size,
		.crc32 = crc32(0, blob.data, blob.size),
	};
	blob_release(&blob);
	return 0;
}

static int script(const struct job *j, enum image_kind kind,
		  struct strbuf *out, struct strbuf *err)
{
	struct strbuf file = STRBUF_INIT;
	struct script_image image;
	int ret;

	ret = read_image(j, kind, &file, &image, err);
	if (!ret && kind == IMAGE_PHRAMWARE)
		ret = script_tftp(out, &j->board, &image, err);
	else if (!ret)
		ret = script_flash(out, &j->board, &j->build.dt, &image,
				   err);
	strbuf_release(&file);
	return ret;
}

/* The same commands as an image that `source` runs. */
static int script_source(const struct job *j, enum image_kind kind,
			 struct strbuf *out, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT, chain = STRBUF_INIT;
	struct uimage head = {
		.os = UIMAGE_OS_LINUX,
		.arch = board_is_mips(&j->board) ? UIMAGE_ARCH_MIPS :
							 UIMAGE_ARCH_ARM,
		.name = image_kind_names[kind],
	};
	struct blob blob = { 0 };
	int ret;

	ret = uimage_time(&head.time, err) || script(j, kind, &text, err);
	if (!ret) {
		script_chain(&chain, &j->board, text.buf);
		ret = uimage_encode_script(&head, chain.buf, chain.len, &blob,
					   err);
	}
	if (!ret)
		strbuf_add(out, blob.data, blob.size);
	blob_release(&blob);
	strbuf_release(&chain);
	strbuf_release(&text);
	return ret ? -1 : 0;
}

static int make_tftp(const struct job *j, struct strbuf *out,
		     struct strbuf *err)
{
	return script(j, IMAGE_PHRAMWARE, out, err);
}

static int make_tftp_source(const struct job *j, struct strbuf *out,
			    struct strbuf *err)
{
	return script_source(j, IMAGE_PHRAMWARE, out, err);
}

static int make_flash(const struct job *j, struct strbuf *out,
		      struct strbuf *err)
{
	return script(j, IMAGE_FIRMWARE, out, err);
}

static int make_flash_source(const struct job *j, struct strbuf *out,
			     struct strbuf *err)
{
	return script_source(j, IMAGE_FIRMWARE, out, err);
}

static int make_env(const struct job *j, struct strbuf *out,
		    struct strbuf *err)
{
	(void)err;
	env_text(out, &j->board, &j->build.dt);
	return 0;
}

static int make_env_image(const struct job *j, struct strbuf *out,
			  struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	struct blob blob = { 0 };
	int ret = 0;

	if (j->board.env_bytes) {
		env_text(&text, &j->board, &j->build.dt);
		ret = env_image(&blob, &j->board, text.buf, err);
	}
	strbuf_add(out, blob.data, blob.size);
	blob_release(&blob);
	strbuf_release(&text);
	return ret;
}

static int make_env_config(const struct job *j, struct strbuf *out,
			   struct strbuf *err)
{
	return env_config(out, &j->board, &j->build.dt, err);
}

/* boot.scr of an SD card. */
static int make_card(const struct job *j, struct strbuf *out,
		     struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	struct uimage head = {
		.os = UIMAGE_OS_LINUX,
		.arch = UIMAGE_ARCH_ARM,
		.name = "boot from card",
	};
	struct blob blob = { 0 };
	int ret;

	script_bootcmd(&text, &j->board, &j->build.dt);
	strbuf_addch(&text, '\n');
	ret = uimage_time(&head.time, err) ||
	      uimage_encode_script(&head, text.buf, text.len, &blob, err);
	if (!ret)
		strbuf_add(out, blob.data, blob.size);
	blob_release(&blob);
	strbuf_release(&text);
	return ret ? -1 : 0;
}

static int make_facts(const struct job *j, struct strbuf *out,
		      struct strbuf *err)
{
	(void)err;
	facts_text(out, &j->build);
	return 0;
}

static int make_layout(const struct job *j, struct strbuf *out,
		       struct strbuf *err)
{
	(void)err;
	facts_layout(out, &j->build);
	return 0;
}

static const struct output {
	const char *name;
	bool images;	/* needs what the images were made of */
	int (*make)(const struct job *, struct strbuf *, struct strbuf *);
} outputs[] = {
	{ "tftp-script", false, make_tftp },
	{ "tftp-source", false, make_tftp_source },
	{ "flash-script", false, make_flash },
	{ "flash-source", false, make_flash_source },
	{ "card-source", false, make_card },
	{ "env", false, make_env },
	{ "env-image", false, make_env_image },
	{ "env-config", false, make_env_config },
	{ "facts", true, make_facts },
	{ "layout", true, make_layout },
};

#define OUTPUT_COUNT (sizeof(outputs) / sizeof(outputs[0]))

static const struct output *find_output(const char *name, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < OUTPUT_COUNT; i++)
		if (!strcmp(outputs[i].name, name))
			return &outputs[i];
	fail(err, "--make is '%s', but can be:", name);
	for (i = 0; i < OUTPUT_COUNT; i++)
		strbuf_addf(err, " %s", outputs[i].name);
	return NULL;
}

/* The board as loader @name (NULL: the vendor's) has it. */
static int use_loader(struct job *j, const char *name, struct strbuf *err)
{
	const struct board *b = &j->build.board;
	int i;

	for (i = 0; name && i < LOADER_COUNT; i++)
		if (!strcmp(board_loader_names[i], name))
			break;
	if (!name)
		i = LOADER_VENDOR;
	if (i == LOADER_COUNT)
		return fail(err, "--loader is '%s', but can be: vendor "
			    "mainline", name);
	if (!board_has_loader(b, i))
		return fail(err, "%s: nothing is known of mainline U-Boot on "
			    "this board (mainline_ram_addr in boards.mk)",
			    b->name);
	j->board = board_with_loader(b, i);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = NULL, *path = NULL, *loader = NULL;
	struct job j = { 0 };
	const struct option_row rows[] = {
		{ "dir", &j.dir, true, "DIR  out/<board>_<config>" },
		{ "make", &what, true, "WHAT  facts, layout, env, ..." },
		{ "loader", &loader, false, "vendor|mainline  whose commands" },
		{ "out", &path, true, "FILE  where it goes" },
		{ 0 },
	};
	struct strbuf err = STRBUF_INIT, out = STRBUF_INIT;
	const struct output *o;
	int ret = -1;

	options_parse(argc, argv, rows, "scripts, environment and facts");
	o = find_output(what, &err);
	if (o && !build_read(&j.build, j.dir, o->images, &err) &&
	    !use_loader(&j, loader, &err) && !o->make(&j, &out, &err))
		ret = file_write(path, out.buf, out.len, &err);
	build_release(&j.build);
	strbuf_release(&out);
	return ret ? options_die(argv[0], &err) : 0;
}
