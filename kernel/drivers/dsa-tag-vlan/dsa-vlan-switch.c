// SPDX-License-Identifier: GPL-2.0-only
/*
 * What drivers of switches without a tag of their own have in common: see
 * dsa-tag-vlan.h.
 */
#include <linux/if_bridge.h>
#include <linux/module.h>

#include "dsa-tag-vlan.h"

/* ------------------------------------------------------------- counters */

static u64 *dsa_vlan_sums(struct dsa_vlan_switch *vs, int port)
{
	return vs->sums + port * vs->counters->n;
}

static void dsa_vlan_count(struct dsa_vlan_switch *vs, int port)
{
	unsigned int i, n = vs->counters->n;
	u64 *sums = dsa_vlan_sums(vs, port);
	int ret;

	mutex_lock(&vs->reading);
	memset(vs->fresh, 0, n * sizeof(*vs->fresh));
	ret = vs->counters->add(vs, port, vs->fresh);
	spin_lock_bh(&vs->lock);
	for (i = 0; i < n; i++)
		sums[i] += vs->fresh[i];
	spin_unlock_bh(&vs->lock);
	mutex_unlock(&vs->reading);
	if (ret)
		dev_err_ratelimited(vs->ds.dev,
				    "port %d: counters are not read: %d\n",
				    port, ret);
}

static void dsa_vlan_count_all(struct dsa_vlan_switch *vs)
{
	struct dsa_port *dp;

	dsa_switch_for_each_user_port(dp, &vs->ds)
		dsa_vlan_count(vs, dp->index);
}

static void dsa_vlan_work(struct work_struct *work)
{
	struct dsa_vlan_switch *vs =
		container_of(to_delayed_work(work), struct dsa_vlan_switch,
			     work);

	dsa_vlan_count_all(vs);
	schedule_delayed_work(&vs->work,
			      msecs_to_jiffies(vs->counters->interval_ms));
}

void dsa_vlan_counted(struct dsa_switch *ds, int port, u64 *sums)
{
	struct dsa_vlan_switch *vs = to_dsa_vlan_switch(ds);

	spin_lock_bh(&vs->lock);
	memcpy(sums, dsa_vlan_sums(vs, port), vs->counters->n * sizeof(*sums));
	spin_unlock_bh(&vs->lock);
}
EXPORT_SYMBOL_GPL(dsa_vlan_counted);

void dsa_vlan_get_strings(struct dsa_switch *ds, int port, u32 stringset,
			  u8 *data)
{
	const struct dsa_vlan_counters *c = to_dsa_vlan_switch(ds)->counters;

	if (stringset == ETH_SS_STATS)
		memcpy(data, c->names, c->n * ETH_GSTRING_LEN);
}
EXPORT_SYMBOL_GPL(dsa_vlan_get_strings);

int dsa_vlan_get_sset_count(struct dsa_switch *ds, int port, int sset)
{
	return sset == ETH_SS_STATS ? to_dsa_vlan_switch(ds)->counters->n :
				      -EOPNOTSUPP;
}
EXPORT_SYMBOL_GPL(dsa_vlan_get_sset_count);

void dsa_vlan_get_ethtool_stats(struct dsa_switch *ds, int port, u64 *data)
{
	dsa_vlan_count(to_dsa_vlan_switch(ds), port);
	dsa_vlan_counted(ds, port, data);
}
EXPORT_SYMBOL_GPL(dsa_vlan_get_ethtool_stats);

/* ---------------------------------------------------------------- VLANs */

enum dsa_tag_protocol dsa_vlan_get_tag_protocol(struct dsa_switch *ds, int port,
						enum dsa_tag_protocol mprot)
{
	return DSA_TAG_PROTO_VLAN;
}
EXPORT_SYMBOL_GPL(dsa_vlan_get_tag_protocol);

u32 dsa_vlan_bridge_ports(struct dsa_switch *ds, unsigned int num)
{
	struct dsa_port *dp;
	u32 ports = 0;

	dsa_switch_for_each_user_port(dp, ds)
		if (dsa_port_bridge_num_get(dp) == num)
			ports |= BIT(dp->index);

	return ports;
}
EXPORT_SYMBOL_GPL(dsa_vlan_bridge_ports);

/*
 * A bridge with VLANs wants some of a port's frames tagged and others not; as
 * we know these switches, it is one or the other for a port, whatever the VLAN
 * (OpenWrt's drivers: esw_rt3050.c, ag71xx_ar7240.c); and frames to the
 * processor would need two tags, the bridge's and ours.  EOPNOTSUPP would not
 * do: for the bridge it means that there is nothing to be asked.
 */
static int dsa_vlan_refuse(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack,
		       "This switch needs its VLANs to tell its ports apart");

	return -EINVAL;
}

int dsa_vlan_port_vlan_filtering(struct dsa_switch *ds, int port,
				 bool filtering,
				 struct netlink_ext_ack *extack)
{
	return filtering ? dsa_vlan_refuse(extack) : 0;
}
EXPORT_SYMBOL_GPL(dsa_vlan_port_vlan_filtering);

int dsa_vlan_bridge_check(const struct dsa_bridge *bridge,
			  struct netlink_ext_ack *extack)
{
	return br_vlan_enabled(bridge->dev) ? dsa_vlan_refuse(extack) : 0;
}
EXPORT_SYMBOL_GPL(dsa_vlan_bridge_check);

/* ---------------------------------------------------- coming and going */

int dsa_vlan_switch_register(struct dsa_vlan_switch *vs, struct device *dev,
			     unsigned int ports,
			     const struct dsa_switch_ops *ops,
			     const struct dsa_vlan_counters *counters)
{
	int ret;

	mutex_init(&vs->reading);
	spin_lock_init(&vs->lock);
	INIT_DELAYED_WORK(&vs->work, dsa_vlan_work);
	vs->counters = counters;
	vs->sums = devm_kcalloc(dev, (ports + 1) * counters->n,
				sizeof(*vs->sums), GFP_KERNEL);
	if (!vs->sums)
		return -ENOMEM;
	vs->fresh = vs->sums + ports * counters->n;

	vs->ds.dev = dev;
	vs->ds.num_ports = ports;
	vs->ds.max_num_bridges = DSA_TAG_VLAN_BRIDGES;
	vs->ds.ops = ops;
	dev_set_drvdata(dev, vs);
	ret = dsa_register_switch(&vs->ds);
	if (ret)
		return dev_err_probe(dev, ret, "not registered\n");
	schedule_delayed_work(&vs->work, 0);

	return 0;
}
EXPORT_SYMBOL_GPL(dsa_vlan_switch_register);

void dsa_vlan_switch_unregister(struct device *dev)
{
	struct dsa_vlan_switch *vs = dev_get_drvdata(dev);

	if (!vs)
		return;
	cancel_delayed_work_sync(&vs->work);
	dsa_unregister_switch(&vs->ds);
}
EXPORT_SYMBOL_GPL(dsa_vlan_switch_unregister);

void dsa_vlan_switch_shutdown(struct device *dev)
{
	struct dsa_vlan_switch *vs = dev_get_drvdata(dev);

	if (!vs)
		return;
	cancel_delayed_work_sync(&vs->work);
	dsa_switch_shutdown(&vs->ds);
	dev_set_drvdata(dev, NULL);
}
EXPORT_SYMBOL_GPL(dsa_vlan_switch_shutdown);

MODULE_DESCRIPTION("Common part of drivers of switches without a DSA tag");
MODULE_LICENSE("GPL");
