// SPDX-License-Identifier: GPL-2.0-only
#include "cmdline.h"

#include <string.h>

/* What a configuration may not say, because it is computed. */
static const char *const computed[] = {
	"root=", "rootfstype=", "mtdparts=", "phram.", "console=", "memmap=",
	"mem=",
};

static int check_word(const char *word, size_t len, struct strbuf *err)
{
	size_t i, n;

	for (i = 0; i < sizeof(computed) / sizeof(computed[0]); i++) {
		n = strlen(computed[i]);
		if (len >= n && !strncmp(word, computed[i], n))
			return fail(err, "command line: the configuration "
				    "adds '%.*s', but %s is computed from the "
				    "device tree", (int)len, word,
				    computed[i]);
	}
	return 0;
}

static int add_extra(struct strbuf *out, const char *extra, struct strbuf *err)
{
	size_t len;

	for (;; extra += len) {
		extra += strspn(extra, " \t\n");
		len = strcspn(extra, " \t\n");
		if (!len)
			return 0;
		if (check_word(extra, len, err))
			return -1;
		strbuf_addch(out, ' ');
		strbuf_add(out, extra, len);
	}
}

static void add_root(struct strbuf *out, const struct board *board,
		     const struct devtree *dt, const struct layout *l)
{
	if (l->kind == IMAGE_FIRMWARE && board->media == MEDIA_SD) {
		strbuf_addstr(out, " root=/dev/mmcblk0p2 rootwait");
	} else {
		if (l->kind == IMAGE_FIRMWARE) {
			strbuf_addstr(out, " mtdparts=");
			mtdparts_build(out, dt, l);
		} else {
			strbuf_addstr(out, " phram.phram=");
			phram_build(out, board, l);
			if (board->phram_memmap)
				strbuf_addf(out, " memmap=0x%llx$0x%llx",
					    (unsigned long long)l->phram.size,
					    (unsigned long long)l->phram.start);
		}
		strbuf_addf(out, " root=/dev/mtdblock%d",
			    rootfs_mtd_index(dt, l));
	}
	strbuf_addstr(out, " rootfstype=squashfs ro");
}

int cmdline_build(struct strbuf *out, const struct board *board,
		  const struct devtree *dt, const struct layout *l,
		  const char *extra, struct strbuf *err)
{
	size_t max = board_cmdline_max(board);

	strbuf_addf(out, "console=%s", dt->console);
	add_root(out, board, dt, l);
	if (add_extra(out, extra, err))
		return -1;
	if (out->len < max)
		return 0;
	return fail(err, "command line has %zu bytes, Linux takes %zu on %s: "
		    "%zu too many; shorten cmdline in the configuration or "
		    "the partitions' names", out->len, max - 1,
		    board_arch_names[board->arch], out->len - (max - 1));
}
