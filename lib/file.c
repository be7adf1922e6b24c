// SPDX-License-Identifier: GPL-2.0-only
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void blob_release(struct blob *b)
{
	free(b->data);
	b->data = NULL;
	b->size = 0;
}

static int read_all(int fd, const char *path, struct blob *out,
		    struct strbuf *err)
{
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st))
		return fail(err, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail(err, "%s: not a regular file", path);
	out->data = malloc(st.st_size + 1);
	if (!out->data)
		return fail(err, "%s: out of memory for %lld bytes", path,
			    (long long)st.st_size);
	while (out->size < (size_t)st.st_size) {
		got = read(fd, out->data + out->size, st.st_size - out->size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(err, "%s: %s", path, strerror(errno));
		if (!got)
			break;
		out->size += got;
	}
	out->data[out->size] = 0;
	return 0;
}

int file_read(const char *path, struct blob *out, struct strbuf *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	*out = (struct blob){ 0 };
	if (fd < 0)
		return fail(err, "%s: %s", path, strerror(errno));
	ret = read_all(fd, path, out, err);
	close(fd);
	if (ret)
		blob_release(out);
	return ret;
}

static int write_all(int fd, const uint8_t *data, size_t size)
{
	ssize_t put;

	while (size) {
		put = write(fd, data, size);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		data += put;
		size -= put;
	}
	return fsync(fd);
}

int file_write(const char *path, const void *data, size_t size,
	       struct strbuf *err)
{
	struct strbuf tmp = STRBUF_INIT;
	int ret = -1, fd;

	strbuf_addf(&tmp, "%s.tmp.%ld", path, (long)getpid());
	fd = open(tmp.buf, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		fail(err, "%s: cannot create: %s", path, strerror(errno));
		goto out;
	}
	if (write_all(fd, data, size)) {
		fail(err, "%s: cannot write %zu bytes: %s", path, size,
		     strerror(errno));
		close(fd);
		goto unlink;
	}
	if (close(fd) || rename(tmp.buf, path)) {
		fail(err, "%s: %s", path, strerror(errno));
		goto unlink;
	}
	ret = 0;
	goto out;
unlink:
	unlink(tmp.buf);
out:
	strbuf_release(&tmp);
	return ret;
}

int file_update(const char *path, const void *data, size_t size,
		struct strbuf *err)
{
	struct strbuf ignored = STRBUF_INIT;
	struct blob old;
	int same = 0;

	if (!file_read(path, &old, &ignored)) {
		same = old.size == size && !memcmp(old.data, data, size);
		blob_release(&old);
	}
	strbuf_release(&ignored);
	return same ? 0 : file_write(path, data, size, err);
}
