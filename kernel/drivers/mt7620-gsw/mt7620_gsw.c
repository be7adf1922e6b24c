// SPDX-License-Identifier: GPL-2.0-only
/*
 * MediaTek MT7620 built-in switch: ports 0 to 4 with 10/100 PHYs, port 6 to
 * the frame engine (mt7620-eth). Port 5, for a PHY or switch outside of the
 * chip, is kept off.
 *
 * Facts about the hardware come from U-Boot 2023.01 drivers/net/mt7620-eth.c
 * (ports, MDIO, what the PHYs want), from OpenWrt's gsw_mt7620.c and
 * gsw_mt7620_dsa.c (counters, VLAN table, frame length) and, where this
 * switch is like its successor, from Linux 6.1 drivers/net/dsa/mt7530.h
 * (address table, spanning tree, ageing).
 *
 * How ports are told apart: see tag_mt7620.c. Frames from the CPU name the
 * port they leave by; frames from a port reach the CPU, and the ports that
 * are in a bridge with it.
 *
 * A port by itself has its own set of addresses, filter 0, and learns none:
 * it may see the same address as the bridge does. Ports of a bridge look
 * addresses up by VLAN, in filter 1. A bridge that does not care about VLANs
 * is VLAN 0, which is always in the table.
 */

#include <linux/bitfield.h>
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/if_bridge.h>
#include <linux/if_vlan.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/mfd/syscon.h>
#include <linux/module.h>
#include <linux/of_mdio.h>
#include <linux/phy.h>
#include <linux/phylink.h>
#include <linux/platform_device.h>
#include <linux/regmap.h>
#include <linux/reset.h>
#include <linux/workqueue.h>
#include <net/dsa.h>

#include "tag_mt7620.h"

#define GSW_PORTS		7
#define GSW_PHYS		5
#define GSW_CPU_PORT		6
#define GSW_VLANS		16
#define GSW_ADDRESSES		2048

/* System controller */
#define SYSC_CHIP_REV		0x0c
#define SYSC_CHIP_REV_BGA	BIT(16)		/* MT7620A, not N */
#define SYSC_CFG1		0x14
#define SYSC_CFG1_GE2_EPHY	GENMASK(15, 14)	/* port 4 has the PHY */
#define SYSC_CFG1_PCIE_RC	BIT(8)

/* Forwarding */
#define GSW_MFC			0x0010
#define MFC_BROADCAST		GENMASK(31, 24)
#define MFC_MULTICAST		GENMASK(23, 16)
#define MFC_UNKNOWN		GENMASK(15, 8)
#define MFC_CPU_EN		BIT(7)
#define MFC_CPU_PORT		GENMASK(6, 4)

/* Addresses */
#define GSW_ATA1		0x0074
#define GSW_ATA2		0x0078
#define ATA2_IVL		BIT(15)
#define ATA2_FID		GENMASK(14, 12)
#define GSW_ATWD		0x007c
#define GSW_ATC			0x0080
#define ATC_BUSY		BIT(15)
#define ATC_END			BIT(14)
#define ATC_HIT			BIT(13)
#define ATC_INVALID		BIT(12)
#define ATC_MATCH_DYNAMIC	FIELD_PREP(GENMASK(11, 8), 4)
#define ATC_WRITE		1
#define ATC_FLUSH		2
#define ATC_FIRST		4
#define ATC_NEXT		5
#define GSW_TSRA1		0x0084
#define GSW_TSRA2		0x0088
#define TSRA2_VID		GENMASK(11, 0)
#define GSW_ATRD		0x008c
/* ATWD and ATRD */
#define ATD_AGE			GENMASK(31, 24)
#define ATD_PORTS		GENMASK(11, 4)
#define ATD_STATUS		GENMASK(3, 2)
#define ATD_STATIC		3
#define GSW_AAC			0x00a0
#define AAC_DISABLE		BIT(20)
#define AAC_COUNT		GENMASK(19, 12)	/* less 1 */
#define AAC_UNIT		GENMASK(11, 0)	/* seconds less 1 */

/* VLANs */
#define GSW_VTCR		0x0090
#define VTCR_BUSY		BIT(31)
#define VTCR_WRITE		FIELD_PREP(GENMASK(15, 12), 1)
#define GSW_VAWD1		0x0094
#define VAWD1_IVL		BIT(30)
#define VAWD1_EG_CON		BIT(29)		/* leaves as it came */
#define VAWD1_TAG_EN		BIT(28)
#define VAWD1_MEMBERS		GENMASK(23, 16)
#define VAWD1_FID		GENMASK(3, 1)
#define VAWD1_VALID		BIT(0)
#define GSW_VAWD2		0x0098
#define VAWD2_TAG(p)		(2 << (2 * (p)))
#define GSW_VTIM(slot)		(0x0100 + 4 * ((slot) / 2))
#define VTIM_VID(slot)		(GENMASK(11, 0) << (12 * ((slot) % 2)))

/* Ports */
#define GSW_SSC(p)		(0x2000 + 0x100 * (p))
#define SSC_STATE(fid)		(GENMASK(1, 0) << (2 * (fid)))
enum { SSC_DISABLED, SSC_BLOCKING, SSC_LEARNING, SSC_FORWARDING };
#define GSW_PCR(p)		(0x2004 + 0x100 * (p))
#define PCR_MATRIX		GENMASK(23, 16)
#define PCR_MODE		GENMASK(1, 0)
enum { MODE_MATRIX, MODE_FALLBACK, MODE_CHECK, MODE_SECURITY };
#define GSW_PSC(p)		(0x200c + 0x100 * (p))
#define PSC_SA_DIS		BIT(4)
#define GSW_PVC(p)		(0x2010 + 0x100 * (p))
#define PVC_TPID		GENMASK(31, 16)
#define PVC_EG_CONSISTENT	FIELD_PREP(GENMASK(10, 8), 1)
#define PVC_ATTR		GENMASK(7, 6)
#define PVC_ATTR_TRANSPARENT	3
#define PVC_ACCEPT_TAGGED	FIELD_PREP(GENMASK(1, 0), 1)
#define GSW_PPBV(p)		(0x2014 + 0x100 * (p))
#define PPBV_PVID		GENMASK(11, 0)

/* MACs */
#define GSW_PMCR(p)		(0x3000 + 0x100 * (p))
#define PMCR_IPG		FIELD_PREP(GENMASK(19, 18), 1)
#define PMCR_MAC		BIT(16)
#define PMCR_FORCE		BIT(15)
#define PMCR_TX_EN		BIT(14)
#define PMCR_RX_EN		BIT(13)
#define PMCR_BACKOFF		BIT(9)
#define PMCR_BACKPRESSURE	BIT(8)
#define PMCR_RX_FC		BIT(5)
#define PMCR_TX_FC		BIT(4)
#define PMCR_1000		FIELD_PREP(GENMASK(3, 2), 2)
#define PMCR_DUPLEX		BIT(1)
#define PMCR_LINK		BIT(0)
#define PMCR_DEFAULT		(PMCR_IPG | PMCR_MAC | PMCR_BACKOFF | \
				 PMCR_BACKPRESSURE | PMCR_RX_FC | PMCR_TX_FC)
#define GSW_GMACCR		0x3fe0
#define GMACCR_MAX_LEN		GENMASK(1, 0)
#define GMACCR_1536		1
#define GSW_CKGCR		0x3ff0
#define CKGCR_IDLE		GENMASK(5, 4)

/* Counters. OpenWrt used to switch them on in one place, now in the other. */
#define GSW_MIB(p, reg)		(0x4000 + 0x100 * (p) + (reg))
#define GSW_MIBCCR		0x4000
#define MIBCCR_EN		BIT(1)
#define GSW_MIB_EN		0x4800
#define MIB_EN_PORTS		GENMASK(30, 24)
/* Packets are counted in 16 bits: 0.44 s of the shortest at 100 Mbit/s */
#define MIB_INTERVAL		msecs_to_jiffies(200)

/* MDIO and interrupts */
#define GSW_PIAC		0x7004
#define PIAC_BUSY		BIT(31)
#define PIAC_REG		GENMASK(29, 25)
#define PIAC_PHY		GENMASK(24, 20)
#define PIAC_WRITE		BIT(18)
#define PIAC_READ		BIT(19)
#define PIAC_START		BIT(16)
#define PIAC_DATA		GENMASK(15, 0)
#define GSW_IMR			0x7008		/* 1: masked */
#define GSW_ISR			0x700c
#define ISR_LINK		GENMASK(6, 0)

#define POLL_US			20000

enum { FID_ALONE, FID_BRIDGED };

enum {
	MIB_TX_PACKETS, MIB_TX_ERRORS, MIB_TX_ERROR_BYTES, MIB_TX_BYTES,
	MIB_TX_DROPPED, MIB_RX_PACKETS, MIB_RX_ERRORS, MIB_RX_ERROR_BYTES,
	MIB_RX_BYTES, MIB_RX_CTRL_DROPPED, MIB_RX_INGRESS_DROPPED,
	MIB_RX_ARL_DROPPED, MIB_RX_FILTERED, MIB_COUNT
};

static const struct gsw_mib {
	u8 reg;
	u8 shift;
	u32 mask;
	char name[ETH_GSTRING_LEN];
} gsw_mibs[MIB_COUNT] = {
	[MIB_TX_PACKETS] = { 0x10, 0, U16_MAX, "tx_good_packets" },
	[MIB_TX_ERRORS] = { 0x10, 16, U16_MAX, "tx_bad_packets" },
	[MIB_TX_ERROR_BYTES] = { 0x14, 0, U32_MAX, "tx_bad_bytes" },
	[MIB_TX_BYTES] = { 0x18, 0, U32_MAX, "tx_good_bytes" },
	[MIB_TX_DROPPED] = { 0x1c, 0, U16_MAX, "tx_drops" },
	[MIB_RX_PACKETS] = { 0x20, 0, U16_MAX, "rx_good_packets" },
	[MIB_RX_ERRORS] = { 0x20, 16, U16_MAX, "rx_bad_packets" },
	[MIB_RX_ERROR_BYTES] = { 0x24, 0, U32_MAX, "rx_bad_bytes" },
	[MIB_RX_BYTES] = { 0x28, 0, U32_MAX, "rx_good_bytes" },
	[MIB_RX_CTRL_DROPPED] = { 0x2c, 16, U16_MAX, "rx_ctrl_drops" },
	[MIB_RX_INGRESS_DROPPED] = { 0x2c, 0, U16_MAX, "rx_ingress_drops" },
	[MIB_RX_ARL_DROPPED] = { 0x30, 16, U16_MAX, "rx_arl_drops" },
	[MIB_RX_FILTERED] = { 0x30, 0, U16_MAX, "rx_filtered" },
};

struct gsw_vlan {
	u16 vid;
	u8 members;			/* none: the entry is free */
	u8 untagged;
};

struct gsw_port {
	u16 pvid;
	u32 mib_last[MIB_COUNT];
	u64 mib[MIB_COUNT];
};

struct mt7620_gsw {
	void __iomem *base;
	struct device *dev;
	struct regmap *sysc;
	struct reset_control *rst_esw;
	struct reset_control *rst_ephy;
	struct mii_bus *mdio;
	struct dsa_switch ds;

	struct mutex lock;		/* tables and registers */
	struct gsw_vlan vlan[GSW_VLANS];
	struct gsw_port port[GSW_PORTS];

	spinlock_t mib_lock;		/* counters, which wrap */
	struct delayed_work mib_work;
};

static u32 gsw_r32(struct mt7620_gsw *gsw, u32 reg)
{
	return readl(gsw->base + reg);
}

static void gsw_w32(struct mt7620_gsw *gsw, u32 val, u32 reg)
{
	writel(val, gsw->base + reg);
}

static void gsw_rmw(struct mt7620_gsw *gsw, u32 reg, u32 mask, u32 val)
{
	gsw_w32(gsw, (gsw_r32(gsw, reg) & ~mask) | val, reg);
}

static int gsw_wait(struct mt7620_gsw *gsw, u32 reg, u32 busy, u32 *val)
{
	int ret;

	ret = readl_poll_timeout(gsw->base + reg, *val, !(*val & busy), 10,
				 POLL_US);
	if (ret)
		dev_err(gsw->dev, "register %04x stays busy\n", reg);
	return ret;
}

/* ----------------------------------------------------------------- MDIO */

static int gsw_mdio(struct mt7620_gsw *gsw, int phy, int reg, u32 cmd)
{
	u32 val;
	int ret;

	ret = gsw_wait(gsw, GSW_PIAC, PIAC_BUSY, &val);
	if (ret)
		return ret;
	gsw_w32(gsw, PIAC_BUSY | PIAC_START | FIELD_PREP(PIAC_REG, reg) |
		FIELD_PREP(PIAC_PHY, phy) | cmd, GSW_PIAC);
	ret = gsw_wait(gsw, GSW_PIAC, PIAC_BUSY, &val);
	return ret ?: FIELD_GET(PIAC_DATA, val);
}

static int gsw_mdio_read(struct mii_bus *bus, int phy, int reg)
{
	if (reg & MII_ADDR_C45)
		return -EOPNOTSUPP;
	return gsw_mdio(bus->priv, phy, reg, PIAC_READ);
}

static int gsw_mdio_write(struct mii_bus *bus, int phy, int reg, u16 val)
{
	int ret;

	if (reg & MII_ADDR_C45)
		return -EOPNOTSUPP;
	ret = gsw_mdio(bus->priv, phy, reg, PIAC_WRITE | val);
	return ret < 0 ? ret : 0;
}

#define PHY_PAGE	31
#define GLOBAL_PAGE(n)	((n) << 12)
#define LOCAL_PAGE(n)	(0x8000 | (n) << 12)

/*
 * What the analogue part of the PHYs wants, as U-Boot writes it. Global
 * pages are reached through PHY 1, whatever PHY they are about.
 */
static const struct gsw_ephy_value {
	u8 phy;
	u8 reg;
	u16 mt7620a;
	u16 mt7620n;
} gsw_ephy_values[] = {
	{ 1, PHY_PAGE, GLOBAL_PAGE(4), GLOBAL_PAGE(4) },
	{ 1, 17, 0x7444, 0x7444 },
	{ 1, 19, 0x0114, 0x0117 },
	{ 1, 22, 0x10cf, 0x10cf },
	{ 1, 25, 0x6212, 0x6212 },
	{ 1, 26, 0x0777, 0x0777 },
	{ 1, 29, 0x4000, 0x4000 },
	{ 1, 28, 0xc077, 0xc077 },
	{ 1, 24, 0x0000, 0x0000 },
	{ 1, PHY_PAGE, GLOBAL_PAGE(3), GLOBAL_PAGE(3) },
	{ 1, 17, 0x4838, 0x4838 },
	{ 1, PHY_PAGE, GLOBAL_PAGE(2), GLOBAL_PAGE(2) },
	{ 1, 21, 0x0515, 0x0517 },
	{ 1, 22, 0x0053, 0x0fd2 },
	{ 1, 23, 0x00bf, 0x00bf },
	{ 1, 24, 0x0aaf, 0x0aab },
	{ 1, 25, 0x0fad, 0x00ae },
	{ 1, 26, 0x0fc1, 0x0fff },
	{ 1, PHY_PAGE, GLOBAL_PAGE(1), GLOBAL_PAGE(1) },
	{ 1, 17, 0xe7f8, 0xe7f8 },
	{ 1, PHY_PAGE, LOCAL_PAGE(0), LOCAL_PAGE(0) },
	{ 0, 30, 0xa000, 0xa000 },
	{ 1, 30, 0xa000, 0xa000 },
	{ 2, 30, 0xa000, 0xa000 },
	{ 3, 30, 0xa000, 0xa000 },
	{ 4, 30, 0xa000, 0xa000 },
	{ 1, PHY_PAGE, LOCAL_PAGE(2), LOCAL_PAGE(2) },
	{ 0, 16, 0x1111, 0x1111 },
	{ 1, 16, 0x1010, 0x1010 },
	{ 2, 16, 0x1515, 0x1515 },
	{ 3, 16, 0x0f0f, 0x0f0f },
	{ 4, 16, 0x1313, 0x1313 },
};

static int gsw_ephy_init(struct mt7620_gsw *gsw)
{
	const struct gsw_ephy_value *v;
	unsigned int i;
	u32 rev;
	int ret;

	ret = regmap_read(gsw->sysc, SYSC_CHIP_REV, &rev);
	if (ret)
		return ret;
	for (i = 0; i < ARRAY_SIZE(gsw_ephy_values); i++) {
		v = &gsw_ephy_values[i];
		ret = gsw_mdio(gsw, v->phy, v->reg, PIAC_WRITE |
			       (rev & SYSC_CHIP_REV_BGA ? v->mt7620a :
							  v->mt7620n));
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int gsw_mdio_register(struct mt7620_gsw *gsw)
{
	struct device_node *np;
	int ret;

	gsw->mdio = devm_mdiobus_alloc(gsw->dev);
	if (!gsw->mdio)
		return -ENOMEM;
	gsw->mdio->name = "MT7620 PHYs";
	snprintf(gsw->mdio->id, MII_BUS_ID_SIZE, "%s", dev_name(gsw->dev));
	gsw->mdio->parent = gsw->dev;
	gsw->mdio->priv = gsw;
	gsw->mdio->read = gsw_mdio_read;
	gsw->mdio->write = gsw_mdio_write;
	gsw->mdio->phy_mask = ~GENMASK(GSW_PHYS - 1, 0);

	np = of_get_child_by_name(gsw->dev->of_node, "mdio");
	ret = devm_of_mdiobus_register(gsw->dev, gsw->mdio, np);
	of_node_put(np);
	return ret;
}

/*
 * Links are polled by phylib, too: that the interrupt comes on every board
 * is not known, and then the first to notice is the second.
 */
static irqreturn_t gsw_irq(int irq, void *data)
{
	struct mt7620_gsw *gsw = data;
	unsigned long changed = gsw_r32(gsw, GSW_ISR) & ISR_LINK;
	unsigned int port;

	if (!changed)
		return IRQ_NONE;
	gsw_w32(gsw, changed, GSW_ISR);
	for_each_set_bit(port, &changed, GSW_PHYS) {
		struct phy_device *phy = mdiobus_get_phy(gsw->mdio, port);

		if (phy && phy->attached_dev)
			phy_mac_interrupt(phy);
	}
	return IRQ_HANDLED;
}

/* ------------------------------------------------------------- counters */

static void gsw_mib_update(struct mt7620_gsw *gsw, unsigned int port)
{
	struct gsw_port *p = &gsw->port[port];
	unsigned int i;
	u32 val;

	lockdep_assert_held(&gsw->mib_lock);
	for (i = 0; i < MIB_COUNT; i++) {
		val = gsw_r32(gsw, GSW_MIB(port, gsw_mibs[i].reg));
		val = val >> gsw_mibs[i].shift & gsw_mibs[i].mask;
		p->mib[i] += (val - p->mib_last[i]) & gsw_mibs[i].mask;
		p->mib_last[i] = val;
	}
}

static void gsw_mib_work(struct work_struct *work)
{
	struct mt7620_gsw *gsw = container_of(to_delayed_work(work),
					      struct mt7620_gsw, mib_work);
	struct dsa_port *dp;

	dsa_switch_for_each_available_port(dp, &gsw->ds) {
		spin_lock_bh(&gsw->mib_lock);
		gsw_mib_update(gsw, dp->index);
		spin_unlock_bh(&gsw->mib_lock);
	}
	schedule_delayed_work(&gsw->mib_work, MIB_INTERVAL);
}

static void gsw_get_strings(struct dsa_switch *ds, int port, u32 set, u8 *data)
{
	unsigned int i;

	if (set != ETH_SS_STATS)
		return;
	for (i = 0; i < MIB_COUNT; i++)
		ethtool_sprintf(&data, "%s", gsw_mibs[i].name);
}

static int gsw_get_sset_count(struct dsa_switch *ds, int port, int set)
{
	return set == ETH_SS_STATS ? MIB_COUNT : 0;
}

static void gsw_get_ethtool_stats(struct dsa_switch *ds, int port, u64 *data)
{
	struct mt7620_gsw *gsw = ds->priv;

	spin_lock_bh(&gsw->mib_lock);
	gsw_mib_update(gsw, port);
	memcpy(data, gsw->port[port].mib, sizeof(gsw->port[port].mib));
	spin_unlock_bh(&gsw->mib_lock);
}

/* Linux counts bytes without the checksum, the switch with it. */
static void gsw_get_stats64(struct dsa_switch *ds, int port,
			    struct rtnl_link_stats64 *stats)
{
	struct mt7620_gsw *gsw = ds->priv;
	u64 *mib = gsw->port[port].mib;

	spin_lock_bh(&gsw->mib_lock);
	gsw_mib_update(gsw, port);
	stats->tx_packets = mib[MIB_TX_PACKETS];
	stats->tx_bytes = mib[MIB_TX_BYTES] -
			  mib[MIB_TX_PACKETS] * ETH_FCS_LEN;
	stats->tx_errors = mib[MIB_TX_ERRORS];
	stats->tx_dropped = mib[MIB_TX_DROPPED];
	stats->rx_packets = mib[MIB_RX_PACKETS];
	stats->rx_bytes = mib[MIB_RX_BYTES] -
			  mib[MIB_RX_PACKETS] * ETH_FCS_LEN;
	stats->rx_errors = mib[MIB_RX_ERRORS];
	stats->rx_dropped = mib[MIB_RX_CTRL_DROPPED] +
			    mib[MIB_RX_INGRESS_DROPPED] +
			    mib[MIB_RX_ARL_DROPPED] + mib[MIB_RX_FILTERED];
	spin_unlock_bh(&gsw->mib_lock);
}

/* ------------------------------------------------------------ addresses */

static int gsw_atc(struct mt7620_gsw *gsw, u32 cmd, u32 *val)
{
	lockdep_assert_held(&gsw->lock);
	gsw_w32(gsw, ATC_BUSY | cmd, GSW_ATC);
	return gsw_wait(gsw, GSW_ATC, ATC_BUSY, val);
}

/* An entry for ever; for no port it goes. */
static int gsw_fdb_write(struct mt7620_gsw *gsw, const u8 *addr, u16 vid,
			 u8 ports)
{
	u32 data = 0;
	u32 val;
	int ret;

	if (ports)
		data = FIELD_PREP(ATD_AGE, 0xff) |
		       FIELD_PREP(ATD_PORTS, ports) |
		       FIELD_PREP(ATD_STATUS, ATD_STATIC);

	mutex_lock(&gsw->lock);
	gsw_w32(gsw, addr[0] << 24 | addr[1] << 16 | addr[2] << 8 | addr[3],
		GSW_ATA1);
	gsw_w32(gsw, addr[4] << 24 | addr[5] << 16 | ATA2_IVL |
		FIELD_PREP(ATA2_FID, FID_BRIDGED) | vid, GSW_ATA2);
	gsw_w32(gsw, data, GSW_ATWD);
	ret = gsw_atc(gsw, ATC_WRITE, &val);
	/* All entries where it would have to stand are taken. */
	if (!ret && ports && val & ATC_INVALID)
		ret = -ENOSPC;
	mutex_unlock(&gsw->lock);
	return ret;
}

static int gsw_port_fdb_add(struct dsa_switch *ds, int port,
			    const unsigned char *addr, u16 vid,
			    struct dsa_db db)
{
	return gsw_fdb_write(ds->priv, addr, vid, BIT(port));
}

static int gsw_port_fdb_del(struct dsa_switch *ds, int port,
			    const unsigned char *addr, u16 vid,
			    struct dsa_db db)
{
	return gsw_fdb_write(ds->priv, addr, vid, 0);
}

static int gsw_port_fdb_dump(struct dsa_switch *ds, int port,
			     dsa_fdb_dump_cb_t *cb, void *data)
{
	struct mt7620_gsw *gsw = ds->priv;
	unsigned int n;
	u32 val, hi, lo, atrd;
	u8 addr[ETH_ALEN];
	int ret;

	mutex_lock(&gsw->lock);
	ret = gsw_atc(gsw, ATC_FIRST, &val);
	for (n = 0; !ret && n < GSW_ADDRESSES; n++) {
		if (val & ATC_HIT) {
			hi = gsw_r32(gsw, GSW_TSRA1);
			lo = gsw_r32(gsw, GSW_TSRA2);
			atrd = gsw_r32(gsw, GSW_ATRD);
			put_unaligned_be32(hi, addr);
			put_unaligned_be16(lo >> 16, addr + 4);
			if (FIELD_GET(ATD_PORTS, atrd) & BIT(port))
				ret = cb(addr, FIELD_GET(TSRA2_VID, lo),
					 FIELD_GET(ATD_STATUS, atrd) ==
					 ATD_STATIC, data);
		}
		if (ret || val & ATC_END)
			break;
		ret = gsw_atc(gsw, ATC_NEXT, &val);
	}
	mutex_unlock(&gsw->lock);
	return ret;
}

/* It cannot match port and kind at once: what other ports learned goes, too. */
static void gsw_port_fast_age(struct dsa_switch *ds, int port)
{
	struct mt7620_gsw *gsw = ds->priv;
	u32 val;

	mutex_lock(&gsw->lock);
	gsw_atc(gsw, ATC_FLUSH | ATC_MATCH_DYNAMIC, &val);
	mutex_unlock(&gsw->lock);
}

static int gsw_set_ageing_time(struct dsa_switch *ds, unsigned int msecs)
{
	struct mt7620_gsw *gsw = ds->priv;
	unsigned int secs = max(DIV_ROUND_CLOSEST(msecs, 1000), 1U);
	unsigned int unit, count;

	/* As small a unit as reaches, for the least error. */
	unit = DIV_ROUND_UP(secs, FIELD_MAX(AAC_COUNT) + 1);
	count = DIV_ROUND_CLOSEST(secs, unit);
	mutex_lock(&gsw->lock);
	gsw_rmw(gsw, GSW_AAC, AAC_DISABLE | AAC_COUNT | AAC_UNIT,
		FIELD_PREP(AAC_COUNT, count - 1) |
		FIELD_PREP(AAC_UNIT, unit - 1));
	mutex_unlock(&gsw->lock);
	return 0;
}

/* ---------------------------------------------------------------- VLANs */

static int gsw_vlan_write(struct mt7620_gsw *gsw, unsigned int slot)
{
	const struct gsw_vlan *v = &gsw->vlan[slot];
	u32 vawd1 = 0, vawd2 = 0, val;
	unsigned int port;

	lockdep_assert_held(&gsw->lock);
	if (v->members) {
		vawd1 = VAWD1_VALID | VAWD1_IVL |
			FIELD_PREP(VAWD1_FID, FID_BRIDGED) |
			FIELD_PREP(VAWD1_MEMBERS, v->members) |
			(v->vid ? VAWD1_TAG_EN : VAWD1_EG_CON);
		for (port = 0; v->vid && port < GSW_PORTS; port++)
			if (v->members & ~v->untagged & BIT(port))
				vawd2 |= VAWD2_TAG(port);
	}
	gsw_rmw(gsw, GSW_VTIM(slot), VTIM_VID(slot),
		v->vid << (12 * (slot % 2)));
	gsw_w32(gsw, vawd1, GSW_VAWD1);
	gsw_w32(gsw, vawd2, GSW_VAWD2);
	gsw_w32(gsw, VTCR_BUSY | VTCR_WRITE | slot, GSW_VTCR);
	return gsw_wait(gsw, GSW_VTCR, VTCR_BUSY, &val);
}

/* The entry of the VLAN; else a free one with create, or NULL. */
static struct gsw_vlan *gsw_vlan_find(struct mt7620_gsw *gsw, u16 vid,
				      bool create)
{
	struct gsw_vlan *unused = NULL;
	unsigned int slot;

	for (slot = GSW_VLANS; slot--;) {
		struct gsw_vlan *v = &gsw->vlan[slot];

		if (v->members && v->vid == vid)
			return v;
		if (!v->members)
			unused = v;
	}
	return create ? unused : NULL;
}

/* How the port treats tags, from what is known of it. */
static void gsw_port_tags(struct mt7620_gsw *gsw, int port, bool filtering)
{
	struct dsa_port *dp = dsa_to_port(&gsw->ds, port);
	u32 mode = dp->bridge ? MODE_FALLBACK : MODE_MATRIX;
	u32 pvc = FIELD_PREP(PVC_TPID, ETH_P_8021Q);
	u16 pvid = 0;

	lockdep_assert_held(&gsw->lock);
	if (dsa_port_is_cpu(dp)) {
		/* What it sends is finished; what it gets shall be known. */
		mode = MODE_MATRIX;
		pvc |= PVC_EG_CONSISTENT;
		if (!filtering)
			pvc |= FIELD_PREP(PVC_ATTR, PVC_ATTR_TRANSPARENT);
	} else if (filtering) {
		mode = MODE_SECURITY;
		pvid = gsw->port[port].pvid;
		if (!pvid)
			pvc |= PVC_ACCEPT_TAGGED;
	} else {
		pvc |= PVC_EG_CONSISTENT |
		       FIELD_PREP(PVC_ATTR, PVC_ATTR_TRANSPARENT);
	}
	gsw_rmw(gsw, GSW_PPBV(port), PPBV_PVID, pvid);
	gsw_w32(gsw, pvc, GSW_PVC(port));
	gsw_rmw(gsw, GSW_PCR(port), PCR_MODE, mode);
}

/* The port's PVID has changed. */
static void gsw_port_set_pvid(struct mt7620_gsw *gsw, int port, u16 pvid)
{
	struct dsa_port *dp = dsa_to_port(&gsw->ds, port);

	gsw->port[port].pvid = pvid;
	if (dsa_port_is_user(dp))
		gsw_port_tags(gsw, port, dsa_port_is_vlan_filtering(dp));
}

static int gsw_port_vlan_filtering(struct dsa_switch *ds, int port,
				   bool filtering,
				   struct netlink_ext_ack *extack)
{
	struct mt7620_gsw *gsw = ds->priv;
	struct dsa_port *dp;
	bool any = filtering;

	dsa_switch_for_each_user_port(dp, ds)
		any |= dp->index != port && dsa_port_is_vlan_filtering(dp);

	mutex_lock(&gsw->lock);
	gsw_port_tags(gsw, port, filtering);
	gsw_port_tags(gsw, GSW_CPU_PORT, any);
	mutex_unlock(&gsw->lock);
	return 0;
}

static int gsw_port_vlan_add(struct dsa_switch *ds, int port,
			     const struct switchdev_obj_port_vlan *vlan,
			     struct netlink_ext_ack *extack)
{
	struct mt7620_gsw *gsw = ds->priv;
	struct gsw_vlan *v, old;
	int ret;

	if (!vlan->vid)		/* priority only: the port's own */
		return 0;

	mutex_lock(&gsw->lock);
	v = gsw_vlan_find(gsw, vlan->vid, true);
	if (!v) {
		NL_SET_ERR_MSG_MOD(extack, "the switch knows 15 VLANs");
		ret = -ENOSPC;
		goto unlock;
	}
	old = *v;
	v->vid = vlan->vid;
	v->members |= BIT(port);
	v->untagged &= ~BIT(port);
	/* The bridge wants to know of which VLAN a frame is. */
	if (vlan->flags & BRIDGE_VLAN_INFO_UNTAGGED &&
	    !dsa_is_cpu_port(ds, port))
		v->untagged |= BIT(port);
	ret = gsw_vlan_write(gsw, v - gsw->vlan);
	if (ret) {
		*v = old;
		goto unlock;
	}

	if (vlan->flags & BRIDGE_VLAN_INFO_PVID)
		gsw_port_set_pvid(gsw, port, vlan->vid);
	else if (gsw->port[port].pvid == vlan->vid)
		gsw_port_set_pvid(gsw, port, 0);
unlock:
	mutex_unlock(&gsw->lock);
	return ret;
}

static int gsw_port_vlan_del(struct dsa_switch *ds, int port,
			     const struct switchdev_obj_port_vlan *vlan)
{
	struct mt7620_gsw *gsw = ds->priv;
	struct gsw_vlan *v;
	int ret = 0;

	mutex_lock(&gsw->lock);
	v = vlan->vid ? gsw_vlan_find(gsw, vlan->vid, false) : NULL;
	if (v) {
		v->members &= ~BIT(port);
		v->untagged &= ~BIT(port);
		ret = gsw_vlan_write(gsw, v - gsw->vlan);
	}
	if (vlan->vid && gsw->port[port].pvid == vlan->vid)
		gsw_port_set_pvid(gsw, port, 0);
	mutex_unlock(&gsw->lock);
	return ret;
}

/* -------------------------------------------------------------- bridges */

/*
 * A port reaches the CPU and, in a bridge, the bridge's other ports.  One that
 * leaves its bridge may be counted to it still.
 */
static void gsw_update_matrix(struct mt7620_gsw *gsw,
			      const struct dsa_port *leaving)
{
	struct dsa_port *dp, *other;
	u32 ports;

	lockdep_assert_held(&gsw->lock);
	dsa_switch_for_each_user_port(dp, &gsw->ds) {
		ports = BIT(GSW_CPU_PORT);
		dsa_switch_for_each_user_port(other, &gsw->ds)
			if (dp != other && dp != leaving && other != leaving &&
			    dsa_port_bridge_same(dp, other))
				ports |= BIT(other->index);
		gsw_rmw(gsw, GSW_PCR(dp->index), PCR_MATRIX,
			FIELD_PREP(PCR_MATRIX, ports));
	}
}

static int gsw_port_bridge_join(struct dsa_switch *ds, int port,
				struct dsa_bridge bridge, bool *tx_fwd_offload,
				struct netlink_ext_ack *extack)
{
	struct mt7620_gsw *gsw = ds->priv;

	mutex_lock(&gsw->lock);
	gsw_port_tags(gsw, port, false);
	gsw_update_matrix(gsw, NULL);
	mutex_unlock(&gsw->lock);
	return 0;
}

/*
 * DSA has taken the port out of the bridge; but where something failed after
 * it had joined, it does that later, and does not take its flags back.
 */
static void gsw_port_bridge_leave(struct dsa_switch *ds, int port,
				  struct dsa_bridge bridge)
{
	struct mt7620_gsw *gsw = ds->priv;

	mutex_lock(&gsw->lock);
	gsw_port_tags(gsw, port, false);
	gsw_rmw(gsw, GSW_PCR(port), PCR_MODE, MODE_MATRIX);
	gsw_rmw(gsw, GSW_PSC(port), PSC_SA_DIS, PSC_SA_DIS);
	gsw_update_matrix(gsw, dsa_to_port(ds, port));
	mutex_unlock(&gsw->lock);
}

static void gsw_port_stp_state_set(struct dsa_switch *ds, int port, u8 state)
{
	struct mt7620_gsw *gsw = ds->priv;
	u32 val;

	switch (state) {
	case BR_STATE_DISABLED:
		val = SSC_DISABLED;
		break;
	case BR_STATE_BLOCKING:
	case BR_STATE_LISTENING:
		val = SSC_BLOCKING;
		break;
	case BR_STATE_LEARNING:
		val = SSC_LEARNING;
		break;
	default:
		val = SSC_FORWARDING;
		break;
	}
	mutex_lock(&gsw->lock);
	gsw_rmw(gsw, GSW_SSC(port), SSC_STATE(FID_BRIDGED),
		val << (2 * FID_BRIDGED));
	mutex_unlock(&gsw->lock);
}

#define GSW_BRIDGE_FLAGS	(BR_LEARNING | BR_FLOOD | BR_MCAST_FLOOD | \
				 BR_BCAST_FLOOD)

static int gsw_port_pre_bridge_flags(struct dsa_switch *ds, int port,
				     struct switchdev_brport_flags flags,
				     struct netlink_ext_ack *extack)
{
	return flags.mask & ~GSW_BRIDGE_FLAGS ? -EINVAL : 0;
}

static void gsw_flood(struct mt7620_gsw *gsw, int port, u32 field, bool on)
{
	u32 bit = BIT(port) << __ffs(field);

	gsw_rmw(gsw, GSW_MFC, bit, on ? bit : 0);
}

static int gsw_port_bridge_flags(struct dsa_switch *ds, int port,
				 struct switchdev_brport_flags flags,
				 struct netlink_ext_ack *extack)
{
	struct mt7620_gsw *gsw = ds->priv;

	mutex_lock(&gsw->lock);
	if (flags.mask & BR_LEARNING)
		gsw_rmw(gsw, GSW_PSC(port), PSC_SA_DIS,
			flags.val & BR_LEARNING ? 0 : PSC_SA_DIS);
	if (flags.mask & BR_FLOOD)
		gsw_flood(gsw, port, MFC_UNKNOWN, flags.val & BR_FLOOD);
	if (flags.mask & BR_MCAST_FLOOD)
		gsw_flood(gsw, port, MFC_MULTICAST,
			  flags.val & BR_MCAST_FLOOD);
	if (flags.mask & BR_BCAST_FLOOD)
		gsw_flood(gsw, port, MFC_BROADCAST,
			  flags.val & BR_BCAST_FLOOD);
	mutex_unlock(&gsw->lock);
	return 0;
}

/* ---------------------------------------------------------------- ports */

static void gsw_phylink_get_caps(struct dsa_switch *ds, int port,
				 struct phylink_config *config)
{
	config->mac_capabilities = MAC_SYM_PAUSE | MAC_ASYM_PAUSE;
	if (port < GSW_PHYS)
		config->mac_capabilities |= MAC_10 | MAC_100;
	else if (port == GSW_CPU_PORT)
		config->mac_capabilities |= MAC_1000FD;
	__set_bit(PHY_INTERFACE_MODE_INTERNAL, config->supported_interfaces);
}

static void gsw_phylink_mac_link_down(struct dsa_switch *ds, int port,
				      unsigned int mode,
				      phy_interface_t interface)
{
	struct mt7620_gsw *gsw = ds->priv;

	mutex_lock(&gsw->lock);
	gsw_rmw(gsw, GSW_PMCR(port), PMCR_TX_EN | PMCR_RX_EN | PMCR_LINK, 0);
	mutex_unlock(&gsw->lock);
}

static void gsw_phylink_mac_link_up(struct dsa_switch *ds, int port,
				    unsigned int mode,
				    phy_interface_t interface,
				    struct phy_device *phy, int speed,
				    int duplex, bool tx_pause, bool rx_pause)
{
	struct mt7620_gsw *gsw = ds->priv;
	u32 pmcr = PMCR_DEFAULT | PMCR_TX_EN | PMCR_RX_EN;

	/*
	 * The MACs of the PHYs follow them by themselves, and tell of changes
	 * only as long as nothing is forced.
	 */
	if (port == GSW_CPU_PORT)
		pmcr |= PMCR_FORCE | PMCR_1000 | PMCR_DUPLEX | PMCR_LINK;
	if (!tx_pause)
		pmcr &= ~PMCR_TX_FC;
	if (!rx_pause)
		pmcr &= ~PMCR_RX_FC;
	mutex_lock(&gsw->lock);
	gsw_w32(gsw, pmcr, GSW_PMCR(port));
	mutex_unlock(&gsw->lock);
}

/* One register for all ports allows what the frame engine can take. */
static int gsw_port_max_mtu(struct dsa_switch *ds, int port)
{
	return 1536 - VLAN_ETH_HLEN - ETH_FCS_LEN;
}

static int gsw_port_change_mtu(struct dsa_switch *ds, int port, int mtu)
{
	return 0;
}

/* ---------------------------------------------------------------- setup */

static enum dsa_tag_protocol
gsw_get_tag_protocol(struct dsa_switch *ds, int port,
		     enum dsa_tag_protocol mprot)
{
	return DSA_TAG_PROTO_MT7620;
}

static int gsw_setup(struct dsa_switch *ds)
{
	struct mt7620_gsw *gsw = ds->priv;
	u32 user = dsa_user_ports(ds);
	unsigned int port, slot;
	u32 val;
	int ret = 0;

	ds->assisted_learning_on_cpu_port = true;
	ds->mtu_enforcement_ingress = true;
	ds->ageing_time_min = 1000;
	ds->ageing_time_max = 1000 * (FIELD_MAX(AAC_COUNT) + 1) *
			      (FIELD_MAX(AAC_UNIT) + 1);

	mutex_lock(&gsw->lock);
	/* Keep the clocks when there is no traffic. */
	gsw_rmw(gsw, GSW_CKGCR, CKGCR_IDLE, 0);
	gsw_rmw(gsw, GSW_GMACCR, GMACCR_MAX_LEN, GMACCR_1536);
	gsw_rmw(gsw, GSW_MIBCCR, 0, MIBCCR_EN);
	gsw_rmw(gsw, GSW_MIB_EN, 0, MIB_EN_PORTS);
	/* Where the matrix lets it, everything not known goes everywhere. */
	val = user | BIT(GSW_CPU_PORT);
	gsw_w32(gsw, FIELD_PREP(MFC_BROADCAST, val) |
		FIELD_PREP(MFC_MULTICAST, val) | FIELD_PREP(MFC_UNKNOWN, val) |
		MFC_CPU_EN | FIELD_PREP(MFC_CPU_PORT, GSW_CPU_PORT), GSW_MFC);

	memset(gsw->port, 0, sizeof(gsw->port));
	memset(gsw->vlan, 0, sizeof(gsw->vlan));
	for (port = 0; port < GSW_PORTS; port++) {
		gsw_rmw(gsw, GSW_PCR(port), PCR_MATRIX,
			port == GSW_CPU_PORT ? FIELD_PREP(PCR_MATRIX, user) :
					       0);
		gsw_port_tags(gsw, port, false);
		/* What the CPU sends by force need not be looked up. */
		gsw_rmw(gsw, GSW_PSC(port), PSC_SA_DIS, PSC_SA_DIS);
		gsw_rmw(gsw, GSW_SSC(port),
			SSC_STATE(FID_ALONE) | SSC_STATE(FID_BRIDGED),
			SSC_FORWARDING << (2 * FID_ALONE) |
			SSC_FORWARDING << (2 * FID_BRIDGED));
		/* phylink switches them on. */
		gsw_w32(gsw, port < GSW_PHYS ? PMCR_DEFAULT :
					       PMCR_DEFAULT | PMCR_FORCE,
			GSW_PMCR(port));
	}

	/* VLAN 0: bridges without VLANs */
	gsw->vlan[0].members = user | BIT(GSW_CPU_PORT);
	for (slot = 0; slot < GSW_VLANS && !ret; slot++)
		ret = gsw_vlan_write(gsw, slot);
	if (!ret)
		ret = gsw_atc(gsw, ATC_FLUSH, &val);
	if (!ret)
		gsw_update_matrix(gsw, NULL);
	mutex_unlock(&gsw->lock);
	if (ret)
		return ret;

	spin_lock_bh(&gsw->mib_lock);
	for (port = 0; port < GSW_PORTS; port++) {
		gsw_mib_update(gsw, port);
		memset(gsw->port[port].mib, 0, sizeof(gsw->port[port].mib));
	}
	spin_unlock_bh(&gsw->mib_lock);
	schedule_delayed_work(&gsw->mib_work, MIB_INTERVAL);
	return 0;
}

static void gsw_teardown(struct dsa_switch *ds)
{
	struct mt7620_gsw *gsw = ds->priv;

	cancel_delayed_work_sync(&gsw->mib_work);
}

static const struct dsa_switch_ops gsw_ops = {
	.get_tag_protocol = gsw_get_tag_protocol,
	.setup = gsw_setup,
	.teardown = gsw_teardown,
	.phylink_get_caps = gsw_phylink_get_caps,
	.phylink_mac_link_down = gsw_phylink_mac_link_down,
	.phylink_mac_link_up = gsw_phylink_mac_link_up,
	.port_max_mtu = gsw_port_max_mtu,
	.port_change_mtu = gsw_port_change_mtu,
	.get_strings = gsw_get_strings,
	.get_sset_count = gsw_get_sset_count,
	.get_ethtool_stats = gsw_get_ethtool_stats,
	.get_stats64 = gsw_get_stats64,
	.set_ageing_time = gsw_set_ageing_time,
	.port_bridge_join = gsw_port_bridge_join,
	.port_bridge_leave = gsw_port_bridge_leave,
	.port_stp_state_set = gsw_port_stp_state_set,
	.port_fast_age = gsw_port_fast_age,
	.port_pre_bridge_flags = gsw_port_pre_bridge_flags,
	.port_bridge_flags = gsw_port_bridge_flags,
	.port_vlan_filtering = gsw_port_vlan_filtering,
	.port_vlan_add = gsw_port_vlan_add,
	.port_vlan_del = gsw_port_vlan_del,
	.port_fdb_add = gsw_port_fdb_add,
	.port_fdb_del = gsw_port_fdb_del,
	.port_fdb_dump = gsw_port_fdb_dump,
};

static int gsw_reset(struct mt7620_gsw *gsw)
{
	int ret;

	ret = regmap_set_bits(gsw->sysc, SYSC_CFG1,
			      SYSC_CFG1_PCIE_RC | SYSC_CFG1_GE2_EPHY);
	if (ret)
		return ret;
	reset_control_assert(gsw->rst_esw);
	reset_control_assert(gsw->rst_ephy);
	usleep_range(100, 200);
	reset_control_deassert(gsw->rst_esw);
	reset_control_deassert(gsw->rst_ephy);
	usleep_range(1000, 2000);
	return gsw_ephy_init(gsw);
}

static int gsw_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct mt7620_gsw *gsw;
	int irq, ret;

	gsw = devm_kzalloc(dev, sizeof(*gsw), GFP_KERNEL);
	if (!gsw)
		return -ENOMEM;
	gsw->dev = dev;
	mutex_init(&gsw->lock);
	spin_lock_init(&gsw->mib_lock);
	INIT_DELAYED_WORK(&gsw->mib_work, gsw_mib_work);
	platform_set_drvdata(pdev, gsw);

	gsw->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(gsw->base))
		return PTR_ERR(gsw->base);
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;
	gsw->sysc = syscon_regmap_lookup_by_phandle(dev->of_node,
						    "ralink,sysctl");
	if (IS_ERR(gsw->sysc))
		return dev_err_probe(dev, PTR_ERR(gsw->sysc),
				     "ralink,sysctl\n");
	gsw->rst_esw = devm_reset_control_get_exclusive(dev, "esw");
	if (IS_ERR(gsw->rst_esw))
		return dev_err_probe(dev, PTR_ERR(gsw->rst_esw),
				     "reset of the switch\n");
	gsw->rst_ephy = devm_reset_control_get_exclusive(dev, "ephy");
	if (IS_ERR(gsw->rst_ephy))
		return dev_err_probe(dev, PTR_ERR(gsw->rst_ephy),
				     "reset of the PHYs\n");

	ret = gsw_reset(gsw);
	if (ret)
		return ret;
	ret = gsw_mdio_register(gsw);
	if (ret)
		return dev_err_probe(dev, ret, "MDIO\n");

	gsw_w32(gsw, ~0, GSW_IMR);
	ret = devm_request_irq(dev, irq, gsw_irq, 0, dev_name(dev), gsw);
	if (ret)
		return dev_err_probe(dev, ret, "interrupt\n");

	gsw->ds.dev = dev;
	gsw->ds.num_ports = GSW_PORTS;
	gsw->ds.ops = &gsw_ops;
	gsw->ds.priv = gsw;
	gsw->ds.slave_mii_bus = gsw->mdio;
	ret = dsa_register_switch(&gsw->ds);
	if (ret)
		return dev_err_probe(dev, ret, "DSA\n");

	gsw_w32(gsw, ISR_LINK, GSW_ISR);
	gsw_w32(gsw, ~ISR_LINK, GSW_IMR);
	return 0;
}

static int gsw_remove(struct platform_device *pdev)
{
	struct mt7620_gsw *gsw = platform_get_drvdata(pdev);

	if (!gsw)
		return 0;
	gsw_w32(gsw, ~0, GSW_IMR);
	dsa_unregister_switch(&gsw->ds);
	return 0;
}

static void gsw_shutdown(struct platform_device *pdev)
{
	struct mt7620_gsw *gsw = platform_get_drvdata(pdev);

	if (!gsw)
		return;
	dsa_switch_shutdown(&gsw->ds);
	platform_set_drvdata(pdev, NULL);
}

static const struct of_device_id gsw_of_match[] = {
	{ .compatible = "mediatek,mt7620-gsw" },
	{}
};
MODULE_DEVICE_TABLE(of, gsw_of_match);

static struct platform_driver gsw_driver = {
	.probe = gsw_probe,
	.remove = gsw_remove,
	.shutdown = gsw_shutdown,
	.driver = {
		.name = "mt7620-gsw",
		.of_match_table = gsw_of_match,
	},
};
module_platform_driver(gsw_driver);

MODULE_DESCRIPTION("MediaTek MT7620 built-in switch");
MODULE_AUTHOR("The phramework project");
MODULE_LICENSE("GPL");
