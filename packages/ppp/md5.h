/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MD5 (RFC 1321) with the three calls of OpenSSL that pppd makes: CHAP and
 * EAP-MD5 are defined with it.  A struct may be used again after MD5_Init().
 */
#ifndef PPP_MD5_H
#define PPP_MD5_H

#include <stddef.h>
#include <stdint.h>

#define MD5_DIGEST_LENGTH 16

typedef struct {
	uint32_t state[4];
	uint64_t bytes;
	unsigned char block[64];
} MD5_CTX;

int MD5_Init(MD5_CTX *ctx);
int MD5_Update(MD5_CTX *ctx, const void *data, size_t len);
int MD5_Final(unsigned char *digest, MD5_CTX *ctx);

#endif
