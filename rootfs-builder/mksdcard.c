// SPDX-License-Identifier: GPL-2.0-only
/*
 * mksdcard - the Raspberry Pi's firmware.bin: a whole SD card.
 *
 *	0	MBR
 *	1 MiB	partition 1, FAT32: what the GPU and U-Boot read
 *	...	partition 2 on a multiple of 4 MiB: the squashfs
 *	end	the next power of two, as QEMU wants a card's size
 *
 * mtools makes the FAT.  What it leaves to chance or to its version (boot
 * code, OEM name, hints on free space) is overwritten with constants, so that
 * the same inputs give the same bits and the checker can know every byte.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "file.h"
#include "num.h"
#include "options.h"
#include "strbuf.h"
#include "uimage.h"

#define MIB (1u << 20)
#define SECTOR 512u
#define FAT_AT MIB
/* FAT32 has at least 65525 clusters, of one sector each here. */
#define FAT_MIN (40 * MIB)
#define FAT_RESERVED 32u
#define FAT_SPARE MIB		/* for the user's own config.txt */
#define ROOT_ALIGN (4 * MIB)
#define TYPE_FAT32_LBA 0x0c
#define TYPE_LINUX 0x83
#define SERIAL "50485241"	/* "PHRA" */
#define OEM_NAME "phramewk"
#define LABEL "BOOT"
#define DISK_ID 0x41524850u

extern char **environ;

struct args {
	const char *uboot, *kernel, *dtb, *script, *config, *gpu;
	const char *rootfs, *out;
};

/* One file of the FAT. */
struct card_file {
	const char *name;	/* in the FAT */
	struct strbuf path;	/* on the host */
	struct blob data;
};

#define FILES_MAX 16

struct card {
	struct card_file file[FILES_MAX];
	int files;
	struct blob rootfs;
	struct strbuf tmp;	/* directory for what mtools reads and writes */
	struct strbuf fat_path;
	struct blob fat;
	uint64_t fat_bytes, root_at, root_bytes, bytes;
	uint8_t *image;
};

static const char *const gpu_needed[] = {
	"bootcode.bin", "start.elf", "fixup.dat",
};

#define GPU_LICENCE "LICENCE.broadcom"
#define GPU_ABSENT "NO-GPU-FIRMWARE.txt"
#define SUMS "CRC32.TXT"

static const char gpu_absent_text[] =
	"This card boots in an emulator only: the Raspberry Pi's GPU\n"
	"firmware is not free software and is not part of it.  To boot real\n"
	"hardware, copy bootcode.bin, start.elf and fixup.dat from\n"
	"https://github.com/raspberrypi/firmware (boot/) into this folder, or\n"
	"build again with RPI_FIRMWARE=<folder with these files>.\n";

static int file_add(struct card *c, const char *name, const char *path,
		    struct strbuf *err)
{
	struct card_file *f = &c->file[c->files];

	if (c->files == FILES_MAX)
		return fail(err, "more than %d files", FILES_MAX);
	f->name = name;
	strbuf_init(&f->path);
	strbuf_addstr(&f->path, path);
	c->files++;
	if (file_read(path, &f->data, err))
		return -1;
	return f->data.size ? 0 : fail(err, "%s is empty", path);
}

/* A file whose text is made here; it goes through @c->tmp. */
static int text_add(struct card *c, const char *name, const char *text,
		    size_t len, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int ret;

	strbuf_addf(&path, "%s/%s", c->tmp.buf, name);
	ret = file_write(path.buf, text, len, err) ||
	      file_add(c, name, path.buf, err) ? -1 : 0;
	strbuf_release(&path);
	return ret;
}

static int gpu_add(struct card *c, const char *dir, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	int ret = 0;
	size_t i;

	if (!dir)
		return text_add(c, GPU_ABSENT, gpu_absent_text,
				strlen(gpu_absent_text), err);
	for (i = 0; i < sizeof(gpu_needed) / sizeof(*gpu_needed); i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/%s", dir, gpu_needed[i]);
		ret = file_add(c, gpu_needed[i], path.buf, err);
		if (ret) {
			strbuf_prefixf(err, "RPI_FIRMWARE must hold "
				       "bootcode.bin, start.elf and fixup.dat");
			goto out;
		}
	}
	strbuf_reset(&path);
	strbuf_addf(&path, "%s/" GPU_LICENCE, dir);
	if (!access(path.buf, R_OK))
		ret = file_add(c, GPU_LICENCE, path.buf, err);
out:
	strbuf_release(&path);
	return ret;
}

/* Sums of all other files, so that a card can be checked without its source. */
static int sums_add(struct card *c, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	struct card_file *f;
	int ret;

	for (f = c->file; f < c->file + c->files; f++)
		strbuf_addf(&text, "%08lx %zu %s\n",
			    crc32_z(0, f->data.data, f->data.size),
			    f->data.size, f->name);
	ret = text_add(c, SUMS, text.buf, text.len, err);
	strbuf_release(&text);
	return ret;
}

static int files_collect(struct card *c, const struct args *a,
			 struct strbuf *err)
{
	if (file_add(c, "kernel.img", a->uboot, err) ||
	    file_add(c, "kernel.uimage", a->kernel, err) ||
	    file_add(c, "board.dtb", a->dtb, err) ||
	    file_add(c, "boot.scr", a->script, err) ||
	    file_add(c, "config.txt", a->config, err) ||
	    gpu_add(c, a->gpu, err) || sums_add(c, err))
		return -1;
	return file_read(a->rootfs, &c->rootfs, err);
}

static void layout(struct card *c)
{
	uint64_t need = FAT_SPARE;
	int i;

	/* a sector of data costs 4 bytes in each of two tables */
	for (i = 0; i < c->files; i++)
		need += num_round_up(c->file[i].data.size, SECTOR);
	need += need / SECTOR * 8;
	c->fat_bytes = num_round_up(need < FAT_MIN ? FAT_MIN : need, MIB);
	c->root_at = num_round_up(FAT_AT + c->fat_bytes, ROOT_ALIGN);
	c->root_bytes = num_round_up(c->rootfs.size, ROOT_ALIGN);
	for (c->bytes = MIB; c->bytes < c->root_at + c->root_bytes;)
		c->bytes *= 2;
}

/* Run a program of mtools in an environment that says nothing of the user. */
static int run(char *const argv[], struct strbuf *err)
{
	pid_t pid;
	int status, code = posix_spawnp(&pid, argv[0], NULL, NULL, argv,
					environ);

	if (code)
		return fail(err, "cannot run %s: %s (package mtools)",
			    argv[0], strerror(code));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fail(err, "%s: %s", argv[0], strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return fail(err, "%s failed with status 0x%x", argv[0],
			    status);
	return 0;
}

static int fat_format(struct card *c, struct strbuf *err)
{
	char sectors[24], hidden[24], reserved[24];
	char *const argv[] = {
		"mformat", "-i", c->fat_path.buf, "-F", "-c", "1", "-r", "0",
		"-T", sectors, "-h", "64", "-s", "32", "-H", hidden,
		"-R", reserved, "-N", SERIAL, "-v", LABEL, "::", NULL,
	};
	int fd;

	snprintf(sectors, sizeof(sectors), "%llu",
		 (unsigned long long)c->fat_bytes / SECTOR);
	snprintf(hidden, sizeof(hidden), "%u", FAT_AT / SECTOR);
	snprintf(reserved, sizeof(reserved), "%u", FAT_RESERVED);
	fd = open(c->fat_path.buf, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		  0666);
	if (fd < 0 || ftruncate(fd, c->fat_bytes) || close(fd))
		return fail(err, "%s: %s", c->fat_path.buf, strerror(errno));
	return run(argv, err);
}

static int fat_copy(struct card *c, const struct card_file *f,
		    struct strbuf *err)
{
	struct strbuf to = STRBUF_INIT;
	int ret;

	strbuf_addf(&to, "::%s", f->name);
	ret = run((char *const[]){ "mcopy", "-i", c->fat_path.buf, "-o",
				   f->path.buf, to.buf, NULL }, err);
	strbuf_release(&to);
	return ret;
}

/* Constants for what mtools decides by version or by history. */
static int fat_settle(struct card *c, struct strbuf *err)
{
	static const uint8_t jump[] = { 0xeb, 0x58, 0x90 };
	uint8_t *boot, *info;
	int backup;

	if (c->fat.size != c->fat_bytes)
		return fail(err, "mtools left a FAT of %zu bytes", c->fat.size);
	memset(c->fat.data + 2 * SECTOR, 0, (FAT_RESERVED - 2) * SECTOR);
	boot = c->fat.data;
	info = boot + SECTOR;
	memcpy(boot, jump, sizeof(jump));
	memcpy(boot + 3, OEM_NAME, 8);
	boot[50] = 6;	/* where the backup of sectors 0 and 1 is */
	boot[51] = 0;
	memset(boot + 90, 0, 510 - 90);
	/* free clusters and next free one: unknown */
	memset(info + 488, 0xff, 8);
	backup = 6 * SECTOR;
	memcpy(boot + backup, boot, 2 * SECTOR);
	return 0;
}

static int fat_make(struct card *c, struct strbuf *err)
{
	int i;

	if (fat_format(c, err))
		return -1;
	for (i = 0; i < c->files; i++)
		if (fat_copy(c, &c->file[i], err))
			return -1;
	if (file_read(c->fat_path.buf, &c->fat, err))
		return -1;
	return fat_settle(c, err);
}

static void put_le32(uint8_t *at, uint32_t v)
{
	at[0] = v;
	at[1] = v >> 8;
	at[2] = v >> 16;
	at[3] = v >> 24;
}

static void mbr_entry(uint8_t *at, uint8_t type, uint64_t start,
		      uint64_t bytes)
{
	/* cylinders are long gone; "beyond" in both places says so */
	static const uint8_t beyond[] = { 0xfe, 0xff, 0xff };

	memcpy(at + 1, beyond, 3);
	at[4] = type;
	memcpy(at + 5, beyond, 3);
	put_le32(at + 8, start / SECTOR);
	put_le32(at + 12, bytes / SECTOR);
}

static int image_make(struct card *c, struct strbuf *err)
{
	c->image = calloc(1, c->bytes);
	if (!c->image)
		return fail(err, "out of memory for %llu bytes",
			    (unsigned long long)c->bytes);
	put_le32(c->image + 440, DISK_ID);
	mbr_entry(c->image + 446, TYPE_FAT32_LBA, FAT_AT, c->fat_bytes);
	mbr_entry(c->image + 462, TYPE_LINUX, c->root_at, c->root_bytes);
	c->image[510] = 0x55;
	c->image[511] = 0xaa;
	memcpy(c->image + FAT_AT, c->fat.data, c->fat.size);
	memcpy(c->image + c->root_at, c->rootfs.data, c->rootfs.size);
	return 0;
}

/* The temporary directory: what an interrupted run left is overwritten. */
static int tmp_make(struct card *c, const char *out, struct strbuf *err)
{
	strbuf_addf(&c->tmp, "%s.card", out);
	strbuf_addf(&c->fat_path, "%s/fat", c->tmp.buf);
	if (mkdir(c->tmp.buf, 0777) && errno != EEXIST)
		return fail(err, "%s: %s", c->tmp.buf, strerror(errno));
	return 0;
}

static void tmp_remove(struct card *c)
{
	static const char *const names[] = { "fat", SUMS, GPU_ABSENT };
	struct strbuf path = STRBUF_INIT;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/%s", c->tmp.buf, names[i]);
		unlink(path.buf);
	}
	rmdir(c->tmp.buf);
	strbuf_release(&path);
}

static int card_make(struct card *c, const struct args *a, struct strbuf *err)
{
	uint32_t time;

	/* mtools dates files by SOURCE_DATE_EPOCH in the local zone */
	if (uimage_time(&time, err))
		return -1;
	if (setenv("TZ", "UTC", 1) || setenv("MTOOLSRC", "/dev/null", 1) ||
	    setenv("LC_ALL", "C", 1))
		return fail(err, "environment: %s", strerror(errno));
	if (tmp_make(c, a->out, err) || files_collect(c, a, err))
		return -1;
	layout(c);
	if (fat_make(c, err) || image_make(c, err))
		return -1;
	return file_write(a->out, c->image, c->bytes, err);
}

static void card_release(struct card *c)
{
	int i;

	tmp_remove(c);
	for (i = 0; i < c->files; i++) {
		strbuf_release(&c->file[i].path);
		blob_release(&c->file[i].data);
	}
	blob_release(&c->rootfs);
	blob_release(&c->fat);
	strbuf_release(&c->tmp);
	strbuf_release(&c->fat_path);
	free(c->image);
}

int main(int argc, char **argv)
{
	struct args a = { 0 };
	const struct option_row rows[] = {
		{ "u-boot", &a.uboot, true, "FILE  u-boot.bin" },
		{ "kernel", &a.kernel, true, "FILE  the kernel's uImage" },
		{ "dtb", &a.dtb, true, "FILE  device tree for U-Boot" },
		{ "script", &a.script, true, "FILE  boot.scr" },
		{ "config", &a.config, true, "FILE  config.txt" },
		{ "gpu-firmware", &a.gpu, false,
		  "DIR  bootcode.bin, start.elf, fixup.dat" },
		{ "rootfs", &a.rootfs, true, "FILE  squashfs" },
		{ "out", &a.out, true, "FILE  the card" },
		{ 0 },
	};
	struct card c = { .tmp = STRBUF_INIT, .fat_path = STRBUF_INIT };
	struct strbuf err = STRBUF_INIT;
	int ret;

	options_parse(argc, argv, rows, "an SD card for the Raspberry Pi");
	ret = card_make(&c, &a, &err);
	card_release(&c);
	return ret ? options_die(argv[0], &err) : 0;
}
