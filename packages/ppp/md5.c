// SPDX-License-Identifier: GPL-2.0-only
#include "md5.h"

#include <string.h>

/* floor(2^32 * |sin(i + 1)|), RFC 1321 section 3.4 */
static const uint32_t sines[64] = {
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee,
	0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
	0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
	0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
	0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa,
	0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
	0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
	0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
	0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
	0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
	0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05,
	0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
	0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039,
	0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
	0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
	0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static const unsigned char shifts[4][4] = {
	{ 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 },
};

static uint32_t rotate(uint32_t x, unsigned int n)
{
	return x << n | x >> (32 - n);
}

static void transform(uint32_t state[4], const unsigned char *p)
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

	for (unsigned int i = 0; i < 64; i++) {
		unsigned int k = i;
		uint32_t f, word;

		switch (i / 16) {
		case 0:
			f = (b & c) | (~b & d);
			break;
		case 1:
			f = (b & d) | (c & ~d);
			k = 5 * i + 1;
			break;
		case 2:
			f = b ^ c ^ d;
			k = 3 * i + 5;
			break;
		default:
			f = c ^ (b | ~d);
			k = 7 * i;
			break;
		}
		k = k % 16 * 4;
		word = p[k] | p[k + 1] << 8 | p[k + 2] << 16 |
			(uint32_t)p[k + 3] << 24;
		f += a + sines[i] + word;
		a = d;
		d = c;
		c = b;
		b += rotate(f, shifts[i / 16][i % 4]);
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

int MD5_Init(MD5_CTX *ctx)
{
	static const uint32_t start[4] = {
		0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
	};

	memcpy(ctx->state, start, sizeof(start));
	ctx->bytes = 0;
	return 1;
}

int MD5_Update(MD5_CTX *ctx, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len--) {
		ctx->block[ctx->bytes++ % 64] = *p++;
		if (ctx->bytes % 64 == 0)
			transform(ctx->state, ctx->block);
	}
	return 1;
}

int MD5_Final(unsigned char *digest, MD5_CTX *ctx)
{
	uint64_t bits = ctx->bytes * 8;
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = bits >> 8 * i;
	MD5_Update(ctx, "\x80", 1);
	while (ctx->bytes % 64 != 56)
		MD5_Update(ctx, "", 1);
	MD5_Update(ctx, length, sizeof(length));
	for (int i = 0; i < MD5_DIGEST_LENGTH; i++)
		digest[i] = ctx->state[i / 4] >> 8 * (i % 4);
	memset(ctx, 0, sizeof(*ctx));
	return 1;
}
