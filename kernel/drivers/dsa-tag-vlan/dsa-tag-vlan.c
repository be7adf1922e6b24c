// SPDX-License-Identifier: GPL-2.0-only
/*
 * DSA tagger for switches that have VLANs and no tag of their own.
 *
 * The VIDs are DSA's (net/dsa/tag_8021q.c), the rules are in dsa-tag-vlan.h.
 * A tag that a frame brought along is inside ours.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>

#include "dsa_priv.h"
#include "dsa-tag-vlan.h"

static struct sk_buff *vlan_tag_xmit(struct sk_buff *skb,
				     struct net_device *dev)
{
	struct dsa_port *dp = dsa_slave_to_port(dev);
	unsigned int num = 0;

	/* Taking the tag off must not leave less than Ethernet allows. */
	if (__skb_put_padto(skb, ETH_ZLEN, false))
		return NULL;

	if (skb->offload_fwd_mark)
		num = dsa_port_bridge_num_get(dp);

	return dsa_8021q_xmit(skb, dev, ETH_P_8021Q, dsa_vlan_vid(dp, num));
}

static bool vlan_tag_is_ours(struct sk_buff *skb)
{
	u16 tci;

	if (skb_vlan_tag_present(skb)) {
		tci = skb_vlan_tag_get(skb);
	} else {
		if (eth_hdr(skb)->h_proto != htons(ETH_P_8021Q) ||
		    !pskb_may_pull(skb, VLAN_HLEN))
			return false;
		tci = ntohs(vlan_eth_hdr(skb)->h_vlan_TCI);
	}

	return vid_is_dsa_8021q(tci & VLAN_VID_MASK);
}

static struct sk_buff *vlan_tag_rcv(struct sk_buff *skb, struct net_device *dev)
{
	int port, device, bridge;

	if (!vlan_tag_is_ours(skb))
		return NULL;

	dsa_8021q_rcv(skb, &port, &device, &bridge);
	if (bridge)
		skb->dev = dsa_tag_8021q_find_port_by_vbid(dev, bridge);
	else
		skb->dev = dsa_master_find_slave(dev, device, port);
	if (!skb->dev)
		return NULL;

	dsa_default_offload_fwd_mark(skb);

	return skb;
}

static const struct dsa_device_ops vlan_tag_ops = {
	.name = "vlan",
	.proto = DSA_TAG_PROTO_VLAN,
	.xmit = vlan_tag_xmit,
	.rcv = vlan_tag_rcv,
	.needed_headroom = VLAN_HLEN,
	.promisc_on_master = true,
};

MODULE_DESCRIPTION("DSA tagger for switches without a tag of their own");
MODULE_LICENSE("GPL");
MODULE_ALIAS_DSA_TAG_DRIVER(DSA_TAG_PROTO_VLAN);
module_dsa_tag_driver(vlan_tag_ops);
