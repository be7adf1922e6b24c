// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a device tree node to the platform device that ath9k drives: the radio
 * inside AR933x, AR934x and QCA953x.
 *
 * ath9k (drivers/net/wireless/ath/ath9k/ahb.c) finds these radios by the name
 * of a platform device and wants to be told what board code used to know:
 * clock, revision, reset, calibration.  What a SoC needs: Linux 4.20,
 * arch/mips/ath79/dev-wmac.c; 6.1, asm/mach-ath79/ar71xx_regs.h and ath9k.
 */
#include <linux/clk.h>
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/iopoll.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/of_device.h>
#include <linux/of_net.h>
#include <linux/platform_device.h>
#include <linux/reset.h>
#include <linux/slab.h>
#include <linux/types.h>
/* wants the types */
#include <linux/ath9k_platform.h>

#include <asm/mach-ath79/ar71xx_regs.h>
#include <asm/mach-ath79/ath79.h>

#include "wifi-calibration.h"

/* What ath9k reads of it: struct ar9300_eeprom */
#define CALIBRATION_MIN		0x440

struct ath79_wifi_soc {
	const char *device;
	/* ath9k cannot read the revision from the radio itself */
	bool soc_revision;
	/* ath9k may ask for a reset of the whole radio */
	bool external_reset;
};

struct ath79_wifi {
	struct platform_device *radio;
	struct reset_control *reset;
	struct device *dev;
	u8 mac[ETH_ALEN];
};

/* A SoC has one radio, and ath9k's callbacks take no argument. */
static struct ath79_wifi *ath79_wifi;

static int ath79_wifi_revision(void)
{
	dev_info(ath79_wifi->dev, "revision %u\n", ath79_soc_rev);

	return ath79_soc_rev;
}

/* ath9k's locks are held: no sleeping. */
static int ath79_wifi_reset(void)
{
	u32 strap;
	int ret;

	ret = reset_control_assert(ath79_wifi->reset);
	if (ret)
		return ret;
	udelay(5);
	ret = reset_control_deassert(ath79_wifi->reset);
	if (ret)
		return ret;

	/* The radio loads its one-time memory. */
	return read_poll_timeout_atomic(ath79_reset_rr, strap,
					!(strap & AR933X_BOOTSTRAP_EEPBUSY),
					100, 200000, false,
					AR933X_RESET_REG_BOOTSTRAP);
}

/* 1 when there is an address, 0 when ath9k is to take the calibration's. */
static int ath79_wifi_mac(struct device *dev, u8 *mac)
{
	int ret = of_get_mac_address(dev->of_node, mac);

	if (ret == -EPROBE_DEFER)
		return ret;

	return !ret;
}

static int ath79_wifi_probe(struct platform_device *pdev)
{
	struct platform_device_info info = { };
	const struct ath79_wifi_soc *soc;
	struct ath9k_platform_data *data;
	struct device *dev = &pdev->dev;
	struct resource res[2] = { };
	struct resource *mem;
	struct ath79_wifi *w;
	struct clk *ref;
	int irq, ret;

	soc = of_device_get_match_data(dev);
	w = devm_kzalloc(dev, sizeof(*w), GFP_KERNEL);
	if (!w)
		return -ENOMEM;
	w->dev = dev;

	mem = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	if (!mem)
		return -EINVAL;
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;

	ref = devm_clk_get(dev, NULL);
	if (IS_ERR(ref))
		return dev_err_probe(dev, PTR_ERR(ref), "no clock\n");
	w->reset = devm_reset_control_get_exclusive(dev, NULL);
	if (IS_ERR(w->reset))
		return dev_err_probe(dev, PTR_ERR(w->reset), "no reset\n");

	/* 4 KiB: too much for the stack, and soon copied */
	data = kzalloc(sizeof(*data), GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	ret = wifi_calibration_read(dev, data->eeprom_data, CALIBRATION_MIN,
				    sizeof(data->eeprom_data));
	if (ret)
		goto out;
	ret = ath79_wifi_mac(dev, w->mac);
	if (ret < 0)
		goto out;
	if (ret)
		data->macaddr = w->mac;
	data->led_pin = -1;
	data->is_clk_25mhz = clk_get_rate(ref) == 25000000;
	/* Of AR933x, only the first revision does not tell it. */
	if (soc->soc_revision || ath79_soc_rev == 1)
		data->get_mac_revision = ath79_wifi_revision;

	ath79_wifi = w;
	if (soc->external_reset) {
		data->external_reset = ath79_wifi_reset;
		ret = ath79_wifi_reset();
	} else {
		ret = reset_control_deassert(w->reset);
	}
	if (ret) {
		dev_err(dev, "reset failed: %d\n", ret);
		goto out;
	}

	res[0].start = mem->start;
	res[0].end = mem->end;
	res[0].flags = IORESOURCE_MEM;
	res[1].start = irq;
	res[1].end = irq;
	res[1].flags = IORESOURCE_IRQ;

	/* It must not have our node: then it would be a device for us. */
	info.parent = dev;
	info.name = soc->device;
	info.id = PLATFORM_DEVID_NONE;
	info.res = res;
	info.num_res = ARRAY_SIZE(res);
	info.data = data;
	info.size_data = sizeof(*data);
	info.dma_mask = DMA_BIT_MASK(32);
	w->radio = platform_device_register_full(&info);
	ret = PTR_ERR_OR_ZERO(w->radio);
	if (!ret)
		platform_set_drvdata(pdev, w);
out:
	kfree(data);

	return ret;
}

static int ath79_wifi_remove(struct platform_device *pdev)
{
	struct ath79_wifi *w = platform_get_drvdata(pdev);

	platform_device_unregister(w->radio);

	return 0;
}

static const struct ath79_wifi_soc ath79_wifi_ar9330 = {
	.device		= "ar933x_wmac",
	.external_reset	= true,
};

static const struct ath79_wifi_soc ath79_wifi_ar9340 = {
	.device		= "ar934x_wmac",
	.soc_revision	= true,
};

static const struct ath79_wifi_soc ath79_wifi_qca9530 = {
	.device		= "qca953x_wmac",
	.soc_revision	= true,
};

static const struct of_device_id ath79_wifi_of_match[] = {
	{ .compatible = "qca,ar9330-wmac", .data = &ath79_wifi_ar9330 },
	{ .compatible = "qca,ar9340-wmac", .data = &ath79_wifi_ar9340 },
	{ .compatible = "qca,qca9530-wmac", .data = &ath79_wifi_qca9530 },
	{ }
};
MODULE_DEVICE_TABLE(of, ath79_wifi_of_match);

static struct platform_driver ath79_wifi_driver = {
	.probe	= ath79_wifi_probe,
	.remove	= ath79_wifi_remove,
	.driver	= {
		.name		= "ath79-wifi",
		.of_match_table	= ath79_wifi_of_match,
	},
};
module_platform_driver(ath79_wifi_driver);

MODULE_DESCRIPTION("Built-in radio of AR933x, AR934x and QCA953x");
MODULE_LICENSE("GPL");
