// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calibration of a radio: see wifi-calibration.h.
 */
#include <linux/device.h>
#include <linux/nvmem-consumer.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "wifi-calibration.h"

int wifi_calibration_read(struct device *dev, void *to, size_t least, size_t most)
{
	struct nvmem_cell *cell;
	size_t len;
	u8 *cal;
	int ret = 0;

	cell = nvmem_cell_get(dev, "calibration");
	if (IS_ERR(cell))
		return dev_err_probe(dev, PTR_ERR(cell), "no calibration\n");

	cal = nvmem_cell_read(cell, &len);
	nvmem_cell_put(cell);
	if (IS_ERR(cal))
		return dev_err_probe(dev, PTR_ERR(cal),
				     "calibration cannot be read\n");

	if (len < least) {
		dev_err(dev, "calibration of %zu bytes, not %zu\n", len, least);
		ret = -EINVAL;
		goto out;
	}
	len = min(len, most);
	if (!memchr_inv(cal, cal[0], len)) {
		dev_err(dev, "no calibration in flash, only %02x: wifi stays off\n",
			cal[0]);
		ret = -ENODATA;
		goto out;
	}
	memcpy(to, cal, len);
out:
	kfree(cal);

	return ret;
}
