// SPDX-License-Identifier: GPL-2.0-only
/*
 * The Ethernet switch in Atheros' AR934x and QCA953x (a chip of its own is
 * called AR8229).
 *
 * Port 0 is GMAC1's, ports 1 to 4 have PHYs 0 to 3.  PHY 4 is port 5's or,
 * when OPER_MODE1 says so, GMAC0's; then port 5 is nobody's.
 *
 * No public source shows the header of this switch's frames, while OpenWrt has
 * used its VLANs for years: so frames to and from the processor carry 802.1Q
 * tags (dsa-tag-vlan.h).  The rules of VLANs are strict (SECURE): a frame that
 * comes in by a jack with a tag of some other VLAN is dropped, so that nobody
 * outside can choose one.
 *
 * Registers: Linux 6.1, drivers/net/dsa/qca/ar9331.c (how MDIO addresses are
 * made of theirs, and what AR933x has alike); U-Boot 2023.01,
 * drivers/net/ag7xxx.c (which half of a register is written first); OpenWrt's
 * last ar71xx tree, ag71xx_ar7240.c (AR934X_*: VLANs, modes, floods).
 */
#include <linux/bitfield.h>
#include <linux/dsa/8021q.h>
#include <linux/if_bridge.h>
#include <linux/iopoll.h>
#include <linux/mdio.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/phy.h>
#include <linux/rtnetlink.h>
#include <net/dsa.h>

#include "dsa-tag-vlan.h"

#define SW_PORTS		6
#define SW_CPU_PORT		0
#define SW_PHY4_PORT		5
#define SW_PHYS			5

#define SW_MASK_CTRL		0x000
#define SW_MASK_CTRL_RESET	BIT(31)
#define SW_MASK_CTRL_VERSION	GENMASK(15, 8)
#define SW_VERSION_AR724X	1	/* and AR933x: other VLAN registers */
#define SW_OPER_MODE0		0x004
#define SW_OPER_MODE0_MAC_GMII	BIT(6)
#define SW_OPER_MODE1		0x008
#define SW_OPER_MODE1_PHY4_MII	BIT(28)
#define SW_FLOOD_MASK		0x02c
#define SW_FLOOD_MULTI(port)	BIT(16 + (port))
#define SW_FLOOD_BROAD(port)	BIT(25 + (port))
#define SW_GLOBAL_CTRL		0x030
#define SW_GLOBAL_CTRL_MTU	GENMASK(13, 0)
#define SW_VTU			0x040
#define SW_VTU_VID		GENMASK(27, 16)
#define SW_VTU_ACTIVE		BIT(3)
#define SW_VTU_OP		GENMASK(2, 0)
#define SW_VTU_OP_FLUSH		1
#define SW_VTU_OP_LOAD		2
#define SW_VTU_OP_PURGE		3
#define SW_VTU_DATA		0x044
#define SW_VTU_DATA_VALID	BIT(11)
#define SW_VTU_DATA_MEMBERS	GENMASK(9, 0)
#define SW_ATU			0x050
#define SW_ATU_ACTIVE		BIT(3)
#define SW_ATU_OP_FLUSH		1
#define SW_AT_CTRL		0x05c
#define SW_AT_CTRL_AGE_EN	BIT(17)
#define SW_AT_CTRL_LEARN_CHANGE	BIT(18)
#define SW_AT_CTRL_AGE_TIME	GENMASK(15, 0)
#define SW_AT_CTRL_AGE_5MIN	0x2b
#define SW_SERVICE_TAG		0x074
#define SW_SERVICE_TAG_TYPE	GENMASK(15, 0)
#define SW_CPU			0x078
#define SW_CPU_EN		BIT(8)
#define SW_CPU_NO_MIRROR	GENMASK(7, 4)
#define SW_MDIO			0x098
#define SW_MDIO_BUSY		BIT(31)
#define SW_MDIO_MASTER		BIT(30)
#define SW_MDIO_READ		BIT(27)
#define SW_MDIO_PHY		GENMASK(25, 21)
#define SW_MDIO_REG		GENMASK(20, 16)
#define SW_MDIO_DATA		GENMASK(15, 0)
#define SW_PORT_STATUS(port)	(0x100 + (port) * 0x100)
#define SW_STATUS_AUTO		BIT(9)
#define SW_STATUS_DUPLEX	BIT(6)
#define SW_STATUS_RX_FLOW	BIT(5)
#define SW_STATUS_TX_FLOW	BIT(4)
#define SW_STATUS_RX_MAC	BIT(3)
#define SW_STATUS_TX_MAC	BIT(2)
#define SW_STATUS_1000		2
#define SW_PORT_CTRL(port)	(0x104 + (port) * 0x100)
#define SW_CTRL_LEARN		BIT(14)
#define SW_CTRL_TAG		GENMASK(9, 8)	/* of what leaves */
#define SW_CTRL_TAG_STRIP	1
#define SW_CTRL_TAG_ADD		2
#define SW_CTRL_STATE		GENMASK(2, 0)
#define SW_CTRL_DISABLED	0
#define SW_CTRL_BLOCKING	1
#define SW_CTRL_LISTENING	2
#define SW_CTRL_LEARNING	3
#define SW_CTRL_FORWARDING	4
#define SW_PORT_VLAN1(port)	(0x108 + (port) * 0x100)
#define SW_VLAN1_DEFAULT_VID	GENMASK(27, 16)
#define SW_PORT_VLAN2(port)	(0x10c + (port) * 0x100)
#define SW_VLAN2_SECURE		(3U << 30)
#define SW_VLAN2_MEMBERS	GENMASK(25, 16)	/* may be sent to */

#define SW_TIMEOUT_US		100000

/*
 * A register's address on the MDIO bus: bits 4:3 of the PHY address are 2 for
 * registers, 3 for the page, that is, bits 18:9 of the address.
 */
#define SW_BUS_PAGE		0x18
#define SW_BUS_REG(reg)		(0x10 | ((reg) >> 6 & 7))
#define SW_BUS_LOW(reg)		((reg) >> 1 & 0x1e)
#define SW_BUS_HIGH(reg)	(SW_BUS_LOW(reg) | 1)

struct ar934x {
	struct dsa_switch ds;
	struct mii_bus *bus;		/* on which the switch is */
	u8 bridge[SW_PORTS];		/* by port: number of its bridge, or 0 */
};

static int sw_read(struct ar934x *sw, u32 reg, u32 *value)
{
	struct mii_bus *bus = sw->bus;
	int low, high = 0;

	mutex_lock_nested(&bus->mdio_lock, MDIO_MUTEX_NESTED);
	low = __mdiobus_write(bus, SW_BUS_PAGE, 0, reg >> 9);
	if (low >= 0)
		low = __mdiobus_read(bus, SW_BUS_REG(reg), SW_BUS_LOW(reg));
	if (low >= 0)
		high = __mdiobus_read(bus, SW_BUS_REG(reg), SW_BUS_HIGH(reg));
	mutex_unlock(&bus->mdio_lock);
	if (low < 0 || high < 0)
		return low < 0 ? low : high;
	*value = (u32)high << 16 | low;

	return 0;
}

/* The lower half last: it is what starts a command (MDIO, VTU, ATU). */
static int sw_write(struct ar934x *sw, u32 reg, u32 value)
{
	struct mii_bus *bus = sw->bus;
	int ret;

	mutex_lock_nested(&bus->mdio_lock, MDIO_MUTEX_NESTED);
	ret = __mdiobus_write(bus, SW_BUS_PAGE, 0, reg >> 9);
	if (!ret)
		ret = __mdiobus_write(bus, SW_BUS_REG(reg), SW_BUS_HIGH(reg),
				      value >> 16);
	if (!ret)
		ret = __mdiobus_write(bus, SW_BUS_REG(reg), SW_BUS_LOW(reg),
				      value & 0xffff);
	mutex_unlock(&bus->mdio_lock);

	return ret;
}

static int sw_change(struct ar934x *sw, u32 reg, u32 mask, u32 value)
{
	u32 old;
	int ret;

	ret = sw_read(sw, reg, &old);
	if (ret)
		return ret;

	return sw_write(sw, reg, (old & ~mask) | value);
}

static int sw_wait(struct ar934x *sw, u32 reg, u32 mask, u32 *value)
{
	int ret, err;

	ret = read_poll_timeout(sw_read, err, err || !(*value & mask), 100,
				SW_TIMEOUT_US, false, sw, reg, value);

	return err ?: ret;
}

static int sw_phy(struct ar934x *sw, int phy, int reg, u32 command, u32 *value)
{
	int ret;

	ret = sw_write(sw, SW_MDIO, SW_MDIO_BUSY | SW_MDIO_MASTER | command |
		       FIELD_PREP(SW_MDIO_PHY, phy) |
		       FIELD_PREP(SW_MDIO_REG, reg));

	return ret ?: sw_wait(sw, SW_MDIO, SW_MDIO_BUSY, value);
}

static int sw_phy_read(struct dsa_switch *ds, int phy, int reg)
{
	u32 value;
	int ret;

	ret = sw_phy(ds->priv, phy, reg, SW_MDIO_READ, &value);

	return ret ?: FIELD_GET(SW_MDIO_DATA, value);
}

static int sw_phy_write(struct dsa_switch *ds, int phy, int reg, u16 data)
{
	u32 value;

	return sw_phy(ds->priv, phy, reg, FIELD_PREP(SW_MDIO_DATA, data),
		      &value);
}

static int sw_vtu(struct ar934x *sw, u32 op, u16 vid, u32 members)
{
	u32 value;
	int ret;

	ret = sw_wait(sw, SW_VTU, SW_VTU_ACTIVE, &value);
	if (!ret && op == SW_VTU_OP_LOAD)
		ret = sw_write(sw, SW_VTU_DATA, SW_VTU_DATA_VALID |
			       FIELD_PREP(SW_VTU_DATA_MEMBERS, members));
	if (!ret)
		ret = sw_write(sw, SW_VTU, SW_VTU_ACTIVE |
			       FIELD_PREP(SW_VTU_VID, vid) |
			       FIELD_PREP(SW_VTU_OP, op));

	return ret ?: sw_wait(sw, SW_VTU, SW_VTU_ACTIVE, &value);
}

/* Ports of this bridge; none is in bridge 0. */
static u32 sw_bridge_ports(struct ar934x *sw, u8 num)
{
	u32 ports = 0;
	int port;

	for (port = 0; num && port < SW_PORTS; port++)
		if (sw->bridge[port] == num)
			ports |= BIT(port);

	return ports;
}

/* Where may this port send to, and in which VLAN is what comes in? */
static int sw_port_vlan(struct ar934x *sw, int port)
{
	u8 num = sw->bridge[port];
	u32 members = sw_bridge_ports(sw, num) | BIT(SW_CPU_PORT);
	u16 vid;
	int ret;

	if (num)
		vid = dsa_tag_8021q_bridge_vid(num);
	else
		vid = dsa_tag_8021q_standalone_vid(dsa_to_port(&sw->ds, port));
	ret = sw_write(sw, SW_PORT_VLAN1(port),
		       FIELD_PREP(SW_VLAN1_DEFAULT_VID, vid));

	return ret ?: sw_write(sw, SW_PORT_VLAN2(port), SW_VLAN2_SECURE |
			       FIELD_PREP(SW_VLAN2_MEMBERS,
					  members & ~BIT(port)));
}

/* A port has joined this bridge, or left it. */
static int sw_bridge_update(struct ar934x *sw, u8 num)
{
	u32 ports = sw_bridge_ports(sw, num);
	int port, ret;

	if (ports)
		ret = sw_vtu(sw, SW_VTU_OP_LOAD, dsa_tag_8021q_bridge_vid(num),
			     ports | BIT(SW_CPU_PORT));
	else
		ret = sw_vtu(sw, SW_VTU_OP_PURGE,
			     dsa_tag_8021q_bridge_vid(num), 0);
	for (port = 0; port < SW_PORTS && !ret; port++)
		if (ports & BIT(port))
			ret = sw_port_vlan(sw, port);

	return ret;
}

static int sw_setup_cpu_port(struct ar934x *sw)
{
	u32 ports = dsa_user_ports(&sw->ds);
	int ret;

	ret = sw_write(sw, SW_PORT_STATUS(SW_CPU_PORT), SW_STATUS_1000 |
		       SW_STATUS_DUPLEX | SW_STATUS_RX_FLOW |
		       SW_STATUS_TX_FLOW | SW_STATUS_RX_MAC |
		       SW_STATUS_TX_MAC);
	if (!ret)	/* what has no tag is in no VLAN */
		ret = sw_write(sw, SW_PORT_VLAN1(SW_CPU_PORT), 0);
	if (!ret)
		ret = sw_write(sw, SW_PORT_VLAN2(SW_CPU_PORT),
			       SW_VLAN2_SECURE |
			       FIELD_PREP(SW_VLAN2_MEMBERS, ports));
	if (!ret)
		ret = sw_write(sw, SW_PORT_CTRL(SW_CPU_PORT), SW_CTRL_LEARN |
			       FIELD_PREP(SW_CTRL_TAG, SW_CTRL_TAG_ADD) |
			       FIELD_PREP(SW_CTRL_STATE, SW_CTRL_FORWARDING));

	return ret;
}

static int sw_setup_user_port(struct ar934x *sw, struct dsa_port *dp)
{
	int port = dp->index, ret;

	ret = sw_vtu(sw, SW_VTU_OP_LOAD, dsa_tag_8021q_standalone_vid(dp),
		     BIT(port) | BIT(SW_CPU_PORT));
	if (!ret)
		ret = sw_port_vlan(sw, port);
	if (!ret)
		ret = sw_change(sw, SW_PORT_CTRL(port),
				SW_CTRL_TAG | SW_CTRL_LEARN,
				FIELD_PREP(SW_CTRL_TAG, SW_CTRL_TAG_STRIP));
	if (!ret)	/* the MAC follows the PHY */
		ret = sw_write(sw, SW_PORT_STATUS(port), SW_STATUS_AUTO);

	return ret;
}

static int sw_reset(struct ar934x *sw)
{
	u32 value;
	int port, ret;

	ret = sw_write(sw, SW_MASK_CTRL, SW_MASK_CTRL_RESET);
	if (!ret)
		ret = sw_wait(sw, SW_MASK_CTRL, SW_MASK_CTRL_RESET, &value);
	for (port = 0; port < SW_PORTS && !ret; port++)
		ret = sw_write(sw, SW_PORT_CTRL(port), SW_CTRL_DISABLED);

	return ret;
}

static const struct {
	u16 reg;
	u32 mask;
	u32 value;
} sw_init[] = {
	{ SW_OPER_MODE0, SW_OPER_MODE0_MAC_GMII, SW_OPER_MODE0_MAC_GMII },
	{ SW_CPU, SW_CPU_EN | SW_CPU_NO_MIRROR, SW_CPU_EN | SW_CPU_NO_MIRROR },
	{ SW_AT_CTRL, SW_AT_CTRL_AGE_TIME, SW_AT_CTRL_AGE_EN |
		SW_AT_CTRL_LEARN_CHANGE | SW_AT_CTRL_AGE_5MIN },
	{ SW_FLOOD_MASK, 0, SW_FLOOD_BROAD(SW_CPU_PORT) |
		SW_FLOOD_MULTI(SW_CPU_PORT) },
	{ SW_GLOBAL_CTRL, SW_GLOBAL_CTRL_MTU, SW_GLOBAL_CTRL_MTU },
	/* no other type of frame has VLAN tags */
	{ SW_SERVICE_TAG, SW_SERVICE_TAG_TYPE, 0 },
};

static int sw_setup(struct dsa_switch *ds)
{
	struct ar934x *sw = ds->priv;
	struct dsa_port *dp;
	u32 phy4 = 0;
	int i, ret;

	ret = sw_reset(sw);
	for (i = 0; i < ARRAY_SIZE(sw_init) && !ret; i++)
		ret = sw_change(sw, sw_init[i].reg, sw_init[i].mask,
				sw_init[i].value);
	if (!dsa_is_user_port(ds, SW_PHY4_PORT))
		phy4 = SW_OPER_MODE1_PHY4_MII;
	if (!ret)
		ret = sw_change(sw, SW_OPER_MODE1, SW_OPER_MODE1_PHY4_MII,
				phy4);
	if (!ret)
		ret = sw_vtu(sw, SW_VTU_OP_FLUSH, 0, 0);
	if (ret)
		return ret;
	dsa_switch_for_each_user_port(dp, ds) {
		ret = sw_setup_user_port(sw, dp);
		if (ret)
			return ret;
	}

	return sw_setup_cpu_port(sw);
}

/* Nothing passes any more.  Errors have nobody to go to. */
static void sw_teardown(struct dsa_switch *ds)
{
	int port;

	for (port = 0; port < SW_PORTS; port++)
		sw_change(ds->priv, SW_PORT_CTRL(port), SW_CTRL_STATE,
			  SW_CTRL_DISABLED);
}

/* DSA also calls this when a port goes up or down that is in no bridge. */
static void sw_port_stp_state_set(struct dsa_switch *ds, int port, u8 state)
{
	static const u8 states[] = {
		[BR_STATE_DISABLED] = SW_CTRL_DISABLED,
		[BR_STATE_LISTENING] = SW_CTRL_LISTENING,
		[BR_STATE_LEARNING] = SW_CTRL_LEARNING,
		[BR_STATE_FORWARDING] = SW_CTRL_FORWARDING,
		[BR_STATE_BLOCKING] = SW_CTRL_BLOCKING,
	};
	int ret;

	if (port == SW_CPU_PORT || state >= ARRAY_SIZE(states))
		return;
	ret = sw_change(ds->priv, SW_PORT_CTRL(port), SW_CTRL_STATE,
			states[state]);
	if (ret)
		dev_err(ds->dev, "port %d: no new state: %d\n", port, ret);
}

static int sw_flush(struct ar934x *sw)
{
	u32 value;
	int ret;

	ret = sw_write(sw, SW_ATU, SW_ATU_ACTIVE | SW_ATU_OP_FLUSH);

	return ret ?: sw_wait(sw, SW_ATU, SW_ATU_ACTIVE, &value);
}

/* There is no other way to forget one port's addresses. */
static void sw_port_fast_age(struct dsa_switch *ds, int port)
{
	int ret = sw_flush(ds->priv);

	if (ret)
		dev_err(ds->dev, "addresses are not forgotten: %d\n", ret);
}

static int sw_port_bridge_join(struct dsa_switch *ds, int port,
			       struct dsa_bridge bridge, bool *tx_fwd_offload,
			       struct netlink_ext_ack *extack)
{
	struct ar934x *sw = ds->priv;
	int ret;

	sw->bridge[port] = bridge.num;
	ret = sw_bridge_update(sw, bridge.num);
	if (!ret)
		ret = sw_change(sw, SW_PORT_CTRL(port), 0, SW_CTRL_LEARN);
	if (ret) {
		sw->bridge[port] = 0;
		return ret;
	}
	*tx_fwd_offload = true;

	return 0;
}

static void sw_port_bridge_leave(struct dsa_switch *ds, int port,
				 struct dsa_bridge bridge)
{
	struct ar934x *sw = ds->priv;
	int ret;

	sw->bridge[port] = 0;
	ret = sw_change(sw, SW_PORT_CTRL(port), SW_CTRL_LEARN, 0);
	if (!ret)
		ret = sw_port_vlan(sw, port);
	if (!ret)
		ret = sw_bridge_update(sw, bridge.num);
	if (!ret)
		ret = sw_flush(sw);
	if (ret)
		dev_err(ds->dev, "port %d does not leave its bridge: %d\n",
			port, ret);
}

static int sw_port_vlan_filtering(struct dsa_switch *ds, int port,
				  bool filtering,
				  struct netlink_ext_ack *extack)
{
	if (!filtering)
		return 0;
	NL_SET_ERR_MSG_MOD(extack, "the switch's VLANs tell its ports apart");

	return -EINVAL;
}

static void sw_phylink_get_caps(struct dsa_switch *ds, int port,
				struct phylink_config *config)
{
	config->mac_capabilities = MAC_10 | MAC_100 | MAC_SYM_PAUSE;
	if (port == SW_CPU_PORT)
		config->mac_capabilities |= MAC_1000FD;
	else
		__set_bit(PHY_INTERFACE_MODE_INTERNAL,
			  config->supported_interfaces);
	__set_bit(PHY_INTERFACE_MODE_GMII, config->supported_interfaces);
}

static enum dsa_tag_protocol sw_get_tag_protocol(struct dsa_switch *ds,
						 int port,
						 enum dsa_tag_protocol mp)
{
	return DSA_TAG_PROTO_VLAN;
}

static const struct dsa_switch_ops sw_ops = {
	.get_tag_protocol = sw_get_tag_protocol,
	.setup = sw_setup,
	.teardown = sw_teardown,
	.phy_read = sw_phy_read,
	.phy_write = sw_phy_write,
	.phylink_get_caps = sw_phylink_get_caps,
	.port_stp_state_set = sw_port_stp_state_set,
	.port_fast_age = sw_port_fast_age,
	.port_bridge_join = sw_port_bridge_join,
	.port_bridge_leave = sw_port_bridge_leave,
	.port_vlan_filtering = sw_port_vlan_filtering,
};

static int sw_probe(struct mdio_device *mdiodev)
{
	struct device *dev = &mdiodev->dev;
	struct ar934x *sw;
	u32 value, version;
	int ret;

	sw = devm_kzalloc(dev, sizeof(*sw), GFP_KERNEL);
	if (!sw)
		return -ENOMEM;
	sw->bus = mdiodev->bus;

	ret = sw_read(sw, SW_MASK_CTRL, &value);
	if (ret)
		return dev_err_probe(dev, ret, "does not answer\n");
	version = FIELD_GET(SW_MASK_CTRL_VERSION, value);
	if (!version || version == 0xff)
		return dev_err_probe(dev, -ENODEV, "nothing there\n");
	if (version == SW_VERSION_AR724X)
		return dev_err_probe(dev, -ENODEV, "an AR724x or AR933x\n");

	sw->ds.dev = dev;
	sw->ds.num_ports = SW_PORTS;
	sw->ds.max_num_bridges = DSA_TAG_VLAN_BRIDGES;
	/* PHY n is port n + 1's, or GMAC0's */
	sw->ds.phys_mii_mask = GENMASK(SW_PHYS - 1, 0);
	sw->ds.ops = &sw_ops;
	sw->ds.priv = sw;
	dev_set_drvdata(dev, sw);

	ret = dsa_register_switch(&sw->ds);
	if (ret)
		return dev_err_probe(dev, ret, "not registered\n");

	return 0;
}

/* GMAC0, too, must let go of its PHY before the PHY's bus goes. */
static void sw_close_users(struct ar934x *sw)
{
	struct phy_device *phy;
	int addr;

	rtnl_lock();
	for (addr = 0; addr < SW_PHYS; addr++) {
		phy = mdiobus_get_phy(sw->ds.slave_mii_bus, addr);
		if (phy && phy->attached_dev)
			dev_close(phy->attached_dev);
	}
	rtnl_unlock();
}

static void sw_remove(struct mdio_device *mdiodev)
{
	struct ar934x *sw = dev_get_drvdata(&mdiodev->dev);

	if (!sw)
		return;
	sw_close_users(sw);
	dsa_unregister_switch(&sw->ds);
}

static void sw_shutdown(struct mdio_device *mdiodev)
{
	struct ar934x *sw = dev_get_drvdata(&mdiodev->dev);

	if (!sw)
		return;
	dsa_switch_shutdown(&sw->ds);
	dev_set_drvdata(&mdiodev->dev, NULL);
}

static const struct of_device_id sw_of_match[] = {
	{ .compatible = "qca,ar9340-switch" },
	{ .compatible = "qca,qca9530-switch" },
	{ }
};
MODULE_DEVICE_TABLE(of, sw_of_match);

static struct mdio_driver sw_driver = {
	.probe = sw_probe,
	.remove = sw_remove,
	.shutdown = sw_shutdown,
	.mdiodrv.driver = {
		.name = "ar934x-switch",
		.of_match_table = sw_of_match,
	},
};

mdio_module_driver(sw_driver);

MODULE_DESCRIPTION("Built-in switch of Atheros AR934x");
MODULE_LICENSE("GPL");
