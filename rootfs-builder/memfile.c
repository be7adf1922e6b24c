// SPDX-License-Identifier: GPL-2.0-only
#include "memfile.h"

#include <sqfs/error.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

struct memfile {
	sqfs_file_t base;
	uint8_t *data;		/* zero from size to alloc */
	size_t size, alloc;
};

static void mem_destroy(sqfs_object_t *obj)
{
	struct memfile *f = (struct memfile *)obj;

	free(f->data);
	free(f);
}

static int mem_read_at(sqfs_file_t *file, sqfs_u64 offset, void *buffer,
		       size_t size)
{
	struct memfile *f = (struct memfile *)file;

	if (offset > f->size || size > f->size - offset)
		return SQFS_ERROR_OUT_OF_BOUNDS;
	memcpy(buffer, f->data + offset, size);
	return 0;
}

static int mem_truncate(sqfs_file_t *file, sqfs_u64 size)
{
	struct memfile *f = (struct memfile *)file;
	size_t alloc = f->alloc ? f->alloc : 65536;

	if (size > SIZE_MAX / 4)
		return SQFS_ERROR_OVERFLOW;
	while (alloc < size)
		alloc *= 2;
	if (alloc != f->alloc) {
		f->data = xreallocarray(f->data, alloc, 1);
		memset(f->data + f->alloc, 0, alloc - f->alloc);
		f->alloc = alloc;
	}
	if (size < f->size)
		memset(f->data + size, 0, f->size - (size_t)size);
	f->size = (size_t)size;
	return 0;
}

static int mem_write_at(sqfs_file_t *file, sqfs_u64 offset,
			const void *buffer, size_t size)
{
	struct memfile *f = (struct memfile *)file;

	if (!size)
		return 0;
	if (offset + size > f->size) {
		int ret = mem_truncate(file, offset + size);

		if (ret)
			return ret;
	}
	memcpy(f->data + offset, buffer, size);
	return 0;
}

static sqfs_u64 mem_get_size(const sqfs_file_t *file)
{
	return ((const struct memfile *)file)->size;
}

sqfs_file_t *memfile_create(void)
{
	struct memfile *f = xcalloc(1, sizeof(*f));

	f->base.base.destroy = mem_destroy;
	f->base.read_at = mem_read_at;
	f->base.write_at = mem_write_at;
	f->base.get_size = mem_get_size;
	f->base.truncate = mem_truncate;
	return &f->base;
}

void memfile_take(sqfs_file_t *file, struct blob *out)
{
	struct memfile *f = (struct memfile *)file;

	out->data = f->data;
	out->size = f->size;
	f->data = NULL;
	f->size = f->alloc = 0;
}
