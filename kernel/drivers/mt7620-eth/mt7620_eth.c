// SPDX-License-Identifier: GPL-2.0-only
/*
 * MediaTek MT7620 frame engine: the MAC between memory and the CPU port of
 * the built-in switch.
 *
 * Facts about the hardware come from U-Boot 2023.01 drivers/net/mt7620-eth.c
 * (rings, descriptors, reset) and from OpenWrt's mtk_eth_soc.c and
 * soc_mt7620.c (checksums, counters, what the chip's revisions can do).
 *
 * The switch's port is not written into the frame. A descriptor carries it:
 * a map of ports to force the frame out of when sending, the port it came in
 * by when receiving. Between here and the DSA tagger it travels with the
 * skb, as a METADATA_HW_PORT_MUX destination.
 *
 * Not used: TSO, for which no source says where the segment size goes; the
 * packet processor; rings beyond the first; VLAN tags inserted by the engine,
 * of which it knows only 16.
 */

#include <linux/bitfield.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/if_vlan.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/mfd/syscon.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/of.h>
#include <linux/of_net.h>
#include <linux/phylink.h>
#include <linux/platform_device.h>
#include <linux/regmap.h>
#include <linux/reset.h>
#include <net/dsa.h>
#include <net/dst_metadata.h>
#include <net/page_pool.h>

/* System controller */
#define SYSC_CHIP_REV		0x0c
#define SYSC_CHIP_REV_ECO	GENMASK(3, 0)
#define SYSC_CFG1		0x14
#define SYSC_CFG1_PCIE_RC	BIT(8)
/* From this revision on: scattered frames, checksums of IPv6 (OpenWrt) */
#define ECO_SG			5

/* Frame engine */
#define CDMA_CSG_CFG		0x400
#define CDMA_CSG_ALL		GENMASK(2, 0)	/* IP, UDP, TCP */
#define GDMA1_FWD_CFG		0x600
#define GDMA1_FWD_CSUM		GENMASK(22, 20)	/* IP, TCP, UDP */
#define GDMA1_FWD_DST		GENMASK(2, 0)	/* 0: the CPU */
#define GDMA1_MAC_ADRL		0x608
#define GDMA1_MAC_ADRH		0x60c
#define TX_BASE_PTR0		0x800
#define TX_MAX_CNT0		0x804
#define TX_CTX_IDX0		0x808
#define TX_DTX_IDX0		0x80c
#define RX_BASE_PTR0		0x900
#define RX_MAX_CNT0		0x904
#define RX_CALC_IDX0		0x908
#define PDMA_GLO_CFG		0xa04
#define GLO_RX_2B_OFFSET	BIT(31)
#define GLO_TX_WB_DDONE		BIT(6)
#define GLO_BURST_16		(2 << 4)
#define GLO_RX_BUSY		BIT(3)
#define GLO_RX_EN		BIT(2)
#define GLO_TX_BUSY		BIT(1)
#define GLO_TX_EN		BIT(0)
#define PDMA_RST_IDX		0xa08
#define RST_IDX_RX0		BIT(16)
#define RST_IDX_TX0		BIT(0)
#define DLY_INT_CFG		0xa0c
#define FE_INT_STATUS		0xa20
#define FE_INT_ENABLE		0xa28
#define INT_RX_DONE0		BIT(16)
#define INT_TX_DONE0		BIT(0)
#define INT_ALL			(INT_RX_DONE0 | INT_TX_DONE0)
#define FE_COUNTERS		0x1300

/* Descriptors */
struct mt7620_desc {
	__le32 buf0;
	__le32 ctrl;
	__le32 buf1;
	__le32 info;
};

#define DESC_DONE		BIT(31)
#define DESC_LAST0		BIT(30)
#define DESC_LEN0		GENMASK(29, 16)
#define DESC_LAST1		BIT(14)
#define DESC_LEN1		GENMASK(13, 0)
#define TXI_CSUM		GENMASK(31, 29)
#define TXI_PORTS		GENMASK(27, 20)
#define RXI_L4_VALID		BIT(23)
#define RXI_L4_FAIL		BIT(22)
#define RXI_PORT		GENMASK(21, 19)
#define RX_PORTS		8

#define RX_RING			256
#define TX_RING			256
/* Two buffers a descriptor: the linear part and the fragments */
#define TX_DESC_MAX		DIV_ROUND_UP(1 + MAX_SKB_FRAGS, 2)

/*
 * Two received frames share a page. The engine writes two bytes into the
 * buffer, so that what follows the Ethernet header is aligned.
 */
#define RX_FRAG			(PAGE_SIZE / 2)
#define RX_LEN			1536
#define RX_HEADROOM		NET_SKB_PAD
#define RX_ALIGN		2

#define MTU_MAX			(RX_LEN - VLAN_ETH_HLEN - ETH_FCS_LEN)

struct mt7620_tx_buf {
	struct sk_buff *skb;		/* with the last descriptor of it */
	dma_addr_t dma[2];
	u16 len[2];
	bool linear;			/* the first buffer is no fragment */
};

struct mt7620_rx_buf {
	struct page *page;
	unsigned int offset;
};

/* At FE_COUNTERS; reading one clears it. */
enum { CNT_RX_OVERFLOW = 6, CNT_RX_FCS };
static const struct mt7620_counter {
	u16 offset;
	char name[ETH_GSTRING_LEN];
} mt7620_counters[] = {
	{ 0x00, "gdm_tx_bytes" },
	{ 0x04, "gdm_tx_packets" },
	{ 0x08, "gdm_tx_skipped" },
	{ 0x0c, "gdm_tx_collisions" },
	{ 0x20, "gdm_rx_bytes" },
	{ 0x24, "gdm_rx_packets" },
	[CNT_RX_OVERFLOW] = { 0x28, "gdm_rx_overflows" },
	[CNT_RX_FCS] = { 0x2c, "gdm_rx_fcs_errors" },
	{ 0x30, "gdm_rx_short_errors" },
	{ 0x34, "gdm_rx_long_errors" },
	{ 0x38, "gdm_rx_checksum_errors" },
	{ 0x3c, "gdm_rx_pauses" },
};

struct mt7620_eth {
	void __iomem *base;
	struct device *dev;
	struct net_device *ndev;
	struct reset_control *rst;
	struct phylink *phylink;
	struct phylink_config phylink_config;
	struct work_struct reset_work;
	struct napi_struct napi;

	struct mt7620_desc *rx_ring;
	dma_addr_t rx_ring_dma;
	struct mt7620_rx_buf *rx_buf;
	struct page_pool *rx_pool;
	unsigned int rx_next;
	struct metadata_dst *rx_port[RX_PORTS];

	struct mt7620_desc *tx_ring;
	dma_addr_t tx_ring_dma;
	struct mt7620_tx_buf *tx_buf;
	unsigned int tx_head;		/* next to fill; by the sender */
	unsigned int tx_tail;		/* next to complete; by NAPI */

	spinlock_t counter_lock;	/* counters: read and clear */
	bool counting;			/* not in reset */
	u64 counter[ARRAY_SIZE(mt7620_counters)];
	u64 resets;
};

static u32 fe_r32(struct mt7620_eth *eth, u32 reg)
{
	return readl(eth->base + reg);
}

static void fe_w32(struct mt7620_eth *eth, u32 val, u32 reg)
{
	writel(val, eth->base + reg);
}

static void fe_rmw(struct mt7620_eth *eth, u32 reg, u32 mask, u32 val)
{
	fe_w32(eth, (fe_r32(eth, reg) & ~mask) | val, reg);
}

/* -------------------------------------------------------------- sending */

static unsigned int mt7620_tx_free(const struct mt7620_eth *eth)
{
	unsigned int used = READ_ONCE(eth->tx_head) - READ_ONCE(eth->tx_tail);

	/* A full ring would look empty: head and tail are the same there. */
	return TX_RING - 1 - used % TX_RING;
}

static void mt7620_tx_unmap(struct mt7620_eth *eth, struct mt7620_tx_buf *buf)
{
	if (buf->linear)
		dma_unmap_single(eth->dev, buf->dma[0], buf->len[0],
				 DMA_TO_DEVICE);
	else if (buf->len[0])
		dma_unmap_page(eth->dev, buf->dma[0], buf->len[0],
			       DMA_TO_DEVICE);
	if (buf->len[1])
		dma_unmap_page(eth->dev, buf->dma[1], buf->len[1],
			       DMA_TO_DEVICE);
	buf->linear = false;
	buf->len[0] = 0;
	buf->len[1] = 0;
	buf->skb = NULL;
}

/* Maps part n of the frame: the linear one, then the fragments. */
static int mt7620_tx_map(struct mt7620_eth *eth, struct sk_buff *skb,
			 unsigned int n, struct mt7620_tx_buf *buf)
{
	const skb_frag_t *frag;
	dma_addr_t dma;
	unsigned int len;

	if (!n) {
		len = skb_headlen(skb);
		dma = dma_map_single(eth->dev, skb->data, len, DMA_TO_DEVICE);
	} else {
		frag = &skb_shinfo(skb)->frags[n - 1];
		len = skb_frag_size(frag);
		dma = skb_frag_dma_map(eth->dev, frag, 0, len, DMA_TO_DEVICE);
	}
	if (dma_mapping_error(eth->dev, dma))
		return -ENOMEM;
	buf->linear |= !n;
	buf->dma[n % 2] = dma;
	buf->len[n % 2] = len;
	return 0;
}

static u32 mt7620_tx_info(const struct sk_buff *skb)
{
	const struct metadata_dst *md = skb_metadata_dst(skb);
	u32 info = 0;

	if (md && md->type == METADATA_HW_PORT_MUX)
		info |= FIELD_PREP(TXI_PORTS, BIT(md->u.port_info.port_id));
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		info |= TXI_CSUM;
	return info;
}

static netdev_tx_t mt7620_eth_xmit(struct sk_buff *skb,
				   struct net_device *ndev)
{
	struct mt7620_eth *eth = netdev_priv(ndev);
	unsigned int head = eth->tx_head;
	struct mt7620_tx_buf *buf;
	unsigned int parts, len, n;
	u32 info, ctrl;

	if (skb_put_padto(skb, ETH_ZLEN))
		goto dropped;
	/* What is for no port would leave by all jacks, the WAN's, too. */
	if (netdev_uses_dsa(ndev) && !skb_metadata_dst(skb)) {
		dev_kfree_skb_any(skb);
		goto dropped;
	}
	parts = 1 + skb_shinfo(skb)->nr_frags;
	if (unlikely(mt7620_tx_free(eth) < DIV_ROUND_UP(parts, 2))) {
		netif_stop_queue(ndev);
		return NETDEV_TX_BUSY;
	}

	info = mt7620_tx_info(skb);
	for (n = 0; n < parts; n++) {
		buf = &eth->tx_buf[(head + n / 2) % TX_RING];
		if (mt7620_tx_map(eth, skb, n, buf))
			goto unmap;
	}
	for (n = 0; n < parts; n += 2) {
		struct mt7620_desc *desc = &eth->tx_ring[head % TX_RING];

		buf = &eth->tx_buf[head % TX_RING];
		ctrl = FIELD_PREP(DESC_LEN0, buf->len[0]) |
		       FIELD_PREP(DESC_LEN1, buf->len[1]);
		if (n + 1 == parts)
			ctrl |= DESC_LAST0;
		else if (n + 2 == parts)
			ctrl |= DESC_LAST1;
		desc->buf0 = cpu_to_le32(buf->dma[0]);
		desc->buf1 = cpu_to_le32(buf->len[1] ? buf->dma[1] : 0);
		desc->info = cpu_to_le32(info);
		desc->ctrl = cpu_to_le32(ctrl);
		head++;
	}
	buf->skb = skb;
	len = skb->len;
	skb_tx_timestamp(skb);

	/* What NAPI sees up to the new head must be whole. */
	smp_store_release(&eth->tx_head, head);
	if (mt7620_tx_free(eth) < TX_DESC_MAX) {
		netif_stop_queue(ndev);
		/* Pairs with the one after tx_tail moved. */
		smp_mb();
		if (mt7620_tx_free(eth) >= TX_DESC_MAX)
			netif_start_queue(ndev);
	}
	/* writel orders the descriptors before the index. */
	if (__netdev_sent_queue(ndev, len, netdev_xmit_more()))
		fe_w32(eth, head % TX_RING, TX_CTX_IDX0);
	return NETDEV_TX_OK;

unmap:
	for (n = 0; n < parts; n += 2)
		mt7620_tx_unmap(eth, &eth->tx_buf[(head + n / 2) % TX_RING]);
	dev_kfree_skb_any(skb);
dropped:
	ndev->stats.tx_dropped++;
	/* Those before it may wait to be told about together with it. */
	if (!netdev_xmit_more())
		fe_w32(eth, head % TX_RING, TX_CTX_IDX0);
	return NETDEV_TX_OK;
}

static void mt7620_tx_complete(struct mt7620_eth *eth, int budget)
{
	struct net_device *ndev = eth->ndev;
	unsigned int tail = eth->tx_tail;
	unsigned int packets = 0, bytes = 0;
	unsigned int head, done;

	done = fe_r32(eth, TX_DTX_IDX0) - tail;
	/* Pairs with the release in mt7620_eth_xmit. */
	head = smp_load_acquire(&eth->tx_head);
	done = min(done % TX_RING, head - tail);
	for (; done; done--, tail++) {
		struct mt7620_tx_buf *buf = &eth->tx_buf[tail % TX_RING];
		struct sk_buff *skb = buf->skb;

		mt7620_tx_unmap(eth, buf);
		if (!skb)
			continue;
		packets++;
		bytes += skb->len;
		napi_consume_skb(skb, budget);
	}
	if (tail == eth->tx_tail)
		return;

	dev_sw_netstats_tx_add(ndev, packets, bytes);
	netdev_completed_queue(ndev, packets, bytes);
	/* The sender fills slots again only when they are empty. */
	smp_store_release(&eth->tx_tail, tail);
	/* Pairs with the one after the queue was stopped. */
	smp_mb();
	if (netif_queue_stopped(ndev) && mt7620_tx_free(eth) >= TX_DESC_MAX)
		netif_wake_queue(ndev);
}

/* ------------------------------------------------------------ receiving */

static int mt7620_rx_arm(struct mt7620_eth *eth, unsigned int i)
{
	struct mt7620_desc *desc = &eth->rx_ring[i];
	struct mt7620_rx_buf *buf = &eth->rx_buf[i];
	unsigned int offset;
	struct page *page;
	dma_addr_t dma;

	page = page_pool_dev_alloc_frag(eth->rx_pool, &offset, RX_FRAG);
	if (!page)
		return -ENOMEM;
	buf->page = page;
	buf->offset = offset;

	dma = page_pool_get_dma_addr(page) + offset + RX_HEADROOM;
	dma_sync_single_for_device(eth->dev, dma, RX_ALIGN + RX_LEN,
				   DMA_FROM_DEVICE);
	desc->buf0 = cpu_to_le32(dma);
	desc->info = 0;
	return 0;
}

/* The descriptor is the engine's again, with what it points to. */
static void mt7620_rx_give(struct mt7620_eth *eth, unsigned int i)
{
	/* What it points to comes first. */
	dma_wmb();
	WRITE_ONCE(eth->rx_ring[i].ctrl,
		   cpu_to_le32(FIELD_PREP(DESC_LEN0, RX_LEN)));
}

static struct sk_buff *mt7620_rx_skb(struct mt7620_eth *eth, unsigned int i,
				     unsigned int len)
{
	struct mt7620_rx_buf old = eth->rx_buf[i];
	struct sk_buff *skb;

	if (len > RX_LEN || mt7620_rx_arm(eth, i)) {
		/* The same buffer is used again, and nothing is lost but one. */
		dma_sync_single_for_device(eth->dev,
					   page_pool_get_dma_addr(old.page) +
					   old.offset + RX_HEADROOM,
					   RX_ALIGN + RX_LEN, DMA_FROM_DEVICE);
		return NULL;
	}

	dma_sync_single_for_cpu(eth->dev, page_pool_get_dma_addr(old.page) +
				old.offset + RX_HEADROOM, RX_ALIGN + len,
				DMA_FROM_DEVICE);
	skb = napi_build_skb(page_address(old.page) + old.offset, RX_FRAG);
	if (!skb) {
		page_pool_put_full_page(eth->rx_pool, old.page, true);
		return NULL;
	}
	skb_mark_for_recycle(skb);
	skb_reserve(skb, RX_HEADROOM + RX_ALIGN);
	skb_put(skb, len);
	return skb;
}

static int mt7620_rx_poll(struct mt7620_eth *eth, int budget)
{
	struct net_device *ndev = eth->ndev;
	unsigned int i = eth->rx_next;
	struct metadata_dst *md;
	struct sk_buff *skb;
	u32 ctrl, info;
	int done;

	for (done = 0; done < budget; done++) {
		ctrl = le32_to_cpu(READ_ONCE(eth->rx_ring[i].ctrl));
		if (!(ctrl & DESC_DONE))
			break;
		/* The rest of the descriptor was written before. */
		dma_rmb();
		info = le32_to_cpu(eth->rx_ring[i].info);

		skb = mt7620_rx_skb(eth, i, FIELD_GET(DESC_LEN0, ctrl));
		mt7620_rx_give(eth, i);
		i = (i + 1) % RX_RING;
		if (!skb) {
			ndev->stats.rx_dropped++;
			continue;
		}

		if (ndev->features & NETIF_F_RXCSUM &&
		    (info & (RXI_L4_VALID | RXI_L4_FAIL)) == RXI_L4_VALID)
			skb->ip_summed = CHECKSUM_UNNECESSARY;
		dev_sw_netstats_rx_add(ndev, skb->len);
		skb->protocol = eth_type_trans(skb, ndev);
		md = eth->rx_port[FIELD_GET(RXI_PORT, info)];
		if (netdev_uses_dsa(ndev))
			skb_dst_set_noref(skb, &md->dst);
		napi_gro_receive(&eth->napi, skb);
	}
	if (done) {
		eth->rx_next = i;
		fe_w32(eth, (i + RX_RING - 1) % RX_RING, RX_CALC_IDX0);
	}
	return done;
}

static int mt7620_eth_poll(struct napi_struct *napi, int budget)
{
	struct mt7620_eth *eth = container_of(napi, struct mt7620_eth, napi);
	int done;

	/* What comes from here on raises them again. */
	fe_w32(eth, INT_ALL, FE_INT_STATUS);
	mt7620_tx_complete(eth, budget);
	done = mt7620_rx_poll(eth, budget);
	if (done < budget && napi_complete_done(napi, done))
		fe_w32(eth, INT_ALL, FE_INT_ENABLE);
	return done;
}

static irqreturn_t mt7620_eth_irq(int irq, void *data)
{
	struct mt7620_eth *eth = data;

	if (!(fe_r32(eth, FE_INT_STATUS) & INT_ALL))
		return IRQ_NONE;
	/* Also when NAPI is being switched off, or this would not end. */
	fe_w32(eth, 0, FE_INT_ENABLE);
	napi_schedule(&eth->napi);
	return IRQ_HANDLED;
}

/* ---------------------------------------------------------------- rings */

static void mt7620_rings_free(struct mt7620_eth *eth)
{
	struct device *dev = eth->dev;
	unsigned int i;

	if (eth->tx_buf) {
		for (i = 0; i < TX_RING; i++) {
			struct sk_buff *skb = eth->tx_buf[i].skb;

			mt7620_tx_unmap(eth, &eth->tx_buf[i]);
			dev_kfree_skb_any(skb);
		}
	}
	if (eth->rx_buf) {
		for (i = 0; i < RX_RING; i++)
			if (eth->rx_buf[i].page)
				page_pool_put_full_page(eth->rx_pool,
							eth->rx_buf[i].page,
							false);
	}
	if (!IS_ERR_OR_NULL(eth->rx_pool))
		page_pool_destroy(eth->rx_pool);
	if (eth->tx_ring)
		dma_free_coherent(dev, TX_RING * sizeof(*eth->tx_ring),
				  eth->tx_ring, eth->tx_ring_dma);
	if (eth->rx_ring)
		dma_free_coherent(dev, RX_RING * sizeof(*eth->rx_ring),
				  eth->rx_ring, eth->rx_ring_dma);
	kfree(eth->tx_buf);
	kfree(eth->rx_buf);
	eth->tx_buf = NULL;
	eth->rx_buf = NULL;
	eth->rx_pool = NULL;
	eth->tx_ring = NULL;
	eth->rx_ring = NULL;
}

static int mt7620_rings_alloc(struct mt7620_eth *eth)
{
	struct page_pool_params pool = {
		.flags = PP_FLAG_DMA_MAP | PP_FLAG_PAGE_FRAG,
		.pool_size = RX_RING,
		.nid = NUMA_NO_NODE,
		.dev = eth->dev,
		.dma_dir = DMA_FROM_DEVICE,
	};
	unsigned int i;
	int ret;

	eth->tx_buf = kcalloc(TX_RING, sizeof(*eth->tx_buf), GFP_KERNEL);
	eth->rx_buf = kcalloc(RX_RING, sizeof(*eth->rx_buf), GFP_KERNEL);
	eth->tx_ring = dma_alloc_coherent(eth->dev,
					  TX_RING * sizeof(*eth->tx_ring),
					  &eth->tx_ring_dma, GFP_KERNEL);
	eth->rx_ring = dma_alloc_coherent(eth->dev,
					  RX_RING * sizeof(*eth->rx_ring),
					  &eth->rx_ring_dma, GFP_KERNEL);
	ret = -ENOMEM;
	if (!eth->tx_buf || !eth->rx_buf || !eth->tx_ring || !eth->rx_ring)
		goto free;

	eth->rx_pool = page_pool_create(&pool);
	if (IS_ERR(eth->rx_pool)) {
		ret = PTR_ERR(eth->rx_pool);
		goto free;
	}
	for (i = 0; i < RX_RING; i++) {
		ret = mt7620_rx_arm(eth, i);
		if (ret)
			goto free;
		mt7620_rx_give(eth, i);
	}
	/* What was sent is the driver's until it says otherwise. */
	for (i = 0; i < TX_RING; i++)
		eth->tx_ring[i].ctrl = cpu_to_le32(DESC_DONE | DESC_LAST0);
	eth->tx_head = 0;
	eth->tx_tail = 0;
	eth->rx_next = 0;
	return 0;

free:
	mt7620_rings_free(eth);
	return ret;
}

/* ------------------------------------------------------ engine, on and off */

static void mt7620_eth_reset(struct mt7620_eth *eth)
{
	reset_control_assert(eth->rst);
	usleep_range(100, 200);
	reset_control_deassert(eth->rst);
	usleep_range(1000, 2000);
}

static void mt7620_eth_set_csum(struct mt7620_eth *eth,
				netdev_features_t features)
{
	fe_rmw(eth, CDMA_CSG_CFG, CDMA_CSG_ALL,
	       features & (NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM) ?
	       CDMA_CSG_ALL : 0);
	fe_rmw(eth, GDMA1_FWD_CFG, GDMA1_FWD_CSUM,
	       features & NETIF_F_RXCSUM ? GDMA1_FWD_CSUM : 0);
}

static void mt7620_eth_write_mac(struct mt7620_eth *eth)
{
	const u8 *mac = eth->ndev->dev_addr;

	fe_w32(eth, mac[0] << 8 | mac[1], GDMA1_MAC_ADRH);
	fe_w32(eth, mac[2] << 24 | mac[3] << 16 | mac[4] << 8 | mac[5],
	       GDMA1_MAC_ADRL);
}

static void mt7620_eth_dma(struct mt7620_eth *eth, bool on)
{
	u32 cfg = GLO_RX_2B_OFFSET | GLO_TX_WB_DDONE | GLO_BURST_16;
	u32 val;

	if (on) {
		fe_w32(eth, cfg | GLO_RX_EN | GLO_TX_EN, PDMA_GLO_CFG);
		return;
	}
	fe_w32(eth, cfg, PDMA_GLO_CFG);
	if (readl_poll_timeout(eth->base + PDMA_GLO_CFG, val,
			       !(val & (GLO_RX_BUSY | GLO_TX_BUSY)), 10, 20000))
		netdev_warn(eth->ndev, "the engine does not come to rest\n");
}

/* Adds up, as reading clears; on: from now on, too. */
static void mt7620_counters_update(struct mt7620_eth *eth, bool on)
{
	unsigned int i;

	lockdep_assert_held(&eth->counter_lock);
	for (i = 0; eth->counting && i < ARRAY_SIZE(mt7620_counters); i++)
		eth->counter[i] += fe_r32(eth, FE_COUNTERS +
					  mt7620_counters[i].offset);
	eth->counting = on;
}

static void mt7620_counters_switch(struct mt7620_eth *eth, bool on)
{
	spin_lock_bh(&eth->counter_lock);
	mt7620_counters_update(eth, on);
	spin_unlock_bh(&eth->counter_lock);
}

/* From reset to all but running: that is phylink's, when the link is up. */
static int mt7620_eth_up(struct mt7620_eth *eth)
{
	int ret;

	ret = mt7620_rings_alloc(eth);
	if (ret)
		return ret;

	/* Also stops what the boot loader may have left running. */
	mt7620_eth_reset(eth);
	fe_rmw(eth, GDMA1_FWD_CFG, GDMA1_FWD_DST, 0);
	mt7620_eth_set_csum(eth, eth->ndev->features);
	mt7620_eth_write_mac(eth);

	fe_w32(eth, eth->tx_ring_dma, TX_BASE_PTR0);
	fe_w32(eth, TX_RING, TX_MAX_CNT0);
	fe_w32(eth, 0, TX_CTX_IDX0);
	fe_w32(eth, eth->rx_ring_dma, RX_BASE_PTR0);
	fe_w32(eth, RX_RING, RX_MAX_CNT0);
	fe_w32(eth, RX_RING - 1, RX_CALC_IDX0);
	fe_w32(eth, RST_IDX_RX0 | RST_IDX_TX0, PDMA_RST_IDX);
	fe_w32(eth, 0, DLY_INT_CFG);

	mt7620_counters_switch(eth, true);
	netdev_reset_queue(eth->ndev);
	napi_enable(&eth->napi);
	fe_w32(eth, ~0, FE_INT_STATUS);
	fe_w32(eth, INT_ALL, FE_INT_ENABLE);
	netif_start_queue(eth->ndev);
	phylink_start(eth->phylink);
	return 0;
}

static void mt7620_eth_down(struct mt7620_eth *eth)
{
	phylink_stop(eth->phylink);
	netif_tx_disable(eth->ndev);
	napi_disable(&eth->napi);
	fe_w32(eth, 0, FE_INT_ENABLE);
	/* The reset clears them. */
	mt7620_counters_switch(eth, false);
	/* An engine that does not come to rest must not write to the rings. */
	mt7620_eth_reset(eth);
	mt7620_rings_free(eth);
}

static void mt7620_eth_reset_work(struct work_struct *work)
{
	struct mt7620_eth *eth = container_of(work, struct mt7620_eth,
					      reset_work);

	rtnl_lock();
	if (netif_running(eth->ndev)) {
		mt7620_eth_down(eth);
		eth->resets++;
		if (mt7620_eth_up(eth)) {
			netdev_err(eth->ndev, "no memory to start again\n");
			dev_close(eth->ndev);
		}
	}
	rtnl_unlock();
}

/* -------------------------------------------------------------- phylink */

/*
 * The other end is the switch's CPU port, over a bus in the chip that has
 * nothing to set up: the link is whether the engine runs.
 */
static void mt7620_mac_config(struct phylink_config *config, unsigned int mode,
			      const struct phylink_link_state *state)
{
}

static void mt7620_mac_link_down(struct phylink_config *config,
				 unsigned int mode, phy_interface_t interface)
{
	mt7620_eth_dma(netdev_priv(to_net_dev(config->dev)), false);
}

static void mt7620_mac_link_up(struct phylink_config *config,
			       struct phy_device *phy, unsigned int mode,
			       phy_interface_t interface, int speed, int duplex,
			       bool tx_pause, bool rx_pause)
{
	mt7620_eth_dma(netdev_priv(to_net_dev(config->dev)), true);
}

static const struct phylink_mac_ops mt7620_phylink_ops = {
	.validate = phylink_generic_validate,
	.mac_config = mt7620_mac_config,
	.mac_link_down = mt7620_mac_link_down,
	.mac_link_up = mt7620_mac_link_up,
};

/* -------------------------------------------------------- net_device_ops */

static int mt7620_eth_open(struct net_device *ndev)
{
	return mt7620_eth_up(netdev_priv(ndev));
}

static int mt7620_eth_stop(struct net_device *ndev)
{
	struct mt7620_eth *eth = netdev_priv(ndev);

	/* After a reset that failed there is nothing to take down. */
	if (eth->tx_ring)
		mt7620_eth_down(eth);
	return 0;
}

static int mt7620_eth_set_mac(struct net_device *ndev, void *addr)
{
	int ret = eth_mac_addr(ndev, addr);

	if (!ret && netif_running(ndev))
		mt7620_eth_write_mac(netdev_priv(ndev));
	return ret;
}

static int mt7620_eth_set_features(struct net_device *ndev,
				   netdev_features_t features)
{
	if (netif_running(ndev))
		mt7620_eth_set_csum(netdev_priv(ndev), features);
	return 0;
}

/* Whether the engine finds the headers behind a VLAN tag, no source says. */
static netdev_features_t mt7620_eth_features_check(struct sk_buff *skb,
						   struct net_device *ndev,
						   netdev_features_t features)
{
	if (skb_vlan_tagged(skb))
		features &= ~NETIF_F_CSUM_MASK;
	return features;
}

static void mt7620_eth_tx_timeout(struct net_device *ndev, unsigned int queue)
{
	struct mt7620_eth *eth = netdev_priv(ndev);

	netdev_warn(ndev, "no frame has left: %u of %u descriptors are used\n",
		    TX_RING - 1 - mt7620_tx_free(eth), TX_RING);
	ndev->stats.tx_errors++;
	schedule_work(&eth->reset_work);
}

static void mt7620_eth_get_stats64(struct net_device *ndev,
				   struct rtnl_link_stats64 *stats)
{
	struct mt7620_eth *eth = netdev_priv(ndev);

	dev_get_tstats64(ndev, stats);
	spin_lock_bh(&eth->counter_lock);
	mt7620_counters_update(eth, eth->counting);
	stats->rx_over_errors = eth->counter[CNT_RX_OVERFLOW];
	stats->rx_crc_errors = eth->counter[CNT_RX_FCS];
	stats->rx_errors += stats->rx_over_errors + stats->rx_crc_errors;
	spin_unlock_bh(&eth->counter_lock);
}

static const struct net_device_ops mt7620_eth_ops = {
	.ndo_open = mt7620_eth_open,
	.ndo_stop = mt7620_eth_stop,
	.ndo_start_xmit = mt7620_eth_xmit,
	.ndo_tx_timeout = mt7620_eth_tx_timeout,
	.ndo_set_mac_address = mt7620_eth_set_mac,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_set_features = mt7620_eth_set_features,
	.ndo_features_check = mt7620_eth_features_check,
	.ndo_get_stats64 = mt7620_eth_get_stats64,
};

/* -------------------------------------------------------------- ethtool */

static int mt7620_eth_get_sset_count(struct net_device *ndev, int set)
{
	return set == ETH_SS_STATS ? ARRAY_SIZE(mt7620_counters) + 1 :
				     -EOPNOTSUPP;
}

static void mt7620_eth_get_strings(struct net_device *ndev, u32 set, u8 *data)
{
	unsigned int i;

	if (set != ETH_SS_STATS)
		return;
	for (i = 0; i < ARRAY_SIZE(mt7620_counters); i++)
		ethtool_sprintf(&data, "%s", mt7620_counters[i].name);
	ethtool_sprintf(&data, "engine_resets");
}

static void mt7620_eth_get_stats(struct net_device *ndev,
				 struct ethtool_stats *stats, u64 *data)
{
	struct mt7620_eth *eth = netdev_priv(ndev);

	spin_lock_bh(&eth->counter_lock);
	mt7620_counters_update(eth, eth->counting);
	memcpy(data, eth->counter, sizeof(eth->counter));
	spin_unlock_bh(&eth->counter_lock);
	data[ARRAY_SIZE(mt7620_counters)] = eth->resets;
}

static void
mt7620_eth_get_ringparam(struct net_device *ndev, struct ethtool_ringparam *ring,
			 struct kernel_ethtool_ringparam *kernel_ring,
			 struct netlink_ext_ack *extack)
{
	ring->rx_max_pending = RX_RING;
	ring->tx_max_pending = TX_RING;
	ring->rx_pending = RX_RING;
	ring->tx_pending = TX_RING;
}

static int mt7620_eth_get_link_ksettings(struct net_device *ndev,
					 struct ethtool_link_ksettings *cmd)
{
	struct mt7620_eth *eth = netdev_priv(ndev);

	return phylink_ethtool_ksettings_get(eth->phylink, cmd);
}

static const struct ethtool_ops mt7620_ethtool_ops = {
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = mt7620_eth_get_link_ksettings,
	.get_ringparam = mt7620_eth_get_ringparam,
	.get_ts_info = ethtool_op_get_ts_info,
	.get_sset_count = mt7620_eth_get_sset_count,
	.get_strings = mt7620_eth_get_strings,
	.get_ethtool_stats = mt7620_eth_get_stats,
};

/* ---------------------------------------------------------------- probe */

static void mt7620_eth_free_ports(void *data)
{
	struct mt7620_eth *eth = data;
	unsigned int i;

	/* Frames that still wait somewhere hold them; the last lets go. */
	for (i = 0; i < ARRAY_SIZE(eth->rx_port); i++)
		if (eth->rx_port[i])
			dst_release(&eth->rx_port[i]->dst);
}

static int mt7620_eth_alloc_ports(struct mt7620_eth *eth)
{
	unsigned int i;
	int ret;

	ret = devm_add_action(eth->dev, mt7620_eth_free_ports, eth);
	if (ret)
		return ret;
	for (i = 0; i < ARRAY_SIZE(eth->rx_port); i++) {
		eth->rx_port[i] = metadata_dst_alloc(0, METADATA_HW_PORT_MUX,
						     GFP_KERNEL);
		if (!eth->rx_port[i])
			return -ENOMEM;
		eth->rx_port[i]->u.port_info.port_id = i;
	}
	return 0;
}

static void mt7620_eth_phylink_destroy(void *phylink)
{
	phylink_destroy(phylink);
}

static int mt7620_eth_phylink_create(struct mt7620_eth *eth)
{
	struct device_node *np = eth->dev->of_node;
	phy_interface_t mode;
	int ret;

	ret = of_get_phy_mode(np, &mode);
	if (ret)
		return dev_err_probe(eth->dev, ret, "phy-mode\n");

	eth->phylink_config.dev = &eth->ndev->dev;
	eth->phylink_config.type = PHYLINK_NETDEV;
	eth->phylink_config.mac_capabilities = MAC_SYM_PAUSE | MAC_ASYM_PAUSE |
					       MAC_1000FD;
	__set_bit(PHY_INTERFACE_MODE_INTERNAL,
		  eth->phylink_config.supported_interfaces);

	eth->phylink = phylink_create(&eth->phylink_config,
				      of_fwnode_handle(np), mode,
				      &mt7620_phylink_ops);
	if (IS_ERR(eth->phylink))
		return dev_err_probe(eth->dev, PTR_ERR(eth->phylink),
				     "phylink\n");
	return devm_add_action_or_reset(eth->dev, mt7620_eth_phylink_destroy,
					eth->phylink);
}

static int mt7620_eth_sysc(struct mt7620_eth *eth, u32 *eco)
{
	struct regmap *sysc;
	u32 rev;
	int ret;

	sysc = syscon_regmap_lookup_by_phandle(eth->dev->of_node,
					       "ralink,sysctl");
	if (IS_ERR(sysc))
		return dev_err_probe(eth->dev, PTR_ERR(sysc),
				     "ralink,sysctl\n");
	ret = regmap_read(sysc, SYSC_CHIP_REV, &rev);
	if (ret)
		return ret;
	*eco = FIELD_GET(SYSC_CHIP_REV_ECO, rev);
	/* Otherwise the bus to the engine belongs to PCIe (OpenWrt). */
	return regmap_set_bits(sysc, SYSC_CFG1, SYSC_CFG1_PCIE_RC);
}

static int mt7620_eth_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct net_device *ndev;
	struct mt7620_eth *eth;
	int irq, ret;
	u32 eco;

	BUILD_BUG_ON(RX_HEADROOM + RX_ALIGN + RX_LEN >
		     SKB_WITH_OVERHEAD(RX_FRAG));

	ndev = devm_alloc_etherdev(dev, sizeof(*eth));
	if (!ndev)
		return -ENOMEM;
	SET_NETDEV_DEV(ndev, dev);
	eth = netdev_priv(ndev);
	eth->dev = dev;
	eth->ndev = ndev;
	spin_lock_init(&eth->counter_lock);
	INIT_WORK(&eth->reset_work, mt7620_eth_reset_work);
	platform_set_drvdata(pdev, eth);

	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));
	if (ret)
		return ret;
	eth->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(eth->base))
		return PTR_ERR(eth->base);
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;
	eth->rst = devm_reset_control_get_exclusive(dev, "fe");
	if (IS_ERR(eth->rst))
		return dev_err_probe(dev, PTR_ERR(eth->rst), "reset\n");
	ret = mt7620_eth_sysc(eth, &eco);
	if (ret)
		return ret;
	ret = mt7620_eth_alloc_ports(eth);
	if (ret)
		return ret;
	ndev->tstats = devm_netdev_alloc_pcpu_stats(dev,
						    struct pcpu_sw_netstats);
	if (!ndev->tstats)
		return -ENOMEM;

	ret = of_get_ethdev_address(dev->of_node, ndev);
	if (ret == -EPROBE_DEFER)
		return ret;
	if (ret) {
		eth_hw_addr_random(ndev);
		dev_warn(dev, "no MAC address, a random one: %pM\n",
			 ndev->dev_addr);
	}

	ndev->netdev_ops = &mt7620_eth_ops;
	ndev->ethtool_ops = &mt7620_ethtool_ops;
	ndev->watchdog_timeo = 5 * HZ;
	ndev->max_mtu = MTU_MAX;
	ndev->hw_features = NETIF_F_RXCSUM | NETIF_F_IP_CSUM;
	if (eco >= ECO_SG)
		ndev->hw_features |= NETIF_F_SG | NETIF_F_IPV6_CSUM;
	ndev->features |= ndev->hw_features;
	/* What the ports of the switch have of it */
	ndev->vlan_features = ndev->hw_features & ~NETIF_F_RXCSUM;
	/* The port that a frame is for comes as a destination. */
	netif_keep_dst(ndev);
	netif_napi_add(ndev, &eth->napi, mt7620_eth_poll);

	mt7620_eth_reset(eth);
	ret = devm_request_irq(dev, irq, mt7620_eth_irq, 0, dev_name(dev), eth);
	if (ret)
		return dev_err_probe(dev, ret, "interrupt\n");
	ret = mt7620_eth_phylink_create(eth);
	if (ret)
		return ret;
	ret = register_netdev(ndev);
	if (ret)
		return dev_err_probe(dev, ret, "network device\n");
	netdev_info(ndev, "MT7620 frame engine, revision %u, irq %d\n", eco,
		    irq);
	return 0;
}

static int mt7620_eth_remove(struct platform_device *pdev)
{
	struct mt7620_eth *eth = platform_get_drvdata(pdev);

	unregister_netdev(eth->ndev);
	cancel_work_sync(&eth->reset_work);
	return 0;
}

/* The engine must not write to memory that the next kernel owns. */
static void mt7620_eth_shutdown(struct platform_device *pdev)
{
	struct mt7620_eth *eth = platform_get_drvdata(pdev);

	rtnl_lock();
	netif_device_detach(eth->ndev);
	dev_close(eth->ndev);
	rtnl_unlock();
}

static const struct of_device_id mt7620_eth_of_match[] = {
	{ .compatible = "mediatek,mt7620-eth" },
	{}
};
MODULE_DEVICE_TABLE(of, mt7620_eth_of_match);

static struct platform_driver mt7620_eth_driver = {
	.probe = mt7620_eth_probe,
	.remove = mt7620_eth_remove,
	.shutdown = mt7620_eth_shutdown,
	.driver = {
		.name = "mt7620-eth",
		.of_match_table = mt7620_eth_of_match,
	},
};
module_platform_driver(mt7620_eth_driver);

MODULE_DESCRIPTION("MediaTek MT7620 frame engine");
MODULE_AUTHOR("The phramework project");
MODULE_LICENSE("GPL");
