// SPDX-License-Identifier: GPL-2.0-only
#include "cmdline.h"

void phram_build(struct strbuf *out, const struct board *board,
		 const struct layout *l)
{
	strbuf_addf(out, "rootfs,0x%llx,0x%llx,0x%llx",
		    (unsigned long long)l->phram.start,
		    (unsigned long long)l->phram.size,
		    (unsigned long long)board->erase_block_bytes);
}
