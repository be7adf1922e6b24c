// SPDX-License-Identifier: GPL-2.0-only
/*
 * DSA tagger for the MT7620's switch: nothing is put into the frame.
 *
 * The port stands in the descriptors of the frame engine, and travels with
 * the skb as a METADATA_HW_PORT_MUX destination between the engine's driver
 * and here. Other ways were open:
 *
 *  - 802.1Q tags (tag_8021q) would take two entries a port from a VLAN table
 *    that has only 16, and leave few for the user;
 *  - MediaTek's special tag (tag_mtk) belongs to later switches of the
 *    family; no source shows this one with it.
 */

#include <linux/module.h>
#include <linux/slab.h>
#include <net/dst_metadata.h>

#include "tag_mt7620.h"

struct mt7620_tag {
	unsigned int num_ports;
	struct metadata_dst *port[];
};

static struct sk_buff *mt7620_tag_xmit(struct sk_buff *skb,
				       struct net_device *dev)
{
	const struct dsa_port *dp = dsa_port_from_netdev(dev);
	const struct mt7620_tag *tag = dp->ds->tagger_data;
	struct dst_entry *dst = &tag->port[dp->index]->dst;

	skb_dst_drop(skb);
	dst_hold(dst);
	skb_dst_set(skb, dst);
	return skb;
}

static struct sk_buff *mt7620_tag_rcv(struct sk_buff *skb,
				      struct net_device *dev)
{
	const struct metadata_dst *md = skb_metadata_dst(skb);
	struct dsa_port *dp;

	if (!md || md->type != METADATA_HW_PORT_MUX)
		return NULL;
	dp = dsa_to_port(dev->dsa_ptr->ds, md->u.port_info.port_id);
	if (!dp || !dsa_port_is_user(dp) || !dp->slave)
		return NULL;

	skb_dst_drop(skb);
	/* It was set for the sake of the destination, and slows GRO down. */
	if (!skb_has_extensions(skb))
		skb->slow_gro = 0;
	skb->dev = dp->slave;
	/* The switch has sent it to the other ports of the bridge. */
	skb->offload_fwd_mark = !!dp->bridge;
	return skb;
}

static void mt7620_tag_disconnect(struct dsa_switch *ds)
{
	struct mt7620_tag *tag = ds->tagger_data;
	unsigned int i;

	ds->tagger_data = NULL;
	/* Frames that still wait somewhere hold them; the last lets go. */
	for (i = 0; i < tag->num_ports && tag->port[i]; i++)
		dst_release(&tag->port[i]->dst);
	kfree(tag);
}

static int mt7620_tag_connect(struct dsa_switch *ds)
{
	struct mt7620_tag *tag;
	unsigned int i;

	tag = kzalloc(struct_size(tag, port, ds->num_ports), GFP_KERNEL);
	if (!tag)
		return -ENOMEM;
	tag->num_ports = ds->num_ports;
	ds->tagger_data = tag;
	for (i = 0; i < tag->num_ports; i++) {
		tag->port[i] = metadata_dst_alloc(0, METADATA_HW_PORT_MUX,
						  GFP_KERNEL);
		if (!tag->port[i]) {
			mt7620_tag_disconnect(ds);
			return -ENOMEM;
		}
		tag->port[i]->u.port_info.port_id = i;
	}
	return 0;
}

static const struct dsa_device_ops mt7620_tag_ops = {
	.name = "mt7620",
	.proto = DSA_TAG_PROTO_MT7620,
	.xmit = mt7620_tag_xmit,
	.rcv = mt7620_tag_rcv,
	.connect = mt7620_tag_connect,
	.disconnect = mt7620_tag_disconnect,
};

MODULE_DESCRIPTION("DSA tagger for the MT7620's switch");
MODULE_AUTHOR("The phramework project");
MODULE_LICENSE("GPL");
MODULE_ALIAS_DSA_TAG_DRIVER(DSA_TAG_PROTO_MT7620);

module_dsa_tag_driver(mt7620_tag_ops);
