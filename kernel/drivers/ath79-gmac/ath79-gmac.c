// SPDX-License-Identifier: GPL-2.0-only
/*
 * What surrounds the two MACs of Atheros' AR934x and QCA953x, and mainline's
 * ag71xx leaves to the boot loader: resets of the switch and its PHYs, what
 * GMAC0 is wired to (ETH_CFG), and the clock of GMAC0's interface, which
 * follows the speed of its link.
 *
 * The MACs are children of this device, so that they come after it.
 *
 * Sources: Linux 6.1, asm/mach-ath79/ar71xx_regs.h (all registers); U-Boot
 * 2023.01, arch/mips/mach-ath79/reset.c (SWITCH_CLOCK_CONTROL, order of the
 * resets); OpenWrt's last ar71xx tree, dev-eth.c (XMII_CONTROL for each speed),
 * mach-tew-732br.c and mach-dir-615-i1.c (ETH_CFG of boards).
 */
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/of_address.h>
#include <linux/of_net.h>
#include <linux/of_platform.h>
#include <linux/phy.h>
#include <linux/platform_device.h>
#include <linux/reset.h>
#include <asm/mach-ath79/ar71xx_regs.h>
#include <asm/mach-ath79/ath79.h>

#define GMAC_ETH_CFG		0x00

/* AR934X_PLL_ETH_XMII_CONTROL_REG, and QCA953X's, by speed of the link */
#define XMII_1000		0x16000000
#define XMII_100		0x00000101
#define XMII_10			0x00001616

/* AR934X_PLL_SWITCH_CLOCK_CONTROL_REG, by clock of the board */
#define SWITCH_CLOCK_40MHZ	0x570
#define SWITCH_CLOCK_25MHZ	0x271

struct gmac {
	struct device_node *gmac0;	/* NULL: not in use */
	struct notifier_block notifier;
};

static void gmac_xmii(int speed)
{
	u32 value;

	switch (speed) {
	case SPEED_1000:
		value = XMII_1000;
		break;
	case SPEED_100:
		value = XMII_100;
		break;
	case SPEED_10:
		value = XMII_10;
		break;
	default:
		return;
	}
	ath79_pll_wr(AR934X_PLL_ETH_XMII_CONTROL_REG, value);
}

/* ag71xx has no hook for the link; the network's core tells everybody. */
static int gmac_link_changed(struct notifier_block *nb, unsigned long event,
			     void *ptr)
{
	struct gmac *gmac = container_of(nb, struct gmac, notifier);
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (event == NETDEV_CHANGE && dev->dev.parent &&
	    dev->dev.parent->of_node == gmac->gmac0 && dev->phydev &&
	    netif_carrier_ok(dev))
		gmac_xmii(dev->phydev->speed);

	return NOTIFY_DONE;
}

static void gmac_unregister_notifier(void *data)
{
	struct gmac *gmac = data;

	unregister_netdevice_notifier(&gmac->notifier);
}

static void gmac_put_node(void *data)
{
	of_node_put(data);
}

static struct device_node *gmac_find_gmac0(struct device *dev)
{
	struct device_node *child;
	struct resource res;

	for_each_available_child_of_node(dev->of_node, child)
		if (!of_address_to_resource(child, 0, &res) &&
		    res.start == AR71XX_GE0_BASE)
			return child;

	return NULL;
}

/* The internal PHY is wired by the switch (ar934x-switch), not here. */
static int gmac_eth_cfg(struct device *dev, struct device_node *gmac0, u32 *cfg)
{
	phy_interface_t mode = PHY_INTERFACE_MODE_MII;
	bool ar934x = of_device_is_compatible(dev->of_node, "qca,ar9340-gmac");

	*cfg = 0;
	if (of_property_read_bool(dev->of_node, "qca,switch-only-mode"))
		*cfg |= AR934X_ETH_CFG_SW_ONLY_MODE;
	if (of_property_read_bool(dev->of_node, "qca,switch-phy-swap"))
		*cfg |= AR934X_ETH_CFG_SW_PHY_SWAP;

	if (gmac0)
		of_get_phy_mode(gmac0, &mode);
	if (mode == PHY_INTERFACE_MODE_RGMII && ar934x)
		*cfg |= AR934X_ETH_CFG_RGMII_GMAC0;
	else if (mode != PHY_INTERFACE_MODE_MII)
		return dev_err_probe(dev, -EINVAL, "GMAC0: no phy-mode %s\n",
				     phy_modes(mode));

	return 0;
}

static int gmac_reset(struct device *dev)
{
	struct reset_control *digital, *analog;
	int ret;

	digital = devm_reset_control_get_exclusive(dev, "switch");
	if (IS_ERR(digital))
		return dev_err_probe(dev, PTR_ERR(digital), "no reset\n");
	analog = devm_reset_control_get_exclusive(dev, "switch-analog");
	if (IS_ERR(analog))
		return dev_err_probe(dev, PTR_ERR(analog), "no reset\n");

	ret = reset_control_assert(digital);
	if (!ret)
		ret = reset_control_assert(analog);
	usleep_range(1000, 2000);
	if (!ret)
		ret = reset_control_deassert(digital);
	if (!ret)
		ret = reset_control_deassert(analog);
	/* AR8216's data sheet wants 10 ms (Linux 6.1, dsa/qca/ar9331.c) */
	usleep_range(10000, 12000);

	return ret;
}

static int gmac_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct gmac *gmac;
	void __iomem *base;
	u32 cfg;
	int ret;

	gmac = devm_kzalloc(dev, sizeof(*gmac), GFP_KERNEL);
	if (!gmac)
		return -ENOMEM;
	base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(base))
		return PTR_ERR(base);
	gmac->gmac0 = gmac_find_gmac0(dev);
	ret = devm_add_action_or_reset(dev, gmac_put_node, gmac->gmac0);
	if (!ret)
		ret = gmac_eth_cfg(dev, gmac->gmac0, &cfg);
	if (ret)
		return ret;

	if (of_device_is_compatible(dev->of_node, "qca,ar9340-gmac"))
		ath79_pll_wr(AR934X_PLL_SWITCH_CLOCK_CONTROL_REG,
			     ath79_reset_rr(AR934X_RESET_REG_BOOTSTRAP) &
			     AR934X_BOOTSTRAP_REF_CLK_40 ?
			     SWITCH_CLOCK_40MHZ : SWITCH_CLOCK_25MHZ);
	gmac_xmii(SPEED_100);
	ret = gmac_reset(dev);
	if (ret)
		return ret;
	iowrite32(cfg, base + GMAC_ETH_CFG);

	if (gmac->gmac0) {
		gmac->notifier.notifier_call = gmac_link_changed;
		ret = register_netdevice_notifier(&gmac->notifier);
		if (!ret)
			ret = devm_add_action_or_reset(dev,
						       gmac_unregister_notifier,
						       gmac);
		if (ret)
			return ret;
	}

	return devm_of_platform_populate(dev);
}

static const struct of_device_id gmac_of_match[] = {
	{ .compatible = "qca,ar9340-gmac" },
	{ .compatible = "qca,qca9530-gmac" },
	{ }
};

static struct platform_driver gmac_driver = {
	.probe = gmac_probe,
	.driver = {
		.name = "ath79-gmac",
		.of_match_table = gmac_of_match,
	},
};
builtin_platform_driver(gmac_driver);
