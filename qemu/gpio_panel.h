/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * LEDs and buttons of a board, as its device tree names them.
 *
 * They are devices "gpio-led" and "gpio-button" below /machine/panel, under
 * their label:
 *   (qemu) info qtree                                  every LED with "lit"
 *   (qemu) qom-get /machine/panel/green:power lit
 *   (qemu) qom-set /machine/panel/reset pressed true
 */
#ifndef GPIO_PANEL_H
#define GPIO_PANEL_H

#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_GPIO_LED "gpio-led"
OBJECT_DECLARE_SIMPLE_TYPE(GpioLed, GPIO_LED)

#define TYPE_GPIO_BUTTON "gpio-button"
OBJECT_DECLARE_SIMPLE_TYPE(GpioButton, GPIO_BUTTON)

/*
 * Level of a pin that is an input and so does not drive what hangs on it.
 * Passed through qemu_set_irq() to an LED.
 */
#define GPIO_UNDRIVEN (-1)

/*
 * The controller behind a node of the device tree, with one input per pin for
 * buttons ("pin", from outside) and one output per pin for LEDs ("pin-out");
 * NULL if the machine has none for it.  *pin may be changed.
 */
typedef DeviceState *GpioPanelController(void *opaque, const void *fdt,
                                         int node, uint32_t *pin);

/*
 * Creates and connects what the nodes compatible with gpio-leds, gpio-keys
 * and gpio-keys-polled describe.  A node that cannot be used is an error.
 */
bool gpio_panel_from_fdt(Object *machine, const void *fdt,
                         GpioPanelController *controller, void *opaque,
                         Error **errp);

#endif
