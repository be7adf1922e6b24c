/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * U-Boot's legacy image format: a 64-byte big-endian header and the data.
 * Source: U-Boot include/image.h, struct legacy_img_hdr, and the IH_ values.
 */
#ifndef LIB_UIMAGE_H
#define LIB_UIMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "file.h"
#include "strbuf.h"

#define UIMAGE_MAGIC 0x27051956u
#define UIMAGE_HEADER 64
#define UIMAGE_NAME_MAX 31	/* the field has 32 bytes; we keep a NUL */

/* Operating system, architecture, image type, compression. */
enum { UIMAGE_OS_LINUX = 5 };
enum { UIMAGE_ARCH_ARM = 2, UIMAGE_ARCH_MIPS = 5 };
enum { UIMAGE_TYPE_KERNEL = 2, UIMAGE_TYPE_SCRIPT = 6 };
enum { UIMAGE_COMP_NONE = 0, UIMAGE_COMP_GZIP = 1, UIMAGE_COMP_LZMA = 3 };

struct uimage {
	uint32_t time;		/* seconds since 1970, UTC */
	uint32_t load;		/* address the data is unpacked to */
	uint32_t entry;		/* address jumped to */
	uint8_t os, arch, type, comp;
	const char *name;	/* borrowed, at most UIMAGE_NAME_MAX bytes */
};

/*
 * SOURCE_DATE_EPOCH from the environment, decimal seconds.  Fails when it is
 * unset or not a 32-bit number: a build without it would not repeat.
 */
int uimage_time(uint32_t *time, struct strbuf *err);

/*
 * Put header and @n bytes of @data into @out (owned by the caller).  Fails
 * when the name is too long or the data does not fit 32 bits.
 */
int uimage_encode(const struct uimage *img, const uint8_t *data, size_t n,
		  struct blob *out, struct strbuf *err);

/*
 * A boot script image (what `source` runs): type, addresses and compression of
 * @img are replaced by a script's; the data is a table of lengths ended by 0,
 * then the text.  @text is not empty.
 */
int uimage_encode_script(const struct uimage *img, const char *text, size_t n,
			 struct blob *out, struct strbuf *err);

#endif
