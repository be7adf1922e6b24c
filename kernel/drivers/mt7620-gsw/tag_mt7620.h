/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the MT7620's switch driver and its tagger agree on.
 */

#ifndef _TAG_MT7620_H
#define _TAG_MT7620_H

#include <net/dsa.h>

/*
 * DSA looks taggers up by number. Those in include/net/dsa.h are counted up
 * from 0, this one is far away from them.
 */
#define DSA_TAG_PROTO_MT7620_VALUE	7620
#define DSA_TAG_PROTO_MT7620 \
	((enum dsa_tag_protocol)DSA_TAG_PROTO_MT7620_VALUE)

#endif
