// SPDX-License-Identifier: GPL-2.0-only
/* lib/lzma, gzip, uimage and unpack against formats written down here. */
#include <lzma.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "gzip.h"
#include "lzma.h"
#include "uimage.h"
#include "unit.h"
#include "unpack.h"

#define N 200000

static const struct unpack_limits none;

/* Words with an alignment of 4 and some repetition, as code has. */
static uint8_t *sample(size_t n)
{
	uint8_t *p = malloc(n);
	uint32_t x = 12345;
	size_t i;

	if (!p)
		exit(111);
	for (i = 0; i < n; i++) {
		x = x * 1103515245 + 12345;
		p[i] = i % 4 == 0 ? 0x8f : x >> 28;
	}
	return p;
}

static int same(const struct blob *b, const uint8_t *data, size_t n)
{
	return b->size == n && !memcmp(b->data, data, n);
}

static int test_lzma_round(const uint8_t *in, const struct lzma_params *p,
			   const char *name)
{
	struct strbuf err = STRBUF_INIT;
	struct blob packed, out = { 0 };
	int good;

	good = !lzma_encode(in, N, p, &packed, &err) &&
	       packed.data[0] == (p->pb * 5 + p->lp) * 9 + p->lc &&
	       !unpack_lzma(packed.data, packed.size, &none, &out, &err) &&
	       same(&out, in, N);
	blob_release(&packed);
	blob_release(&out);
	strbuf_release(&err);
	return expect(name, good);
}

/* Through liblzma's own reader of the format. */
static int test_lzma_alone(const uint8_t *in)
{
	struct lzma_params p = lzma_params_default(N, 0);
	struct strbuf err = STRBUF_INIT;
	lzma_stream s = LZMA_STREAM_INIT;
	struct blob packed;
	uint8_t *out = malloc(N + 1);
	int good;

	if (!out || lzma_encode(in, N, &p, &packed, &err))
		exit(111);
	good = lzma_alone_decoder(&s, UINT64_MAX) == LZMA_OK;
	s.next_in = packed.data;
	s.avail_in = packed.size;
	s.next_out = out;
	s.avail_out = N + 1;
	good = good && lzma_code(&s, LZMA_FINISH) == LZMA_STREAM_END &&
	       s.total_out == N && !s.avail_in && !memcmp(out, in, N);
	lzma_end(&s);
	/* bytes 1-4 dictionary, 5-12 size, little-endian */
	good = good && packed.data[3] == 4 && !packed.data[1] &&
	       packed.data[5] == (N & 0xff) && packed.data[6] == (N >> 8 & 0xff)
	       && packed.data[7] == N >> 16 && !packed.data[12];
	free(out);
	blob_release(&packed);
	return expect("lzma: liblzma reads it, header as documented", good);
}

static int refuse(const char *name, const uint8_t *in, size_t n,
		  const char *words)
{
	const struct unpack_limits limits = {
		.out_max = N, .dict_max = 1 << 20,
	};
	struct strbuf err = STRBUF_INIT;
	struct blob out;
	int failed, ret = unpack_lzma(in, n, &limits, &out, &err);

	blob_release(&out);
	failed = expect_error(name, ret, words, &err);
	strbuf_release(&err);
	return failed;
}

static int test_lzma_refused(const uint8_t *in)
{
	struct lzma_params p = lzma_params_default(N, 0);
	struct strbuf err = STRBUF_INIT;
	struct blob packed, more;
	int failed = 0;

	if (lzma_encode(in, N, &p, &packed, &err))
		exit(111);
	failed += refuse("unpack: nothing", packed.data, 0, "too few");
	failed += refuse("unpack: header only", packed.data, 13, "");
	failed += refuse("unpack: a byte missing", packed.data,
			 packed.size - 1, "too early");
	packed.data[0] = 225;
	failed += refuse("unpack: properties 225", packed.data, packed.size,
			 "properties");
	packed.data[0] = 4 * 9 + 1;
	failed += refuse("unpack: lc + lp = 5", packed.data, packed.size,
			 "more than 4");
	packed.data[0] = (2 * 5 + 2) * 9 + 1;
	packed.data[5]++;
	failed += refuse("unpack: size beyond the limit", packed.data,
			 packed.size, "too many");
	packed.data[5] -= 2;
	failed += refuse("unpack: size too small", packed.data, packed.size,
			 "lzma");
	packed.data[5]++;
	packed.data[4] = 1;
	failed += refuse("unpack: dictionary beyond the limit", packed.data,
			 packed.size, "dictionary");
	packed.data[4] = 0;
	memset(packed.data + 5, 0xff, 8);
	failed += refuse("unpack: size unknown", packed.data, packed.size,
			 "unknown");
	blob_release(&packed);

	if (lzma_encode(in, N, &p, &packed, &err))
		exit(111);
	more = (struct blob){ calloc(1, packed.size + 1), packed.size + 1 };
	memcpy(more.data, packed.data, packed.size);
	failed += refuse("unpack: a byte more", more.data, more.size,
			 "follow");
	blob_release(&more);
	blob_release(&packed);
	return failed;
}

/* Known size and an end marker: legal .lzma, refused by vendors. */
static int test_end_marker(const uint8_t *in)
{
	lzma_stream s = LZMA_STREAM_INIT;
	uint8_t *out = malloc(2 * N);
	lzma_options_lzma o;
	int i, failed;

	lzma_lzma_preset(&o, 6);
	o.dict_size = 1 << 20;
	if (!out || lzma_alone_encoder(&s, &o) != LZMA_OK)
		exit(111);
	s.next_in = in;
	s.avail_in = N;
	s.next_out = out;
	s.avail_out = 2 * N;
	if (lzma_code(&s, LZMA_FINISH) != LZMA_STREAM_END)
		exit(111);
	for (i = 0; i < 8; i++)
		out[5 + i] = (uint64_t)N >> (8 * i);
	failed = refuse("unpack: end marker after a known size", out,
			s.total_out, "marker");
	lzma_end(&s);
	free(out);
	return failed;
}

/* As text: the bytes between the members mean nothing. */
static bool same_params(const struct lzma_params *a,
			const struct lzma_params *b)
{
	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;
	bool same;

	lzma_params_print(a, &x);
	lzma_params_print(b, &y);
	same = !strcmp(x.buf, y.buf);
	strbuf_release(&x);
	strbuf_release(&y);
	return same;
}

static int test_params(void)
{
	const struct lzma_params p = {
		.lc = 2, .lp = 1, .pb = 3, .dict = 1 << 22, .nice = 64,
		.depth = 512, .finder = LZMA_FINDER_BT3,
	};
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct lzma_params q;
	int failed = 0;

	lzma_params_print(&p, &text);
	failed += expect("params: text and back",
			 !lzma_params_parse(text.buf, &q, &err) &&
			 same_params(&p, &q));
	failed += expect_error("params: missing",
			       lzma_params_parse("lc=1\n", &q, &err), "lp",
			       &err);
	failed += expect_error("params: lc 5", lzma_params_parse(
		"lc=5\nlp=0\npb=0\ndict_bytes=4096\nnice=64\ndepth=0\n"
		"finder=bt4\n", &q, &err), "above 4", &err);
	failed += expect_error("params: lc + lp", lzma_params_parse(
		"lc=3\nlp=2\npb=0\ndict_bytes=4096\nnice=64\ndepth=0\n"
		"finder=bt4\n", &q, &err), "at most 4", &err);
	failed += expect_error("params: dictionary", lzma_params_parse(
		"lc=3\nlp=0\npb=0\ndict_bytes=5000\nnice=64\ndepth=0\n"
		"finder=bt4\n", &q, &err), "power of two", &err);
	failed += expect("dictionary: smallest that holds all",
			 lzma_dict_for(3700000, 0) == 1 << 22 &&
			 lzma_dict_for(1 << 22, 0) == 1 << 22 &&
			 lzma_dict_for((1 << 22) + 1, 0) == 1 << 23 &&
			 lzma_dict_for(1, 0) == 4096);
	failed += expect("dictionary: not above the limit",
			 lzma_dict_for(3700000, 1 << 20) == 1 << 20 &&
			 lzma_dict_for(3700000, 1500000) == 1 << 20);
	strbuf_release(&text);
	strbuf_release(&err);
	return failed;
}

static int test_tune(const uint8_t *in)
{
	struct strbuf err = STRBUF_INIT;
	struct lzma_params a, b, usual = lzma_params_default(N, 0);
	struct blob best = { 0 }, plain = { 0 };
	int failed;

	failed = expect("tune: any number of threads gives the same",
			!lzma_tune(in, N, 0, 1, &a, &err) &&
			!lzma_tune(in, N, 0, 5, &b, &err) &&
			same_params(&a, &b));
	failed += expect("tune: not larger than lc1 lp2 pb2",
			 !lzma_encode(in, N, &a, &best, &err) &&
			 !lzma_encode(in, N, &usual, &plain, &err) &&
			 best.size <= plain.size);
	failed += expect("tune: no input",
			 !lzma_tune(in, 0, 0, 2, &a, &err));
	blob_release(&best);
	blob_release(&plain);
	strbuf_release(&err);
	return failed;
}

static int test_gzip(const uint8_t *in)
{
	static const uint8_t head[10] = {
		0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3,
	};
	const struct unpack_limits small = { .out_max = N - 1 };
	struct strbuf err = STRBUF_INIT;
	struct blob packed, out = { 0 };
	int failed;

	failed = expect("gzip: header has no time and no name",
			!gzip_encode(in, N, &packed, &err) &&
			!memcmp(packed.data, head, sizeof(head)));
	failed += expect("gzip: back again",
			 !unpack_gzip(packed.data, packed.size, &none, &out,
				      &err) && same(&out, in, N));
	blob_release(&out);
	failed += expect_error("gzip: beyond the limit",
			       unpack_gzip(packed.data, packed.size, &small,
					   &out, &err), "more than", &err);
	failed += expect_error("gzip: cut",
			       unpack_gzip(packed.data, packed.size - 1,
					   &none, &out, &err), "early", &err);
	packed.data[packed.size - 6] ^= 1;
	failed += expect_error("gzip: wrong sum",
			       unpack_gzip(packed.data, packed.size, &none,
					   &out, &err), "damaged", &err);
	blob_release(&packed);
	strbuf_release(&err);
	return failed;
}

/* As `mkimage` of U-Boot 2023.01 writes it for the same arguments. */
static const uint8_t golden[] = {
	0x27, 0x05, 0x19, 0x56, 0x58, 0xe7, 0x36, 0x89,
	0x67, 0x74, 0x85, 0x80, 0x00, 0x00, 0x00, 0x05,
	0x80, 0x06, 0x00, 0x00, 0x80, 0x06, 0x10, 0x00,
	0x36, 0x10, 0xa6, 0x86, 0x05, 0x05, 0x02, 0x03,
	'n', 'a', 'm', 'e', 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	'h', 'e', 'l', 'l', 'o',
};

static int test_uimage(void)
{
	struct uimage img = {
		.time = 1735689600, .load = 0x80060000, .entry = 0x80061000,
		.os = UIMAGE_OS_LINUX, .arch = UIMAGE_ARCH_MIPS,
		.type = UIMAGE_TYPE_KERNEL, .comp = UIMAGE_COMP_LZMA,
		.name = "name",
	};
	struct strbuf err = STRBUF_INIT;
	struct blob out;
	int failed;

	failed = expect("uimage: as mkimage writes it",
			!uimage_encode(&img, (const uint8_t *)"hello", 5,
				       &out, &err) &&
			same(&out, golden, sizeof(golden)));
	blob_release(&out);
	failed += expect("uimage: a script has a table of lengths",
			 !uimage_encode_script(&img, "reset\n", 6, &out,
					       &err) &&
			 out.size == 64 + 8 + 6 && out.data[30] == 6 &&
			 !out.data[31] && !out.data[16] &&
			 !memcmp(out.data + 64, "\0\0\0\6\0\0\0\0reset\n", 14));
	blob_release(&out);
	failed += expect_error("uimage: an empty script",
			       uimage_encode_script(&img, "", 0, &out, &err),
			       "0 bytes", &err);
	img.name = "a name that has thirty-two bytes";
	failed += expect_error("uimage: a name too long",
			       uimage_encode(&img, golden, 5, &out, &err),
			       "longer than 31", &err);
	strbuf_release(&err);
	return failed;
}

static int test_time(void)
{
	struct strbuf err = STRBUF_INIT;
	uint32_t t;
	int failed;

	setenv("SOURCE_DATE_EPOCH", "1735689600", 1);
	failed = expect("time: from the environment",
			!uimage_time(&t, &err) && t == 1735689600);
	setenv("SOURCE_DATE_EPOCH", "4294967296", 1);
	failed += expect_error("time: more than 32 bits",
			       uimage_time(&t, &err), "32-bit", &err);
	setenv("SOURCE_DATE_EPOCH", "-1", 1);
	failed += expect_error("time: negative", uimage_time(&t, &err),
			       "not set to a number", &err);
	unsetenv("SOURCE_DATE_EPOCH");
	failed += expect_error("time: unset", uimage_time(&t, &err),
			       "not set", &err);
	strbuf_release(&err);
	return failed;
}

int main(void)
{
	const struct lzma_params odd = {
		.lc = 0, .lp = 4, .pb = 0, .dict = 4096, .nice = 5,
		.depth = 1, .finder = LZMA_FINDER_BT2,
	};
	struct lzma_params usual = lzma_params_default(N, 0);
	uint8_t *in = sample(N);
	int failed = 0;

	failed += test_lzma_round(in, &usual, "lzma: there and back");
	failed += test_lzma_round(in, &odd, "lzma: extreme parameters");
	failed += test_lzma_alone(in);
	failed += test_lzma_refused(in);
	failed += test_end_marker(in);
	failed += test_params();
	failed += test_tune(in);
	failed += test_gzip(in);
	failed += test_uimage();
	failed += test_time();
	free(in);
	return failed ? 1 : 0;
}
