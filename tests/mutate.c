// SPDX-License-Identifier: GPL-2.0-only
/*
 * mutate - damage a good image in many ways; each has to be refused.
 *
 *	mutate bytes IMAGE TMP CHECKER ARGS... TMP
 *	mutate meaning IMAGE TMP CHECKER ARGS... TMP
 *
 * `bytes` cuts, stretches and flips without a thought.  `meaning` takes the
 * image apart, changes one thing, compresses again and makes all checksums
 * right: only a check of that very thing can refuse it, and its name has to
 * be in the message.  The last argument of the checker is TMP, where the
 * mutant is written.
 */
#include <libfdt.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "gzip.h"
#include "lzma.h"
#include "strbuf.h"
#include "uimage.h"
#include "unpack.h"

#define FDT_ROOM 65536
#define ARGS_ROOM 8192

struct run {
	char **checker;		/* argv */
	const char *tmp;
	struct blob good;
	int failed;
};

/* The exit status of the checker for the mutant in tmp, its words in @said. */
static int check(const struct run *r, struct strbuf *said)
{
	char buf[4096];
	int fd[2], status;
	ssize_t got;
	pid_t pid;

	if (pipe(fd))
		return 111;
	pid = fork();
	if (!pid) {
		dup2(fd[1], 1);
		dup2(fd[1], 2);
		close(fd[0]);
		/* a sanitizer's complaint is not a refusal */
		setenv("ASAN_OPTIONS", "exitcode=99", 1);
		setenv("UBSAN_OPTIONS", "exitcode=99", 1);
		execvp(r->checker[0], r->checker);
		_exit(111);
	}
	close(fd[1]);
	while ((got = read(fd[0], buf, sizeof(buf))) > 0)
		strbuf_add(said, buf, got);
	close(fd[0]);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return 111;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void verdict(struct run *r, bool good, const char *name,
		    const char *why, const char *said)
{
	printf("%s %s%s%s%s%s\n", good ? "ok" : "FAIL", name,
	       good ? "" : ": ", good ? "" : why, good ? "" : ": ",
	       good ? "" : said);
	fflush(stdout);
	r->failed += !good;
}

/* The mutant must be refused with @word in the message (NULL: any). */
static void refused(struct run *r, const struct blob *mutant,
		    const char *name, const char *word)
{
	struct strbuf said = STRBUF_INIT, err = STRBUF_INIT;
	int status;

	if (mutant->size == r->good.size &&
	    !memcmp(mutant->data, r->good.data, mutant->size)) {
		verdict(r, false, name, "the mutant is the original", "");
		return;
	}
	if (file_write(r->tmp, mutant->data, mutant->size, &err)) {
		verdict(r, false, name, "cannot write", err.buf);
		strbuf_release(&err);
		return;
	}
	status = check(r, &said);
	if (status != 1)
		verdict(r, false, name, status ? "the checker broke" :
			"accepted", said.buf);
	else
		verdict(r, !word || strstr(said.buf, word), name, word,
			said.buf);
	strbuf_release(&said);
}

static struct blob copy_of(const struct blob *b, size_t room)
{
	struct blob copy = { .data = calloc(1, room + 1), .size = b->size };

	if (!copy.data)
		exit(111);
	memcpy(copy.data, b->data, b->size < room ? b->size : room);
	return copy;
}

/* Blind damage. */

static void cut(struct run *r, size_t size)
{
	struct blob m = copy_of(&r->good, r->good.size);
	char name[80];

	m.size = size;
	snprintf(name, sizeof(name), "cut to %zu bytes", size);
	refused(r, &m, name, NULL);
	blob_release(&m);
}

static void stretch(struct run *r, size_t more, uint8_t byte)
{
	struct blob m = copy_of(&r->good, r->good.size + more);
	char name[80];

	memset(m.data + m.size, byte, more);
	m.size += more;
	snprintf(name, sizeof(name), "%zu bytes 0x%02x more", more, byte);
	refused(r, &m, name, NULL);
	blob_release(&m);
}

static void flip(struct run *r, size_t at, int bit)
{
	struct blob m = copy_of(&r->good, r->good.size);
	char name[80];

	m.data[at] ^= 1 << bit;
	snprintf(name, sizeof(name), "bit %d of byte 0x%zx", bit, at);
	refused(r, &m, name, NULL);
	blob_release(&m);
}

static void swap(struct run *r, size_t a, size_t b, size_t n)
{
	struct blob m = copy_of(&r->good, r->good.size);
	char name[80];

	memcpy(m.data + a, r->good.data + b, n);
	memcpy(m.data + b, r->good.data + a, n);
	snprintf(name, sizeof(name), "%zu bytes at 0x%zx and 0x%zx swapped",
		 n, a, b);
	refused(r, &m, name, NULL);
	blob_release(&m);
}

static void fill(struct run *r, size_t at, size_t n, uint8_t byte)
{
	struct blob m = copy_of(&r->good, r->good.size);
	char name[80];

	memset(m.data + at, byte, n);
	snprintf(name, sizeof(name), "%zu bytes at 0x%zx are 0x%02x", n, at,
		 byte);
	refused(r, &m, name, NULL);
	blob_release(&m);
}

/* One byte lost or won, the size kept. */
static void shift(struct run *r, size_t at, int by)
{
	struct blob m = copy_of(&r->good, r->good.size);
	size_t n = m.size - at - 1;
	char name[80];

	memmove(m.data + at + (by > 0), r->good.data + at + (by < 0), n);
	snprintf(name, sizeof(name), "all after 0x%zx moved by %d", at, by);
	refused(r, &m, name, NULL);
	blob_release(&m);
}

static bool is_used(uint8_t byte)
{
	return byte && byte != 0xff;
}

/* Where something is: unlike erased or unused space around it. */
static size_t used_byte(const struct blob *b, size_t at)
{
	while (at + 1 < b->size && !is_used(b->data[at]))
		at++;
	return at;
}

/* @flips bits, evenly over the bytes in use: small structures get theirs. */
static void flip_used(struct run *r, size_t flips)
{
	size_t used = 0, i, nth = 0, done = 0;

	for (i = 0; i < r->good.size; i++)
		used += is_used(r->good.data[i]);
	for (i = 0; i < r->good.size && done < flips; i++)
		if (is_used(r->good.data[i]) &&
		    nth++ >= used / flips * done)
			flip(r, i, done++ % 8);
}

static void mutate_bytes(struct run *r)
{
	size_t n = r->good.size, i, at;
	const size_t cuts[] = {
		0, 1, 63, 64, 65, n / 3, n / 2, n - 65536, n - 4096, n - 1,
	};

	for (i = 0; i < sizeof(cuts) / sizeof(*cuts); i++)
		cut(r, cuts[i]);
	stretch(r, 1, 0xff);
	stretch(r, 4096, 0);
	stretch(r, 65536, 0xff);
	stretch(r, n, 0xff);
	/* each field of the first header */
	for (i = 0; i < 64; i += 4)
		flip(r, i, i % 8);
	/* spread over everything, in use or not */
	for (i = 0; i < 24; i++)
		flip(r, 64 + (n - 65) / 24 * i + i * 37 % 1000, i % 8);
	flip_used(r, 32);
	flip(r, n - 1, 0);
	flip(r, n - 1, 7);
	swap(r, 0, n / 2, 512);
	at = used_byte(&r->good, n / 5);
	swap(r, at, used_byte(&r->good, at + 4096), 64);
	at = used_byte(&r->good, n / 2);
	if (at + 8192 < n) {
		fill(r, at, 16, 0);
		fill(r, at, 4096, 0xff);
	}
	fill(r, used_byte(&r->good, 0), 64, 0);
	fill(r, 64, 4096, 0xff);
	shift(r, 64, 1);
	shift(r, 64, -1);
	shift(r, used_byte(&r->good, n / 4), 1);
	shift(r, used_byte(&r->good, n / 4), -1);
}

/* An image taken apart. */
struct subject {
	struct uimage head;
	char name[32];
	struct blob kernel, fdt, tail;	/* owned; fdt has FDT_ROOM */
	struct blob packed;		/* owned; as it was in the image */
	uint32_t crc;			/* of kernel and fdt as they were */
	size_t rootfs_at;
	struct lzma_params lzma;
	/* changes that are made while it is put together again */
	uint8_t comp_field;
	int lzma_marker;	/* 1: known size and marker, 2: unknown size */
	bool lzma_more, gzip_more;
	long size_lie;
	size_t kernel_pad;
	bool second_fdt;
	uint32_t dict;
};

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static int unpack(const uint8_t *data, size_t n, int comp, struct subject *s,
		  struct blob *out, struct strbuf *err)
{
	const struct unpack_limits any = { 0 };
	struct blob in = { (uint8_t *)data, n };

	if (comp == UIMAGE_COMP_LZMA) {
		s->lzma = lzma_params_default(n, 0);
		s->lzma.lc = data[0] % 9;
		s->lzma.lp = data[0] / 9 % 5;
		s->lzma.pb = data[0] / 45;
		s->lzma.dict = data[1] | data[2] << 8 | data[3] << 16 |
			       (uint32_t)data[4] << 24;
		return unpack_lzma(data, n, &any, out, err);
	}
	if (comp == UIMAGE_COMP_GZIP)
		return unpack_gzip(data, n, &any, out, err);
	*out = copy_of(&in, n);
	return 0;
}

/* Where the squashfs begins: the padding's end. */
static size_t find_rootfs(const struct blob *image, size_t from)
{
	while (from < image->size && image->data[from] == 0xff)
		from++;
	return from;
}

static uint32_t content_crc(const struct subject *s)
{
	uint32_t crc = lzma_crc32(s->kernel.data, s->kernel.size, 0);

	return lzma_crc32(s->fdt.data, FDT_ROOM, crc);
}

/* Has the content to be compressed again? */
static bool content_changed(const struct subject *s)
{
	return s->crc != content_crc(s) || s->lzma_marker || s->size_lie ||
	       s->lzma_more || s->gzip_more || s->kernel_pad ||
	       s->second_fdt || s->dict != s->lzma.dict;
}

static int take_apart(struct subject *s, const struct blob *image,
		      struct strbuf *err)
{
	const uint8_t *h = image->data;
	struct blob content, part;
	size_t n = be32(h + 12), at;

	*s = (struct subject){
		.head = { .time = be32(h + 8), .load = be32(h + 16),
			  .entry = be32(h + 20), .os = h[28], .arch = h[29],
			  .type = h[30], .comp = h[31], .name = "" },
	};
	if (unpack(h + 64, n, s->head.comp, s, &content, err))
		return -1;
	for (at = 0; at + 8 < content.size; at += 4)
		if (be32(content.data + at) == FDT_MAGIC &&
		    be32(content.data + at + 4) == content.size - at)
			break;
	part = (struct blob){ content.data, at };
	s->kernel = copy_of(&part, at);
	part = (struct blob){ content.data + at, content.size - at };
	s->fdt = copy_of(&part, FDT_ROOM);
	if (fdt_open_into(s->fdt.data, s->fdt.data, FDT_ROOM))
		return fail(err, "no device tree in the image");
	blob_release(&content);
	s->rootfs_at = find_rootfs(image, 64 + n);
	part = (struct blob){ image->data + s->rootfs_at,
			      image->size - s->rootfs_at };
	s->tail = copy_of(&part, part.size);
	part = (struct blob){ image->data + 64, n };
	s->packed = copy_of(&part, n);
	s->comp_field = s->head.comp;
	s->dict = s->lzma.dict;
	s->crc = content_crc(s);
	return 0;
}

static void subject_release(struct subject *s)
{
	blob_release(&s->kernel);
	blob_release(&s->fdt);
	blob_release(&s->tail);
	blob_release(&s->packed);
}

/* What liblzma's own .lzma writer makes: an end marker, size unknown. */
static int lzma_with_marker(const struct subject *s, const struct strbuf *in,
			    struct blob *out)
{
	lzma_stream z = LZMA_STREAM_INIT;
	size_t room = in->len + 65536;
	lzma_options_lzma o;
	lzma_ret code;

	lzma_lzma_preset(&o, 9);
	o.lc = s->lzma.lc;
	o.lp = s->lzma.lp;
	o.pb = s->lzma.pb;
	o.dict_size = s->lzma.dict;
	*out = (struct blob){ .data = malloc(room) };
	code = lzma_alone_encoder(&z, &o);
	z.next_in = (uint8_t *)in->buf;
	z.avail_in = in->len;
	z.next_out = out->data;
	z.avail_out = room;
	if (code == LZMA_OK)
		code = lzma_code(&z, LZMA_FINISH);
	out->size = z.total_out;
	lzma_end(&z);
	return code == LZMA_STREAM_END ? 0 : -1;
}

static void put_le64(uint8_t *at, uint64_t v)
{
	int i;

	for (i = 0; i < 8; i++)
		at[i] = v >> (8 * i);
}

static int pack_lzma(const struct subject *s, const struct strbuf *content,
		     struct blob *out, struct strbuf *err)
{
	const uint8_t *in = (const uint8_t *)content->buf;
	struct lzma_params p = s->lzma;
	int i;

	if (s->lzma_marker) {
		if (lzma_with_marker(s, content, out))
			return fail(err, "liblzma");
		if (s->lzma_marker == 1)
			put_le64(out->data + 5, content->len);
	} else if (lzma_encode(in, content->len, &p, out, err)) {
		return -1;
	}
	if (s->size_lie)
		put_le64(out->data + 5, content->len + s->size_lie);
	for (i = 0; i < 4; i++)
		out->data[1 + i] = s->dict >> (8 * i);
	return 0;
}

static int pack(const struct subject *s, const struct strbuf *content,
		struct blob *out, struct strbuf *err)
{
	const struct blob plain = { (uint8_t *)content->buf, content->len };
	int ret = 0;

	if (s->head.comp == UIMAGE_COMP_LZMA)
		ret = pack_lzma(s, content, out, err);
	else if (s->head.comp == UIMAGE_COMP_GZIP)
		ret = gzip_encode(plain.data, plain.size, out, err);
	else
		*out = copy_of(&plain, plain.size);
	if (!ret && (s->lzma_more || s->gzip_more)) {
		out->data = realloc(out->data, out->size + 1);
		out->data[out->size++] = 0;
	}
	return ret;
}

static int put_together(const struct subject *s, struct blob *out,
			struct strbuf *err)
{
	struct strbuf content = STRBUF_INIT;
	struct blob packed = { 0 }, uimage = { 0 };
	bool changed = content_changed(s);
	struct uimage head = s->head;
	int ret = -1;
	size_t i;

	fdt_pack(s->fdt.data);
	strbuf_add(&content, s->kernel.data, s->kernel.size);
	for (i = 0; i < s->kernel_pad; i++)
		strbuf_addch(&content, 0);
	for (i = 0; i < 1 + (size_t)s->second_fdt; i++)
		strbuf_add(&content, s->fdt.data, fdt_totalsize(s->fdt.data));
	head.comp = s->comp_field;
	if (!changed)
		packed = copy_of(&s->packed, s->packed.size);
	if ((changed && pack(s, &content, &packed, err)) ||
	    uimage_encode(&head, packed.data, packed.size, &uimage, err))
		goto out;
	out->size = s->rootfs_at + s->tail.size;
	out->data = malloc(out->size);
	if (uimage.size > s->rootfs_at || !out->data) {
		fail(err, "no room before the rootfs");
		goto out;
	}
	memset(out->data, 0xff, out->size);
	memcpy(out->data, uimage.data, uimage.size);
	memcpy(out->data + s->rootfs_at, s->tail.data, s->tail.size);
	ret = 0;
out:
	strbuf_release(&content);
	blob_release(&packed);
	blob_release(&uimage);
	return ret;
}

/* Changes of the command line. */

static const char *args_of(const struct subject *s)
{
	return fdt_getprop(s->fdt.data,
			   fdt_path_offset(s->fdt.data, "/chosen"),
			   "bootargs", NULL);
}

static void args_set(struct subject *s, const char *args)
{
	fdt_setprop_string(s->fdt.data,
			   fdt_path_offset(s->fdt.data, "/chosen"),
			   "bootargs", args);
}

static void args_add(struct subject *s, const char *word)
{
	char args[ARGS_ROOM];

	snprintf(args, sizeof(args), "%s %s", args_of(s), word);
	args_set(s, args);
}

/* The first @from becomes @to. */
static void args_edit(struct subject *s, const char *from, const char *to)
{
	char args[ARGS_ROOM];
	const char *old = args_of(s), *at = strstr(old, from);

	if (!at)
		return;
	snprintf(args, sizeof(args), "%.*s%s%s", (int)(at - old), old, to,
		 at + strlen(from));
	args_set(s, args);
}

/* The number behind @key, hexadecimal, grows by @by. */
static void args_number(struct subject *s, const char *key, int skip,
			long by)
{
	char from[32], to[32];
	const char *at = strstr(args_of(s), key);
	unsigned long long v;
	char *end;

	if (!at)
		return;
	for (at += strlen(key); skip--; at++)
		at = strchr(at, ',');
	v = strtoull(at, &end, 0);
	snprintf(from, sizeof(from), "%.*s", (int)(end - at), at);
	snprintf(to, sizeof(to), "0x%llx", v + by);
	args_edit(s, from, to);
}

static void m_load(struct subject *s) { s->head.load += 0x1000; }
static void m_entry(struct subject *s) { s->head.entry += 4; }
static void m_os(struct subject *s) { s->head.os = 17; }
static void m_arch(struct subject *s) { s->head.arch ^= 7; }
static void m_type(struct subject *s) { s->head.type = UIMAGE_TYPE_SCRIPT; }
static void m_comp(struct subject *s) { s->comp_field ^= 2; }
static void m_marker(struct subject *s) { s->lzma_marker = 1; }
static void m_unknown(struct subject *s) { s->lzma_marker = 2; }
static void m_more(struct subject *s) { s->lzma_more = true; }
static void m_shorter(struct subject *s) { s->size_lie = -4; }
static void m_longer(struct subject *s) { s->size_lie = 4; }
static void m_dict(struct subject *s) { s->dict += 4096; }
static void m_dict_big(struct subject *s) { s->dict = 1u << 31; }
static void m_gzip_more(struct subject *s) { s->gzip_more = true; }
static void m_kernel(struct subject *s) { s->kernel.data[4096] ^= 1; }
static void m_kernel_pad(struct subject *s) { s->kernel_pad = 8; }
static void m_two_trees(struct subject *s) { s->second_fdt = true; }

static void m_tree_none(struct subject *s)
{
	memset(s->fdt.data, 0, 4);
}

static void m_tree_model(struct subject *s)
{
	fdt_setprop_string(s->fdt.data, 0, "model", "another");
}

static void m_tree_memory(struct subject *s)
{
	const fdt32_t reg[2] = { 0, cpu_to_fdt32(0x1000000) };
	int node;

	fdt_for_each_subnode(node, s->fdt.data, 0)
		if (fdt_getprop(s->fdt.data, node, "device_type", NULL)) {
			fdt_setprop(s->fdt.data, node, "reg", reg,
				    sizeof(reg));
			return;
		}
}

static void m_tree_node(struct subject *s)
{
	fdt_add_subnode(s->fdt.data, 0, "backdoor");
}

static void m_tree_prop(struct subject *s)
{
	fdt_delprop(s->fdt.data, 0, "compatible");
}

static void m_tree_reserve(struct subject *s)
{
	fdt_add_mem_rsv(s->fdt.data, 0x7000000, 0x1000);
}

static void m_tree_bytes(struct subject *s)
{
	/* a length that runs out of the tree */
	fdt_set_size_dt_struct(s->fdt.data, 16);
}

static int reserved_node(const struct subject *s)
{
	int top = fdt_path_offset(s->fdt.data, "/reserved-memory"), node;
	int last = -1;

	fdt_for_each_subnode(node, s->fdt.data, top)
		if (fdt_getprop(s->fdt.data, node, "no-map", NULL))
			last = node;
	return last;
}

static void m_reserved_none(struct subject *s)
{
	fdt_del_node(s->fdt.data, reserved_node(s));
}

static void m_reserved_map(struct subject *s)
{
	fdt_delprop(s->fdt.data, reserved_node(s), "no-map");
}

static void m_reserved_size(struct subject *s)
{
	int node = reserved_node(s), len;
	fdt32_t *reg = fdt_getprop_w(s->fdt.data, node, "reg", &len);

	if (reg && len >= 8)
		reg[1] = cpu_to_fdt32(fdt32_to_cpu(reg[1]) - 0x10000);
}

static void m_console(struct subject *s)
{
	args_edit(s, "console=tty", "console=ttyX");
}

static void m_console_last(struct subject *s)
{
	args_add(s, "console=tty0");
}

static void m_args_long(struct subject *s)
{
	char word[5000];

	memset(word, 'a', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	args_add(s, word);
}

static void m_args_none(struct subject *s)
{
	fdt_delprop(s->fdt.data, fdt_path_offset(s->fdt.data, "/chosen"),
		    "bootargs");
}

static void m_args_word(struct subject *s) { args_add(s, "quiet"); }
static void m_args_mem(struct subject *s) { args_add(s, "mem=32M"); }

static void m_args_phram(struct subject *s)
{
	args_add(s, "phram.phram=rootfs,0x2000000,0x100000");
}

static void m_args_memmap(struct subject *s)
{
	args_add(s, "memmap=0x100000$0x2000000");
}

static void m_root(struct subject *s)
{
	args_edit(s, "root=/dev/mtdblock", "root=/dev/mtdblock1");
}

static void m_root_twice(struct subject *s)
{
	args_add(s, "root=/dev/mtdblock0");
}

static void m_rootfstype(struct subject *s)
{
	args_edit(s, "rootfstype=squashfs", "rootfstype=jffs2");
}

static void m_rw(struct subject *s)
{
	args_edit(s, "squashfs ro", "squashfs rw");
}

static void m_parts_none(struct subject *s)
{
	args_edit(s, "mtdparts=", "noparts=");
}

static void m_parts_id(struct subject *s)
{
	args_edit(s, "mtdparts=", "mtdparts=other");
}

static void m_parts_twice(struct subject *s)
{
	args_edit(s, "(rootfs)", "(kernel)");
}

static void m_parts_firmware(struct subject *s)
{
	args_edit(s, "(kernel)", "(firmware)");
}

static void m_parts_first(struct subject *s)
{
	args_number(s, ":", 0, 0x10000);
}

static void m_parts_odd(struct subject *s)
{
	args_number(s, "@", 0, 512);
}

static void m_parts_outside(struct subject *s)
{
	args_edit(s, "(firmware)", "(firmware),0x10000@0x7ff0000(more)");
}

static void m_parts_writable(struct subject *s)
{
	args_edit(s, "(rootfs)ro", "(rootfs)");
}

static void m_parts_garbage(struct subject *s)
{
	args_edit(s, "(rootfs)ro,", "(rootfs)ro;");
}

static void m_parts_name(struct subject *s)
{
	args_edit(s, "(rootfs)", "(rootfs");
}

static void m_phram_none(struct subject *s)
{
	args_edit(s, "phram.phram=", "fram.fram=");
}

static void m_phram_start(struct subject *s)
{
	args_number(s, "phram.phram=", 1, 0x10000);
}

static void m_phram_length(struct subject *s)
{
	args_number(s, "phram.phram=", 2, 0x10000);
}

static void m_phram_odd(struct subject *s)
{
	args_number(s, "phram.phram=", 2, -512);
}

static void m_phram_number(struct subject *s)
{
	args_edit(s, "rootfs,0x", "rootfs,00x");
}

static void m_phram_name(struct subject *s)
{
	args_edit(s, "phram.phram=rootfs", "phram.phram=rootfs-rootfs-rootfs-"
		  "rootfs-rootfs-rootfs-rootfs-rootfs-rootfs-rootfs");
}

static void m_phram_twice(struct subject *s)
{
	args_add(s, "phram.phram=more,0x3000000,0x10000");
}

static void m_phram_mtdparts(struct subject *s)
{
	args_add(s, "mtdparts=flash0:0x10000@0(a)");
}

static void m_rootfs_later(struct subject *s)
{
	memmove(s->tail.data + 4096, s->tail.data, s->tail.size - 4096);
	memset(s->tail.data, 0xff, 4096);
}

static void m_super_used(struct subject *s) { s->tail.data[42] += 0x7f; }
static void m_super_comp(struct subject *s) { s->tail.data[20] = 1; }
static void m_super_block(struct subject *s) { s->tail.data[13] ^= 6; }
static void m_super_version(struct subject *s) { s->tail.data[28] = 3; }
static void m_super_time(struct subject *s) { s->tail.data[8] ^= 1; }
static void m_super_root(struct subject *s) { s->tail.data[32] ^= 0x40; }
static void m_data(struct subject *s) { s->tail.data[200] ^= 1; }

static void m_tail(struct subject *s)
{
	s->tail.data[s->tail.size - 1] = 0;
}

static void m_tail_block(struct subject *s)
{
	s->tail = copy_of(&s->tail, s->tail.size + 65536);
	memset(s->tail.data + s->tail.size, 0xff, 65536);
	s->tail.size += 65536;
}

enum { FW = 1, PH = 2, LZ = 4, GZ = 8, BOTH = FW | PH };

/* One thing each, and the check that has to see it. */
static const struct mutation {
	const char *name;
	int when;	/* FW or PH, and LZ or GZ when it is about that */
	const char *check;
	void (*fn)(struct subject *s);
} mutations[] = {
	{ "load address", BOTH, "uimage addresses", m_load },
	{ "entry", BOTH, "uimage addresses", m_entry },
	{ "operating system", BOTH, "uimage kind", m_os },
	{ "architecture", BOTH, "uimage kind", m_arch },
	{ "type script", BOTH, "uimage kind", m_type },
	{ "compression byte", BOTH, "uimage kind", m_comp },
	{ "LZMA end marker", FW | LZ, "kernel content", m_marker },
	{ "LZMA size unknown", FW | LZ, "kernel content", m_unknown },
	{ "LZMA one byte more", FW | LZ, "kernel content", m_more },
	{ "LZMA size too small", FW | LZ, "kernel content", m_shorter },
	{ "LZMA size too large", FW | LZ, "kernel content", m_longer },
	{ "LZMA odd dictionary", FW | LZ, "kernel content", m_dict },
	{ "LZMA dictionary of 2 GiB", PH | LZ, "kernel content", m_dict_big },
	{ "gzip one byte more", FW | GZ, "kernel content", m_gzip_more },
	{ "another kernel", BOTH, "kernel file", m_kernel },
	{ "kernel too long", FW, "device tree place", m_kernel_pad },
	{ "two device trees", FW, "kernel", m_two_trees },
	{ "no device tree", FW, "device tree in kernel", m_tree_none },
	{ "damaged device tree", FW, "device tree in kernel", m_tree_bytes },
	{ "another model", BOTH, "device tree: ", m_tree_model },
	{ "other memory", FW, "device tree: ", m_tree_memory },
	{ "one node more", BOTH, "device tree: ", m_tree_node },
	{ "one property less", FW, "device tree: ", m_tree_prop },
	{ "one memreserve more", FW, "device tree: ", m_tree_reserve },
	{ "no reserved-memory", PH, "reserved", m_reserved_none },
	{ "reserved but mapped", PH, "reserved memory", m_reserved_map },
	{ "reserved too little", PH, "reserved memory", m_reserved_size },
	{ "no bootargs", FW, "device tree in kernel", m_args_none },
	{ "bootargs too long", FW, "command line length", m_args_long },
	{ "one word more", BOTH, "command line file", m_args_word },
	{ "another console", FW, "console", m_console },
	{ "another last console", PH, "console", m_console_last },
	{ "mem= added", FW, "kind of image", m_args_mem },
	{ "phram in firmware", FW, "kind of image", m_args_phram },
	{ "memmap in firmware", FW, "kind of image", m_args_memmap },
	{ "no phram in phramware", PH, "kind of image", m_phram_none },
	{ "another root", BOTH, "root", m_root },
	{ "two roots", FW, "root", m_root_twice },
	{ "another root type", PH, "root", m_rootfstype },
	{ "root writable", FW, "root", m_rw },
	{ "no mtdparts", FW, "mtdparts", m_parts_none },
	{ "another flash", FW, "mtdparts", m_parts_id },
	{ "duplicated partition", FW, "mtdparts", m_parts_twice },
	{ "duplicated firmware", FW, "mtdparts", m_parts_firmware },
	{ "first partition larger", FW, "mtdparts", m_parts_first },
	{ "partition off the erase block", FW, "mtdparts", m_parts_odd },
	{ "partition outside the flash", FW, "mtdparts", m_parts_outside },
	{ "rootfs writable", FW, "mtdparts", m_parts_writable },
	{ "garbage in mtdparts", FW, "mtdparts", m_parts_garbage },
	{ "unclosed name", FW, "mtdparts", m_parts_name },
	{ "phram starts later", PH, "squashfs superblock", m_phram_start },
	{ "phram too long", PH, "padding", m_phram_length },
	{ "phram length odd", PH, "phram", m_phram_odd },
	{ "phram number bad", PH, "phram", m_phram_number },
	{ "phram name too long", PH, "phram", m_phram_name },
	{ "two phrams", PH, "phram", m_phram_twice },
	{ "mtdparts in phramware", PH, "phram", m_phram_mtdparts },
	{ "rootfs moved", BOTH, "squashfs superblock", m_rootfs_later },
	{ "squashfs too long", BOTH, "squashfs superblock", m_super_used },
	{ "squashfs with gzip", FW, "squashfs superblock", m_super_comp },
	{ "squashfs block size", FW, "squashfs superblock", m_super_block },
	{ "squashfs version", PH, "squashfs superblock", m_super_version },
	{ "squashfs time", FW, "squashfs file", m_super_time },
	{ "squashfs root inode", FW, "squashfs content", m_super_root },
	{ "bit in a data block", FW, "squashfs content", m_data },
	{ "last byte", BOTH, "padding", m_tail },
	{ "one block more", BOTH, NULL, m_tail_block },
};

static void mutate_meaning(struct run *r)
{
	struct strbuf err = STRBUF_INIT;
	const struct mutation *m;
	struct blob mutant;
	struct subject s;
	int kind, comp;

	for (m = mutations;
	     m < mutations + sizeof(mutations) / sizeof(*mutations); m++) {
		if (take_apart(&s, &r->good, &err)) {
			verdict(r, false, m->name, "take apart", err.buf);
			return;
		}
		kind = strstr(args_of(&s), "phram.") ? PH : FW;
		comp = s.head.comp == UIMAGE_COMP_LZMA ? LZ :
		       s.head.comp == UIMAGE_COMP_GZIP ? GZ : 0;
		mutant = (struct blob){ 0 };
		if (!(m->when & kind) ||
		    (m->when & (LZ | GZ) && !(m->when & comp)))
			goto next;
		m->fn(&s);
		/* LZMA takes seconds; trees are as well tried with gzip */
		if (comp == LZ && !(m->when & LZ) && content_changed(&s))
			goto next;
		if (put_together(&s, &mutant, &err))
			verdict(r, false, m->name, "put together", err.buf);
		else
			refused(r, &mutant, m->name, m->check);
next:
		blob_release(&mutant);
		subject_release(&s);
		strbuf_reset(&err);
	}
	strbuf_release(&err);
}

int main(int argc, char **argv)
{
	struct strbuf err = STRBUF_INIT, said = STRBUF_INIT;
	bool bytes = argc > 1 && !strcmp(argv[1], "bytes");
	struct run r;

	if (argc < 6 || (!bytes && strcmp(argv[1], "meaning")) ||
	    strcmp(argv[3], argv[argc - 1])) {
		fputs("usage: mutate bytes|meaning IMAGE TMP CHECKER ARGS... "
		      "TMP\n", stderr);
		return 2;
	}
	r = (struct run){ .checker = argv + 4, .tmp = argv[3] };
	if (file_read(argv[2], &r.good, &err) ||
	    file_write(r.tmp, r.good.data, r.good.size, &err)) {
		fprintf(stderr, "mutate: %s\n", err.buf);
		return 1;
	}
	verdict(&r, !check(&r, &said), "the original is accepted", "refused",
		said.buf);
	if (bytes)
		mutate_bytes(&r);
	else
		mutate_meaning(&r);
	unlink(r.tmp);
	blob_release(&r.good);
	strbuf_release(&said);
	return r.failed ? 1 : 0;
}
