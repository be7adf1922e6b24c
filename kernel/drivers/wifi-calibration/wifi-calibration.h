/* SPDX-License-Identifier: GPL-2.0-only */
/* What the factory measured of a radio, from the flash. */
#ifndef WIFI_CALIBRATION_H
#define WIFI_CALIBRATION_H

#include <linux/types.h>

struct device;

/*
 * Reads the device's nvmem cell "calibration" into @to: at least @least bytes,
 * and no more than @most, whatever else the cell has.  Returns 0 or an error,
 * which has been told: -EPROBE_DEFER while there is no flash yet, -ENODATA when
 * it is erased there.
 */
int wifi_calibration_read(struct device *dev, void *to, size_t least, size_t most);

#endif
