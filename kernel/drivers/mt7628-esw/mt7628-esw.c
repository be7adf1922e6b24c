// SPDX-License-Identifier: GPL-2.0-only
/*
 * The Ethernet switch in MediaTek's MT7628 and MT7688.
 *
 * Ports 0 to 4 have PHYs, 6 is the processor's (mtk_eth_soc), 5 leads nowhere.
 * The switch has no tag of its own; frames to and from the processor carry
 * 802.1Q tags (dsa-tag-vlan.h) of a table of 16 VLANs:
 *
 *	0 to 4	port n and the processor
 *	8 to 14	bridge n - 7: its ports and the processor
 *
 * A port's own VLAN stays when it joins a bridge, so that frames can still be
 * sent to it alone; what comes in then belongs to the bridge's VLAN (PVID).
 *
 * Registers, their initial values and those of the PHYs: U-Boot 2023.01,
 * drivers/net/mt7628-eth.c; interrupts, VLAN table, and the order of bits in
 * POC0, POC2 and PFC1: OpenWrt, esw_rt3050.c.  Only the processor's port looks
 * at tags (EN_VLAN, as U-Boot sets it): a tag that comes in by a jack is
 * content.  So that it cannot pass for ours, the jacks put one of the switch
 * before it (double tag: mainline Linux' later drivers/net/dsa/mt7628.c).
 */
#include <linux/bitfield.h>
#include <linux/if_bridge.h>
#include <linux/interrupt.h>
#include <linux/iopoll.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/phy.h>
#include <linux/platform_device.h>
#include <linux/reset.h>
#include <net/dsa.h>

#include "dsa-tag-vlan.h"

#define ESW_PORTS		7
#define ESW_CPU_PORT		6
#define ESW_PHYS		5
#define ESW_VLANS		16
#define ESW_BRIDGE_VLAN(num)	(7 + (num))
#define ESW_COUNTERS		4

#define ESW_ISR			0x000
#define ESW_IMR			0x004	/* 1: masked */
#define ESW_INT_PORT_CHANGE	BIT(26)
#define ESW_FCT0		0x008	/* flow control thresholds */
#define ESW_PFC1		0x014
#define ESW_PFC1_EN_VLAN(port)	BIT(16 + (port))
#define ESW_PFC1_PRIORITY	GENMASK(15, 0)
#define ESW_PVIDC(port)		(0x040 + (port) / 2 * 4)
#define ESW_VLANI(vlan)		(0x050 + (vlan) / 2 * 4)
#define ESW_VID(n, vid)		((vid) << ((n) % 2 * 12))	/* both */
#define ESW_NO_VID		0xfff
#define ESW_VMSC(vlan)		(0x070 + (vlan) / 4 * 4)
#define ESW_MEMBERS(vlan, m)	((u32)(m) << ((vlan) % 4 * 8))
#define ESW_FPA			0x084	/* no port is forced */
#define ESW_SOCPC		0x08c
#define ESW_POC0		0x090
#define ESW_POC0_DISABLE(port)	BIT(23 + (port))
#define ESW_POC0_FLOW		GENMASK(14, 8)
#define ESW_POC0_BACK_PRESSURE	GENMASK(6, 0)
#define ESW_POC2		0x098
#define ESW_POC2_AGING		GENMASK(14, 8)
#define ESW_POC2_UNTAG		GENMASK(6, 0)
#define ESW_SGC			0x09c
#define ESW_PCR0		0x0c0
#define ESW_PCR0_DATA		GENMASK(31, 16)
#define ESW_PCR0_READ		BIT(14)
#define ESW_PCR0_WRITE		BIT(13)
#define ESW_PCR0_REG		GENMASK(12, 8)
#define ESW_PCR0_PHY		GENMASK(4, 0)
#define ESW_PCR1		0x0c4
#define ESW_PCR1_DATA		GENMASK(31, 16)
#define ESW_PCR1_READ_DONE	BIT(1)
#define ESW_PCR1_WRITE_DONE	BIT(0)
#define ESW_FPA1		0x0c8
#define ESW_FCT2		0x0cc
#define ESW_SGC2		0x0e4
#define ESW_SGC2_DOUBLE_TAG	GENMASK(6, 0)	/* of frames that come in */
#define ESW_PXPC(port)		(0x0e8 + (port) * 4)	/* of ports 0 to 5 */
#define ESW_BMU_CTRL		0x110
#define ESW_PXTPC(port)		(0x150 + (port) * 4)

#define ESW_MDIO_TIMEOUT_US	100000

struct esw {
	struct dsa_vlan_switch vs;
	void __iomem *base;
	struct reset_control *resets;
	/* The PHYs of enabled ports, for the interrupt */
	spinlock_t phy_lock;
	struct phy_device *phy[ESW_PHYS];
	u16 counted[ESW_PORTS][ESW_COUNTERS];	/* when looked at last */
};

static struct esw *to_esw(struct dsa_switch *ds)
{
	return container_of(ds, struct esw, vs.ds);
}

struct esw_value {
	u16 reg;
	u32 value;
};

/* What none of the functions below sets for its own purposes */
static const struct esw_value esw_init[] = {
	{ ESW_FCT0, 0xc8a07850 },
	{ ESW_SGC2, ESW_SGC2_DOUBLE_TAG & ~BIT(ESW_CPU_PORT) },
	{ ESW_PFC1, ESW_PFC1_EN_VLAN(ESW_CPU_PORT) | 0x5555 },
	{ ESW_POC2, ESW_POC2_AGING | (ESW_POC2_UNTAG & ~BIT(ESW_CPU_PORT)) },
	{ ESW_FCT2, 0x0002500c },
	{ ESW_SGC, 0x0008a301 },
	{ ESW_SOCPC, 0x02404040 },
	{ ESW_FPA1, 0x3f502b28 },
	{ ESW_FPA, 0 },
	{ ESW_BMU_CTRL, 0x7d000000 },
};

struct esw_phy_value {
	u8 reg;
	u16 value;
};

#define ESW_PHY_PAGE		31
#define ESW_PHY_GLOBAL(n)	((n) << 12)
#define ESW_PHY_LOCAL(n)	(BIT(15) | (n) << 12)

/* Of all PHYs, through PHY 0: first */
static const struct esw_phy_value esw_phy_first[] = {
	{ ESW_PHY_PAGE, ESW_PHY_GLOBAL(2) },
	{ 26, 0x0000 },
};

/* Of each: no energy-efficient Ethernet, and analogue settings */
static const struct esw_phy_value esw_phy_each[] = {
	{ ESW_PHY_PAGE, ESW_PHY_LOCAL(0) },
	{ MII_BMCR, BMCR_SPEED100 | BMCR_ANENABLE | BMCR_FULLDPLX },
	{ 30, 0xa000 },
	{ ESW_PHY_PAGE, ESW_PHY_LOCAL(2) },
	{ 16, 0x0606 },
	{ 23, 0x0f0e },
	{ 24, 0x1610 },
	{ 30, 0x1f15 },
	{ 28, 0x6111 },
};

/* Of all, in the end: thresholds at 100 Mbit/s, idle state */
static const struct esw_phy_value esw_phy_last[] = {
	{ ESW_PHY_PAGE, ESW_PHY_GLOBAL(5) },
	{ 19, 0x004a }, { 20, 0x015a }, { 21, 0x00ee }, { 22, 0x0033 },
	{ 23, 0x020a }, { 24, 0x0000 }, { 25, 0x024a }, { 26, 0x035a },
	{ 27, 0x02ee }, { 28, 0x0233 }, { 29, 0x000a }, { 30, 0x0000 },
	{ ESW_PHY_PAGE, ESW_PHY_GLOBAL(4) },
	{ 29, 0x000d },
	{ 30, 0x0500 },
};

static u32 esw_read(struct esw *esw, unsigned int reg)
{
	return readl(esw->base + reg);
}

static void esw_write(struct esw *esw, unsigned int reg, u32 value)
{
	writel(value, esw->base + reg);
}

static void esw_change(struct esw *esw, unsigned int reg, u32 mask, u32 value)
{
	esw_write(esw, reg, (esw_read(esw, reg) & ~mask) | value);
}

/* MDIO: reading a flag of PCR1 also clears it. */

static int esw_phy_read(struct dsa_switch *ds, int phy, int reg)
{
	struct esw *esw = to_esw(ds);
	u32 done;
	int ret;

	esw_write(esw, ESW_PCR0, ESW_PCR0_READ |
		  FIELD_PREP(ESW_PCR0_REG, reg) |
		  FIELD_PREP(ESW_PCR0_PHY, phy));
	ret = readl_poll_timeout(esw->base + ESW_PCR1, done,
				 done & ESW_PCR1_READ_DONE, 10,
				 ESW_MDIO_TIMEOUT_US);

	return ret ?: FIELD_GET(ESW_PCR1_DATA, done);
}

static int esw_phy_write(struct dsa_switch *ds, int phy, int reg, u16 value)
{
	struct esw *esw = to_esw(ds);
	u32 done;

	esw_write(esw, ESW_PCR0, ESW_PCR0_WRITE |
		  FIELD_PREP(ESW_PCR0_DATA, value) |
		  FIELD_PREP(ESW_PCR0_REG, reg) |
		  FIELD_PREP(ESW_PCR0_PHY, phy));

	return readl_poll_timeout(esw->base + ESW_PCR1, done,
				  done & ESW_PCR1_WRITE_DONE, 10,
				  ESW_MDIO_TIMEOUT_US);
}

static int esw_phy_values(struct esw *esw, int phy,
			  const struct esw_phy_value *v, size_t n)
{
	int ret = 0;

	for (; n && !ret; n--, v++)
		ret = esw_phy_write(&esw->vs.ds, phy, v->reg, v->value);

	return ret;
}

static int esw_phy_setup(struct esw *esw)
{
	int phy, ret;

	ret = esw_phy_values(esw, 0, esw_phy_first, ARRAY_SIZE(esw_phy_first));
	for (phy = 0; phy < ESW_PHYS && !ret; phy++)
		ret = esw_phy_values(esw, phy, esw_phy_each,
				     ARRAY_SIZE(esw_phy_each));
	if (!ret)
		ret = esw_phy_values(esw, 0, esw_phy_last,
				     ARRAY_SIZE(esw_phy_last));
	/* the page that OpenWrt leaves them in */
	for (phy = 0; phy < ESW_PHYS && !ret; phy++)
		ret = esw_phy_write(&esw->vs.ds, phy, ESW_PHY_PAGE,
				    ESW_PHY_LOCAL(0));

	return ret;
}

static void esw_vlan(struct esw *esw, int vlan, u16 vid, u8 members)
{
	esw_change(esw, ESW_VMSC(vlan), ESW_MEMBERS(vlan, 0xff), 0);
	esw_change(esw, ESW_VLANI(vlan), ESW_VID(vlan, 0xfff),
		   ESW_VID(vlan, vid));
	esw_change(esw, ESW_VMSC(vlan), 0, ESW_MEMBERS(vlan, members));
}

static void esw_pvid(struct esw *esw, int port, u16 vid)
{
	esw_change(esw, ESW_PVIDC(port), ESW_VID(port, 0xfff),
		   ESW_VID(port, vid));
}

static void esw_shut(struct esw *esw)
{
	esw_write(esw, ESW_IMR, ~0);
	esw_write(esw, ESW_POC0, ESW_POC0_BACK_PRESSURE | ESW_POC0_FLOW |
		  (GENMASK(ESW_PORTS - 1, 0) << 23));
}

static int esw_setup(struct dsa_switch *ds)
{
	struct esw *esw = to_esw(ds);
	struct dsa_port *dp;
	int i, ret;

	ret = reset_control_assert(esw->resets);
	if (ret)
		return ret;
	usleep_range(1000, 2000);
	ret = reset_control_deassert(esw->resets);
	if (ret)
		return ret;
	usleep_range(10000, 12000);

	/* Nothing passes while the VLANs are half made. */
	esw_shut(esw);
	for (i = 0; i < ARRAY_SIZE(esw_init); i++)
		esw_write(esw, esw_init[i].reg, esw_init[i].value);
	for (i = 0; i < ESW_VLANS; i++)
		esw_vlan(esw, i, ESW_NO_VID, 0);
	for (i = 0; i < ESW_PORTS; i++)
		esw_pvid(esw, i, 0);	/* in no VLAN */
	dsa_switch_for_each_user_port(dp, ds) {
		u16 vid = dsa_tag_8021q_standalone_vid(dp);

		esw_vlan(esw, dp->index, vid,
			 BIT(dp->index) | BIT(ESW_CPU_PORT));
		esw_pvid(esw, dp->index, vid);
	}

	ret = esw_phy_setup(esw);
	if (ret) {
		dev_err(ds->dev, "the PHYs do not answer\n");
		return ret;
	}

	esw_change(esw, ESW_POC0, ESW_POC0_DISABLE(ESW_CPU_PORT), 0);
	esw_write(esw, ESW_ISR, ESW_INT_PORT_CHANGE);
	esw_write(esw, ESW_IMR, ~ESW_INT_PORT_CHANGE);

	return 0;
}

static void esw_teardown(struct dsa_switch *ds)
{
	esw_shut(to_esw(ds));
}

/*
 * phylib polls the PHYs all the same: whether the interrupt comes for every
 * change is unverified on hardware.
 */
static irqreturn_t esw_interrupt(int irq, void *data)
{
	struct esw *esw = data;
	u32 status = esw_read(esw, ESW_ISR);
	int port;

	if (!status)
		return IRQ_NONE;
	esw_write(esw, ESW_ISR, status);

	if (status & ESW_INT_PORT_CHANGE) {
		spin_lock(&esw->phy_lock);
		for (port = 0; port < ESW_PHYS; port++)
			if (esw->phy[port])
				phy_mac_interrupt(esw->phy[port]);
		spin_unlock(&esw->phy_lock);
	}

	return IRQ_HANDLED;
}

static void esw_set_phy(struct esw *esw, int port, struct phy_device *phy)
{
	if (port >= ESW_PHYS)
		return;
	spin_lock_irq(&esw->phy_lock);
	esw->phy[port] = phy;
	spin_unlock_irq(&esw->phy_lock);
}

static int esw_port_enable(struct dsa_switch *ds, int port,
			   struct phy_device *phy)
{
	esw_set_phy(to_esw(ds), port, phy);

	return 0;
}

static void esw_port_disable(struct dsa_switch *ds, int port)
{
	esw_set_phy(to_esw(ds), port, NULL);
}

/* DSA also calls this when a port goes up or down that is in no bridge. */
static void esw_port_stp_state_set(struct dsa_switch *ds, int port, u8 state)
{
	struct esw *esw = to_esw(ds);
	u32 shut = 0;

	if (port == ESW_CPU_PORT)
		return;
	if (state != BR_STATE_FORWARDING && state != BR_STATE_LEARNING)
		shut = ESW_POC0_DISABLE(port);
	esw_change(esw, ESW_POC0, ESW_POC0_DISABLE(port), shut);
}

/* These ports are in the bridge now. */
static void esw_bridge_update(struct esw *esw, unsigned int num, u8 ports)
{
	if (ports)
		esw_vlan(esw, ESW_BRIDGE_VLAN(num),
			 dsa_tag_8021q_bridge_vid(num),
			 ports | BIT(ESW_CPU_PORT));
	else
		esw_vlan(esw, ESW_BRIDGE_VLAN(num), ESW_NO_VID, 0);
}

static int esw_port_bridge_join(struct dsa_switch *ds, int port,
				struct dsa_bridge bridge, bool *tx_fwd_offload,
				struct netlink_ext_ack *extack)
{
	struct esw *esw = to_esw(ds);
	int ret;

	ret = dsa_vlan_bridge_check(&bridge, extack);
	if (ret)
		return ret;
	esw_bridge_update(esw, bridge.num,
			  dsa_vlan_bridge_ports(ds, bridge.num));
	esw_pvid(esw, port, dsa_tag_8021q_bridge_vid(bridge.num));
	*tx_fwd_offload = true;

	return 0;
}

static void esw_port_bridge_leave(struct dsa_switch *ds, int port,
				  struct dsa_bridge bridge)
{
	struct esw *esw = to_esw(ds);

	esw_pvid(esw, port,
		 dsa_tag_8021q_standalone_vid(dsa_to_port(ds, port)));
	esw_bridge_update(esw, bridge.num,
			  dsa_vlan_bridge_ports(ds, bridge.num) & ~BIT(port));
}

static const char esw_counters[ESW_COUNTERS][ETH_GSTRING_LEN] = {
	"rx_good", "rx_bad", "tx_good", "tx_bad",
};

/*
 * Two counters of 16 bits in a register, good below and bad above (OpenWrt,
 * esw_rt3050.c), which run on when they are read (inferred).  There are none
 * of bytes: the port's statistics are those of what the processor sees.
 */
static int esw_count(struct dsa_vlan_switch *vs, int port, u64 *sums)
{
	struct esw *esw = to_esw(&vs->ds);
	u16 now[ESW_COUNTERS];
	u32 rx, tx;
	int i;

	/* asked for with the MAC's counters, and has none */
	if (port == ESW_CPU_PORT)
		return 0;
	rx = esw_read(esw, ESW_PXPC(port));
	tx = esw_read(esw, ESW_PXTPC(port));
	now[0] = rx;
	now[1] = rx >> 16;
	now[2] = tx;
	now[3] = tx >> 16;
	for (i = 0; i < ESW_COUNTERS; i++) {
		sums[i] += (u16)(now[i] - esw->counted[port][i]);
		esw->counted[port][i] = now[i];
	}

	return 0;
}

/* The smallest frames at 100 Mbit/s: 65,536 in 440 ms */
static const struct dsa_vlan_counters esw_counted = {
	.n = ESW_COUNTERS,
	.names = esw_counters,
	.interval_ms = 300,
	.add = esw_count,
};

static void esw_phylink_get_caps(struct dsa_switch *ds, int port,
				 struct phylink_config *config)
{
	config->mac_capabilities = MAC_10 | MAC_100 | MAC_SYM_PAUSE;
	if (port == ESW_CPU_PORT) {
		__set_bit(PHY_INTERFACE_MODE_MII,
			  config->supported_interfaces);
		return;
	}
	__set_bit(PHY_INTERFACE_MODE_INTERNAL, config->supported_interfaces);
	/* what phylib says where the device tree says nothing */
	__set_bit(PHY_INTERFACE_MODE_GMII, config->supported_interfaces);
}

/* The ports' MACs follow their PHYs by themselves: no link callbacks. */
static const struct dsa_switch_ops esw_ops = {
	.get_tag_protocol = dsa_vlan_get_tag_protocol,
	.setup = esw_setup,
	.teardown = esw_teardown,
	.phy_read = esw_phy_read,
	.phy_write = esw_phy_write,
	.phylink_get_caps = esw_phylink_get_caps,
	.port_enable = esw_port_enable,
	.port_disable = esw_port_disable,
	.port_stp_state_set = esw_port_stp_state_set,
	.port_bridge_join = esw_port_bridge_join,
	.port_bridge_leave = esw_port_bridge_leave,
	.port_vlan_filtering = dsa_vlan_port_vlan_filtering,
	.get_strings = dsa_vlan_get_strings,
	.get_sset_count = dsa_vlan_get_sset_count,
	.get_ethtool_stats = dsa_vlan_get_ethtool_stats,
};

static int esw_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct esw *esw;
	int irq, ret;

	esw = devm_kzalloc(dev, sizeof(*esw), GFP_KERNEL);
	if (!esw)
		return -ENOMEM;
	spin_lock_init(&esw->phy_lock);

	esw->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(esw->base))
		return PTR_ERR(esw->base);
	esw->resets = devm_reset_control_array_get_exclusive(dev);
	if (IS_ERR(esw->resets))
		return dev_err_probe(dev, PTR_ERR(esw->resets), "no resets\n");
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;

	esw_write(esw, ESW_IMR, ~0);
	ret = devm_request_irq(dev, irq, esw_interrupt, 0, dev_name(dev), esw);
	if (ret)
		return dev_err_probe(dev, ret, "no interrupt\n");

	return dsa_vlan_switch_register(&esw->vs, dev, ESW_PORTS, &esw_ops,
					&esw_counted);
}

static int esw_remove(struct platform_device *pdev)
{
	dsa_vlan_switch_unregister(&pdev->dev);

	return 0;
}

static void esw_shutdown(struct platform_device *pdev)
{
	dsa_vlan_switch_shutdown(&pdev->dev);
}

static const struct of_device_id esw_of_match[] = {
	{ .compatible = "mediatek,mt7628-esw" },
	{ }
};
MODULE_DEVICE_TABLE(of, esw_of_match);

static struct platform_driver esw_driver = {
	.probe = esw_probe,
	.remove = esw_remove,
	.shutdown = esw_shutdown,
	.driver = {
		.name = "mt7628-esw",
		.of_match_table = esw_of_match,
	},
};
module_platform_driver(esw_driver);

MODULE_DESCRIPTION("Ethernet switch of MediaTek MT7628");
MODULE_LICENSE("GPL");
