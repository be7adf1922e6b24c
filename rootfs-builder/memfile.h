/* SPDX-License-Identifier: GPL-2.0-only */
/* A file in memory for libsquashfs. */
#ifndef ROOTFS_MEMFILE_H
#define ROOTFS_MEMFILE_H

#include <sqfs/io.h>

#include "file.h"

/* A new, empty file; to be given to sqfs_destroy(). */
sqfs_file_t *memfile_create(void);

/* Move the content to @out and leave the file empty. */
void memfile_take(sqfs_file_t *file, struct blob *out);

#endif
