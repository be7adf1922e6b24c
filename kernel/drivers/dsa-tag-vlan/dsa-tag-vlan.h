/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Switches that have VLANs and no tag of their own: what their drivers and the
 * tagger dsa-tag-vlan agree on, and what these drivers have in common
 * (dsa-vlan-switch.c).
 *
 * Between switch and processor every frame carries a tag.  Its VID is
 * dsa_tag_8021q_standalone_vid() of a port: from this port, or to it and
 * nowhere else, bridged or not; or dsa_tag_8021q_bridge_vid() of a bridge:
 * from one of its ports, or to where the switch thinks that the address is.
 *
 * Which of a bridge's ports a frame came in by is not told: it counts as the
 * first one's that is open.  So a bridge's spanning tree does not find loops
 * between its ports.
 */
#ifndef DSA_TAG_VLAN_H
#define DSA_TAG_VLAN_H

#include <linux/dsa/8021q.h>
#include <linux/ethtool.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/dsa.h>

/* No number of enum dsa_tag_protocol, whose last is below 64. */
#define DSA_TAG_PROTO_VLAN		((enum dsa_tag_protocol)0x8100)
#define DSA_TAG_PROTO_VLAN_VALUE	33024

/* How many bridges fit into the three bits that a VID has for them */
#define DSA_TAG_VLAN_BRIDGES		7

struct dsa_vlan_switch;

/* What a switch counts at each port, for ethtool -S. */
struct dsa_vlan_counters {
	unsigned int n;
	const char (*names)[ETH_GSTRING_LEN];
	/* Counters must be looked at that often, or some would overflow. */
	unsigned int interval_ms;
	/*
	 * Adds to sums[n] what this port has counted since the last call.
	 * May sleep; two calls do not meet.  An error leaves some counters of
	 * this time out, and the caller says so.
	 */
	int (*add)(struct dsa_vlan_switch *vs, int port, u64 *sums);
};

/* At the beginning of a driver's own structure; zeroed, then registered */
struct dsa_vlan_switch {
	struct dsa_switch ds;
	/* What follows is dsa-vlan-switch.c's. */
	const struct dsa_vlan_counters *counters;
	struct mutex reading;		/* hardware's counters, and fresh */
	spinlock_t lock;		/* sums */
	struct delayed_work work;
	u64 *sums;			/* of all ports, one after the other */
	u64 *fresh;			/* of one port, while they are read */
};

static inline struct dsa_vlan_switch *to_dsa_vlan_switch(struct dsa_switch *ds)
{
	return container_of(ds, struct dsa_vlan_switch, ds);
}

/* The VID of bridge num or, when that is 0, of this port alone */
static inline u16 dsa_vlan_vid(const struct dsa_port *dp, unsigned int num)
{
	return num ? dsa_tag_8021q_bridge_vid(num) :
		     dsa_tag_8021q_standalone_vid(dp);
}

/*
 * Fills in vs->ds and registers it as the switch of this device, whose driver
 * data it becomes; an error has been told.
 */
int dsa_vlan_switch_register(struct dsa_vlan_switch *vs, struct device *dev,
			     unsigned int ports,
			     const struct dsa_switch_ops *ops,
			     const struct dsa_vlan_counters *counters);
/* For remove and shutdown: either may come after the other, or alone. */
void dsa_vlan_switch_unregister(struct device *dev);
void dsa_vlan_switch_shutdown(struct device *dev);

/*
 * The user ports in this bridge.  DSA counts a port before it tells the driver
 * to let it join; one that is to leave may be counted still (when it could not
 * join), or no more.
 */
u32 dsa_vlan_bridge_ports(struct dsa_switch *ds, unsigned int num);
/*
 * May a port join it?  To be asked first: DSA itself asks when it has taken
 * over the bridge's state of the port, which then stays shut.
 */
int dsa_vlan_bridge_check(const struct dsa_bridge *bridge,
			  struct netlink_ext_ack *extack);
/* What a port has counted up to now, or up to one interval ago: sums[n] */
void dsa_vlan_counted(struct dsa_switch *ds, int port, u64 *sums);

/* Operations of struct dsa_switch_ops */
enum dsa_tag_protocol dsa_vlan_get_tag_protocol(struct dsa_switch *ds, int port,
						enum dsa_tag_protocol mprot);
int dsa_vlan_port_vlan_filtering(struct dsa_switch *ds, int port,
				 bool filtering,
				 struct netlink_ext_ack *extack);
void dsa_vlan_get_strings(struct dsa_switch *ds, int port, u32 stringset,
			  u8 *data);
int dsa_vlan_get_sset_count(struct dsa_switch *ds, int port, int sset);
void dsa_vlan_get_ethtool_stats(struct dsa_switch *ds, int port, u64 *data);

#endif
