// SPDX-License-Identifier: GPL-2.0-only
/*
 * icount LOG CONSOLE TEXT...
 *
 * How many instructions an emulated board had executed when TEXT stood on its
 * console: lines "N TEXT", in the order of the arguments.  Each TEXT is looked
 * for behind the one before.
 *
 * LOG is what QEMU 7.2 records with -icount rr=record,rrfile=LOG.  Among other
 * things it has an event for each write to a character device, with the number
 * of instructions since the event before, so that the n-th byte of CONSOLE has
 * a time that does not depend on the host.  The format: QEMU's replay/, version
 * e0200c; numbers are big-endian.
 *
 * The event does not say which device it is.  A UART writes byte by byte; the
 * other one that writes, Malta's front panel, a line at a time, and whatever it
 * likes before the first instruction.  Should that be wrong, the bytes are not
 * as many as those of CONSOLE.
 */
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "options.h"
#include "strbuf.h"

#define VERSION 0xe0200c
#define HEADER_BYTES 12	/* version, and eight bytes that are 0 */

/* replay/replay-internal.h, enum ReplayEvents */
enum {
	INSTRUCTION,
	CHAR_WRITE = 22,
	END = 39,
};

/*
 * What follows the event's byte: d 4 bytes, q 8, b 1, a an array with its
 * length before it, ! what a board without keyboard and sound has not.
 */
static const char *const events[END + 1] = {
	[INSTRUCTION] = "d",
	[1] = "", [2] = "",		/* interrupt, exception */
	[3] = "q", [4] = "q",		/* bottom halves */
	[5] = "!", [6] = "!",		/* input */
	[7] = "ba",			/* console input */
	[8] = "q",			/* block device */
	[9] = "bda",			/* network */
	[10] = "", [11] = "", [12] = "", [13] = "", [14] = "", [15] = "",
	[16] = "", [17] = "", [18] = "", [19] = "", [20] = "", [21] = "",
					/* shutdown, by cause */
	[CHAR_WRITE] = "dd",		/* result, bytes written */
	[23] = "a", [24] = "d",		/* console input, awaited */
	[25] = "!", [26] = "!",		/* sound */
	[27] = "da",			/* random numbers */
	[28] = "q", [29] = "q",		/* clocks */
	[30] = "", [31] = "", [32] = "", [33] = "", [34] = "", [35] = "",
	[36] = "", [37] = "", [38] = "", /* checkpoints */
	[END] = "",
};

struct log {
	const char *name;
	struct blob file;
	size_t at;
	uint64_t instructions;	/* up to here */
	uint64_t written;	/* bytes of the console, up to here */
};

static uint64_t take(struct log *l, unsigned int bytes)
{
	uint64_t v = 0;

	while (bytes--)
		v = v << 8 | (l->at < l->file.size ? l->file.data[l->at] : 0),
		l->at++;
	return v;
}

/* One event; 1 at the end of the log. */
static int step(struct log *l, struct strbuf *err)
{
	size_t at = l->at;
	uint8_t kind = (uint8_t)take(l, 1);
	const char *layout = kind <= END ? events[kind] : NULL;
	uint64_t last = 0;

	for (const char *p = layout; p && *p; p++) {
		switch (*p) {
		case 'b':
			last = take(l, 1);
			break;
		case 'd':
			last = take(l, 4);
			break;
		case 'q':
			last = take(l, 8);
			break;
		case 'a':
			l->at += take(l, 4);
			break;
		default:
			layout = NULL;
		}
	}
	if (!layout || l->at > l->file.size)
		return fail(err, "%s: byte %zu: event %u is not known or cut "
			    "off", l->name, at, kind);
	if (kind == INSTRUCTION)
		l->instructions += last;
	else if (kind == CHAR_WRITE && last == 1 && l->instructions)
		l->written++;
	return kind == END;
}

static int open_log(struct log *l, const char *name, struct strbuf *err)
{
	*l = (struct log){ .name = name };
	if (file_read(name, &l->file, err))
		return -1;
	if (l->file.size < HEADER_BYTES || take(l, 4) != VERSION)
		return fail(err, "%s: is no finished log of QEMU 7.2", name);
	l->at = HEADER_BYTES;
	return 0;
}

/* Move on until @bytes of the console have been written. */
static int run_to(struct log *l, size_t bytes, struct strbuf *err)
{
	int ret = 0;

	while (!ret && l->written < bytes)
		ret = step(l, err);
	return ret < 0 ? -1 : 0;
}

/* Whether the log's console is @console, as far as can be seen. */
static int check_length(struct log *l, const struct blob *console,
			struct strbuf *err)
{
	if (run_to(l, SIZE_MAX, err))
		return -1;
	if (l->written != console->size)
		return fail(err, "%s has %llu bytes of the console, which has "
			    "%zu", l->name, (unsigned long long)l->written,
			    console->size);
	l->at = HEADER_BYTES;
	l->instructions = l->written = 0;
	return 0;
}

static int print_times(struct log *l, const struct blob *console,
		       char **texts, struct strbuf *err)
{
	size_t done = 0;

	for (; *texts; texts++) {
		const uint8_t *at = NULL;
		size_t len = strlen(*texts);

		if (console->size)
			at = memmem(console->data + done, console->size - done,
				    *texts, len);
		if (!at)
			return fail(err, "'%s' is not on the console", *texts);
		done = (size_t)(at - console->data) + len;
		if (run_to(l, done, err))
			return -1;
		printf("%llu %s\n", (unsigned long long)l->instructions,
		       *texts);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct strbuf err = STRBUF_INIT;
	struct blob console = { .data = NULL };
	struct log log;
	int ret;

	if (argc < 4) {
		fprintf(stderr, "usage: icount LOG CONSOLE TEXT...\n");
		return 2;
	}
	ret = open_log(&log, argv[1], &err) ||
	      file_read(argv[2], &console, &err) ||
	      check_length(&log, &console, &err) ||
	      print_times(&log, &console, argv + 3, &err);
	blob_release(&log.file);
	blob_release(&console);
	return ret ? options_die(argv[0], &err) : 0;
}
