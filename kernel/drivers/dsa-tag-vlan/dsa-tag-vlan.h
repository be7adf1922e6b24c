/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the drivers of switches and the tagger dsa-tag-vlan agree on.
 *
 * Between switch and processor every frame carries a tag.  Its VID is
 * dsa_tag_8021q_standalone_vid() of a port: from this port, or to it and
 * nowhere else, bridged or not; or dsa_tag_8021q_bridge_vid() of a bridge:
 * from one of its ports, or to where the switch thinks that the address is.
 */
#ifndef DSA_TAG_VLAN_H
#define DSA_TAG_VLAN_H

#include <net/dsa.h>

/* No number of enum dsa_tag_protocol, whose last is below 64. */
#define DSA_TAG_PROTO_VLAN		((enum dsa_tag_protocol)0x8100)
#define DSA_TAG_PROTO_VLAN_VALUE	33024

/* How many bridges fit into the three bits that a VID has for them */
#define DSA_TAG_VLAN_BRIDGES		7

#endif
