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
 * made of theirs, what AR933x has alike, the counters); U-Boot 2023.01,
 * drivers/net/ag7xxx.c (which half of a register is written first); OpenWrt's
 * last ar71xx tree, ag71xx_ar7240.c (AR934X_*: VLANs, modes, floods,
 * switching the counters on and capturing them).
 */
#include <linux/bitfield.h>
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
#define SW_MIB			0x080
#define SW_MIB_ENABLE		BIT(30)
#define SW_MIB_OP		GENMASK(26, 24)
#define SW_MIB_OP_CAPTURE	3
#define SW_MIB_BUSY		BIT(17)
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

#define SW_MIB_COUNTERS(port)	(0x20000 + (port) * 0x100)

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
	struct dsa_vlan_switch vs;
	struct mii_bus *bus;		/* on which the switch is */
};

static struct ar934x *to_ar934x(struct dsa_switch *ds)
{
	return container_of(ds, struct ar934x, vs.ds);
}

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

	ret = sw_phy(to_ar934x(ds), phy, reg, SW_MDIO_READ, &value);

	return ret ?: FIELD_GET(SW_MDIO_DATA, value);
}

static int sw_phy_write(struct dsa_switch *ds, int phy, int reg, u16 data)
{
	u32 value;

	return sw_phy(to_ar934x(ds), phy, reg, FIELD_PREP(SW_MDIO_DATA, data),
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

/*
 * Where may this port send to, and in which VLAN is what comes in?  It is in
 * bridge num, with these ports, or in none.
 */
static int sw_port_vlan(struct ar934x *sw, int port, unsigned int num,
			u32 ports)
{
	u32 members = (ports & ~BIT(port)) | BIT(SW_CPU_PORT);
	u16 vid = dsa_vlan_vid(dsa_to_port(&sw->vs.ds, port), num);
	int ret;

	ret = sw_write(sw, SW_PORT_VLAN1(port),
		       FIELD_PREP(SW_VLAN1_DEFAULT_VID, vid));

	return ret ?: sw_write(sw, SW_PORT_VLAN2(port), SW_VLAN2_SECURE |
			       FIELD_PREP(SW_VLAN2_MEMBERS, members));
}

/* These ports are in the bridge now. */
static int sw_bridge_update(struct ar934x *sw, unsigned int num, u32 ports)
{
	u16 vid = dsa_tag_8021q_bridge_vid(num);
	int port, ret;

	if (ports)
		ret = sw_vtu(sw, SW_VTU_OP_LOAD, vid,
			     ports | BIT(SW_CPU_PORT));
	else
		ret = sw_vtu(sw, SW_VTU_OP_PURGE, vid, 0);
	for (port = 0; port < SW_PORTS && !ret; port++)
		if (ports & BIT(port))
			ret = sw_port_vlan(sw, port, num, ports);

	return ret;
}

static int sw_setup_cpu_port(struct ar934x *sw)
{
	u32 ports = dsa_user_ports(&sw->vs.ds);
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
		ret = sw_port_vlan(sw, port, 0, 0);
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
	{ SW_MIB, 0, SW_MIB_ENABLE },
};

static int sw_setup(struct dsa_switch *ds)
{
	struct ar934x *sw = to_ar934x(ds);
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
		sw_change(to_ar934x(ds), SW_PORT_CTRL(port), SW_CTRL_STATE,
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
	ret = sw_change(to_ar934x(ds), SW_PORT_CTRL(port), SW_CTRL_STATE,
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
	int ret = sw_flush(to_ar934x(ds));

	if (ret)
		dev_err(ds->dev, "addresses are not forgotten: %d\n", ret);
}

static void sw_port_bridge_leave(struct dsa_switch *ds, int port,
				 struct dsa_bridge bridge)
{
	struct ar934x *sw = to_ar934x(ds);
	u32 others = dsa_vlan_bridge_ports(ds, bridge.num) & ~BIT(port);
	int ret;

	ret = sw_change(sw, SW_PORT_CTRL(port), SW_CTRL_LEARN, 0);
	if (!ret)
		ret = sw_port_vlan(sw, port, 0, 0);
	if (!ret)
		ret = sw_bridge_update(sw, bridge.num, others);
	if (!ret)
		ret = sw_flush(sw);
	if (ret)
		dev_err(ds->dev, "port %d does not leave its bridge: %d\n",
			port, ret);
}

static int sw_port_bridge_join(struct dsa_switch *ds, int port,
			       struct dsa_bridge bridge, bool *tx_fwd_offload,
			       struct netlink_ext_ack *extack)
{
	struct ar934x *sw = to_ar934x(ds);
	int ret;

	ret = dsa_vlan_bridge_check(&bridge, extack);
	if (ret)
		return ret;
	ret = sw_bridge_update(sw, bridge.num,
			       dsa_vlan_bridge_ports(ds, bridge.num));
	if (!ret)
		ret = sw_change(sw, SW_PORT_CTRL(port), 0, SW_CTRL_LEARN);
	/* DSA does not undo what a driver has done before it fails. */
	if (ret)
		sw_port_bridge_leave(ds, port, bridge);
	else
		*tx_fwd_offload = true;

	return ret;
}

/* ------------------------------------------------------------- counters */

enum {
	RX_BROADCAST, RX_PAUSE, RX_MULTICAST, RX_FCS_ERROR, RX_ALIGN_ERROR,
	RX_RUNT, RX_FRAGMENT, RX_64, RX_127, RX_255, RX_511, RX_1023, RX_1518,
	RX_MAX, RX_TOO_LONG, RX_GOOD_BYTES, RX_BAD_BYTES, RX_OVERFLOW,
	RX_FILTERED, TX_BROADCAST, TX_PAUSE, TX_MULTICAST, TX_UNDERRUN, TX_64,
	TX_127, TX_255, TX_511, TX_1023, TX_1518, TX_MAX, TX_OVERSIZE,
	TX_BYTES, TX_COLLISION, TX_ABORT_COLLISION, TX_MULTI_COLLISION,
	TX_SINGLE_COLLISION, TX_EXCESSIVE_DEFER, TX_DEFER, TX_LATE_COLLISION,
	SW_COUNTERS
};

static const char sw_counters[SW_COUNTERS][ETH_GSTRING_LEN] = {
	[RX_BROADCAST] = "rx_broadcast",
	[RX_PAUSE] = "rx_pause",
	[RX_MULTICAST] = "rx_multicast",
	[RX_FCS_ERROR] = "rx_fcs_error",
	[RX_ALIGN_ERROR] = "rx_align_error",
	[RX_RUNT] = "rx_runt",
	[RX_FRAGMENT] = "rx_fragment",
	[RX_64] = "rx_64",
	[RX_127] = "rx_65_127",
	[RX_255] = "rx_128_255",
	[RX_511] = "rx_256_511",
	[RX_1023] = "rx_512_1023",
	[RX_1518] = "rx_1024_1518",
	[RX_MAX] = "rx_1519_max",
	[RX_TOO_LONG] = "rx_too_long",
	[RX_GOOD_BYTES] = "rx_good_bytes",
	[RX_BAD_BYTES] = "rx_bad_bytes",
	[RX_OVERFLOW] = "rx_overflow",
	[RX_FILTERED] = "rx_filtered",
	[TX_BROADCAST] = "tx_broadcast",
	[TX_PAUSE] = "tx_pause",
	[TX_MULTICAST] = "tx_multicast",
	[TX_UNDERRUN] = "tx_underrun",
	[TX_64] = "tx_64",
	[TX_127] = "tx_65_127",
	[TX_255] = "tx_128_255",
	[TX_511] = "tx_256_511",
	[TX_1023] = "tx_512_1023",
	[TX_1518] = "tx_1024_1518",
	[TX_MAX] = "tx_1519_max",
	[TX_OVERSIZE] = "tx_oversize",
	[TX_BYTES] = "tx_bytes",
	[TX_COLLISION] = "tx_collision",
	[TX_ABORT_COLLISION] = "tx_abort_collision",
	[TX_MULTI_COLLISION] = "tx_multi_collision",
	[TX_SINGLE_COLLISION] = "tx_single_collision",
	[TX_EXCESSIVE_DEFER] = "tx_excessive_defer",
	[TX_DEFER] = "tx_defer",
	[TX_LATE_COLLISION] = "tx_late_collision",
};

/* Three have 64 bits. */
static bool sw_counter_is_long(int i)
{
	return i == RX_GOOD_BYTES || i == RX_BAD_BYTES || i == TX_BYTES;
}

/*
 * The registers stand in the enum's order.  Capturing puts what was counted
 * into them, of all ports; reading one clears it.
 */
static int sw_count(struct dsa_vlan_switch *vs, int port, u64 *sums)
{
	struct ar934x *sw = to_ar934x(&vs->ds);
	u32 reg = SW_MIB_COUNTERS(port), low, high;
	int i, ret;

	ret = sw_change(sw, SW_MIB, SW_MIB_OP,
			FIELD_PREP(SW_MIB_OP, SW_MIB_OP_CAPTURE));
	if (!ret)
		ret = sw_wait(sw, SW_MIB, SW_MIB_BUSY, &low);
	for (i = 0; i < SW_COUNTERS && !ret; i++, reg += 4) {
		ret = sw_read(sw, reg, &low);
		if (ret)
			break;
		sums[i] += low;
		if (!sw_counter_is_long(i))
			continue;
		reg += 4;
		ret = sw_read(sw, reg, &high);
		if (!ret)
			sums[i] += (u64)high << 32;
	}

	return ret;
}

/* The smallest frames at 100 Mbit/s take 8 hours; this is for get_stats64. */
static const struct dsa_vlan_counters sw_counted = {
	.n = SW_COUNTERS,
	.names = sw_counters,
	.interval_ms = 3000,
	.add = sw_count,
};

static u64 sw_sum(const u64 *counted, int first, int last)
{
	u64 sum = 0;

	while (first <= last)
		sum += counted[first++];

	return sum;
}

static void sw_get_stats64(struct dsa_switch *ds, int port,
			   struct rtnl_link_stats64 *s)
{
	u64 c[SW_COUNTERS];

	dsa_vlan_counted(ds, port, c);
	s->rx_packets = sw_sum(c, RX_64, RX_MAX);
	s->tx_packets = sw_sum(c, TX_64, TX_MAX);
	/* Linux does not count the FCS; bad frames may be packets, too. */
	s->rx_bytes = c[RX_GOOD_BYTES] -
		      min(c[RX_GOOD_BYTES], s->rx_packets * ETH_FCS_LEN);
	s->tx_bytes = c[TX_BYTES] -
		      min(c[TX_BYTES], s->tx_packets * ETH_FCS_LEN);
	s->multicast = c[RX_MULTICAST];
	s->collisions = c[TX_COLLISION];
	s->rx_dropped = c[RX_FILTERED];
	s->rx_crc_errors = c[RX_FCS_ERROR];
	s->rx_frame_errors = c[RX_ALIGN_ERROR];
	s->rx_length_errors = c[RX_RUNT] + c[RX_FRAGMENT] + c[RX_TOO_LONG];
	s->rx_missed_errors = c[RX_OVERFLOW];
	s->rx_errors = s->rx_crc_errors + s->rx_frame_errors +
		       s->rx_length_errors + s->rx_missed_errors;
	s->tx_fifo_errors = c[TX_UNDERRUN];
	s->tx_aborted_errors = c[TX_ABORT_COLLISION];
	s->tx_window_errors = c[TX_LATE_COLLISION];
	s->tx_errors = s->tx_fifo_errors + s->tx_aborted_errors +
		       s->tx_window_errors + c[TX_OVERSIZE];
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

static const struct dsa_switch_ops sw_ops = {
	.get_tag_protocol = dsa_vlan_get_tag_protocol,
	.setup = sw_setup,
	.teardown = sw_teardown,
	.phy_read = sw_phy_read,
	.phy_write = sw_phy_write,
	.phylink_get_caps = sw_phylink_get_caps,
	.port_stp_state_set = sw_port_stp_state_set,
	.port_fast_age = sw_port_fast_age,
	.port_bridge_join = sw_port_bridge_join,
	.port_bridge_leave = sw_port_bridge_leave,
	.port_vlan_filtering = dsa_vlan_port_vlan_filtering,
	.get_strings = dsa_vlan_get_strings,
	.get_sset_count = dsa_vlan_get_sset_count,
	.get_ethtool_stats = dsa_vlan_get_ethtool_stats,
	.get_stats64 = sw_get_stats64,
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

	/* PHY n is port n + 1's, or GMAC0's */
	sw->vs.ds.phys_mii_mask = GENMASK(SW_PHYS - 1, 0);

	return dsa_vlan_switch_register(&sw->vs, dev, SW_PORTS, &sw_ops,
					&sw_counted);
}

/* GMAC0, too, must let go of its PHY before the PHY's bus goes. */
static void sw_close_users(struct ar934x *sw)
{
	struct phy_device *phy;
	int addr;

	rtnl_lock();
	for (addr = 0; addr < SW_PHYS; addr++) {
		phy = mdiobus_get_phy(sw->vs.ds.slave_mii_bus, addr);
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
	dsa_vlan_switch_unregister(&mdiodev->dev);
}

static void sw_shutdown(struct mdio_device *mdiodev)
{
	dsa_vlan_switch_shutdown(&mdiodev->dev);
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
