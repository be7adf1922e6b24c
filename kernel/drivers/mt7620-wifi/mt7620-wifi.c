// SPDX-License-Identifier: GPL-2.0-only
/*
 * The radio inside MT7620: rt2800soc, bound to a device tree node.
 *
 * Linux 6.1's rt2800soc knows this radio (as RT6352) but asks for a platform
 * device that nobody makes, and reads the calibration at physical 1f040000,
 * where MT7620 has no flash.  Its source is included here, so that all of it
 * is used but for these two.
 */
#include <linux/etherdevice.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/of_net.h>
#include <linux/platform_device.h>
#include <linux/reset.h>
#include <linux/slab.h>

#include "wifi-calibration.h"

/* Its driver is not registered. */
#undef module_platform_driver
#define module_platform_driver(driver) \
	static struct platform_driver * const driver##_unused __maybe_unused = \
		&(driver)
#include "rt2800soc.c"

static int mt7620_wifi_read_eeprom(struct rt2x00_dev *rt2x00dev)
{
	return wifi_calibration_read(rt2x00dev->dev, rt2x00dev->eeprom,
				     EEPROM_SIZE, EEPROM_SIZE);
}

static int mt7620_wifi_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct rt2800_ops *rt2800_ops;
	struct reset_control *reset;
	struct rt2x00_ops *ops;
	u8 mac[ETH_ALEN];
	void *cal;
	int ret;

	/* rt2x00 does not know of waiting: what it will read must be there. */
	ret = of_get_mac_address(dev->of_node, mac);
	if (ret == -EPROBE_DEFER)
		return ret;
	cal = kmalloc(EEPROM_SIZE, GFP_KERNEL);
	if (!cal)
		return -ENOMEM;
	ret = wifi_calibration_read(dev, cal, EEPROM_SIZE, EEPROM_SIZE);
	kfree(cal);
	if (ret)
		return ret;

	reset = devm_reset_control_get_optional_exclusive(dev, NULL);
	if (IS_ERR(reset))
		return dev_err_probe(dev, PTR_ERR(reset), "no reset\n");
	ret = reset_control_deassert(reset);
	if (ret)
		return dev_err_probe(dev, ret, "reset failed\n");

	/* rt2800soc's operations, with another way to the calibration */
	rt2800_ops = devm_kmemdup(dev, &rt2800soc_rt2800_ops,
				  sizeof(*rt2800_ops), GFP_KERNEL);
	ops = devm_kmemdup(dev, &rt2800soc_ops, sizeof(*ops), GFP_KERNEL);
	if (!rt2800_ops || !ops)
		return -ENOMEM;
	rt2800_ops->read_eeprom = mt7620_wifi_read_eeprom;
	ops->drv = rt2800_ops;

	return rt2x00soc_probe(pdev, ops);
}

static const struct of_device_id mt7620_wifi_of_match[] = {
	{ .compatible = "ralink,mt7620-wmac" },
	{ }
};
MODULE_DEVICE_TABLE(of, mt7620_wifi_of_match);

static struct platform_driver mt7620_wifi_driver = {
	.probe	= mt7620_wifi_probe,
	.remove	= rt2x00soc_remove,
	.driver	= {
		.name		= "mt7620-wifi",
		.of_match_table	= mt7620_wifi_of_match,
	},
};
builtin_platform_driver(mt7620_wifi_driver);
