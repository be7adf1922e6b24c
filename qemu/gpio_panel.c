/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * LEDs and buttons of a board.  See gpio_panel.h.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "gpio_panel.h"
#include <libfdt.h>

struct GpioLed {
    SysBusDevice parent_obj;

    char *label;
    bool active_low;
    bool lit;
};

struct GpioButton {
    SysBusDevice parent_obj;

    char *label;
    bool active_low;
    bool pressed;
    qemu_irq pin;
};

static void gpio_led_set(void *opaque, int n, int level)
{
    GpioLed *led = opaque;

    led->lit = level != GPIO_UNDRIVEN && !level == led->active_low;
}

static void gpio_led_realize(DeviceState *dev, Error **errp)
{
    qdev_init_gpio_in(dev, gpio_led_set, 1);
}

static Property gpio_led_properties[] = {
    DEFINE_PROP_STRING("label", GpioLed, label),
    DEFINE_PROP_BOOL("active-low", GpioLed, active_low, false),
    DEFINE_PROP_BOOL("lit", GpioLed, lit, false),
    DEFINE_PROP_END_OF_LIST(),
};

static void gpio_led_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "LED on a GPIO";
    dc->realize = gpio_led_realize;
    dc->user_creatable = false;
    device_class_set_props(dc, gpio_led_properties);
}

static void gpio_button_drive(GpioButton *button)
{
    qemu_set_irq(button->pin, button->pressed != button->active_low);
}

static bool gpio_button_get_pressed(Object *obj, Error **errp)
{
    return GPIO_BUTTON(obj)->pressed;
}

static void gpio_button_set_pressed(Object *obj, bool value, Error **errp)
{
    GpioButton *button = GPIO_BUTTON(obj);

    button->pressed = value;
    gpio_button_drive(button);
}

/* A held button stays held: only the level is told again. */
static void gpio_button_reset(DeviceState *dev)
{
    gpio_button_drive(GPIO_BUTTON(dev));
}

static void gpio_button_realize(DeviceState *dev, Error **errp)
{
    qdev_init_gpio_out(dev, &GPIO_BUTTON(dev)->pin, 1);
}

static Property gpio_button_properties[] = {
    DEFINE_PROP_STRING("label", GpioButton, label),
    DEFINE_PROP_BOOL("active-low", GpioButton, active_low, false),
    DEFINE_PROP_END_OF_LIST(),
};

static void gpio_button_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "button on a GPIO";
    dc->realize = gpio_button_realize;
    dc->reset = gpio_button_reset;
    dc->user_creatable = false;
    device_class_set_props(dc, gpio_button_properties);
    object_class_property_add_bool(klass, "pressed", gpio_button_get_pressed,
                                   gpio_button_set_pressed);
}

static const TypeInfo gpio_panel_types[] = {
    {
        .name = TYPE_GPIO_LED,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(GpioLed),
        .class_init = gpio_led_class_init,
    },
    {
        .name = TYPE_GPIO_BUTTON,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(GpioButton),
        .class_init = gpio_button_class_init,
    },
};

DEFINE_TYPES(gpio_panel_types)

static bool add_one(Object *panel, const void *fdt, int node, const char *type,
                    GpioPanelController *controller, void *opaque,
                    Error **errp)
{
    const char *name = fdt_get_name(fdt, node, NULL);
    const char *label = fdt_getprop(fdt, node, "label", NULL);
    int len, where;
    const fdt32_t *gpios = fdt_getprop(fdt, node, "gpios", &len);
    DeviceState *dev, *chip = NULL;
    uint32_t pin;

    if (!gpios || len != 3 * sizeof(*gpios)) {
        error_setg(errp, "device tree: %s: gpios is not one pin", name);
        return false;
    }
    pin = fdt32_to_cpu(gpios[1]);
    where = fdt_node_offset_by_phandle(fdt, fdt32_to_cpu(gpios[0]));
    if (where >= 0) {
        chip = controller(opaque, fdt, where, &pin);
    }
    if (!chip) {
        error_setg(errp, "device tree: %s: no such GPIO controller or pin",
                   name);
        return false;
    }

    if (object_property_find(panel, label ?: name)) {
        error_setg(errp, "device tree: %s: another LED or button is called %s",
                   name, label ?: name);
        return false;
    }
    dev = qdev_new(type);
    object_property_add_child(panel, label ?: name, OBJECT(dev));
    qdev_prop_set_string(dev, "label", label ?: name);
    /* GPIO_ACTIVE_LOW of the bindings */
    qdev_prop_set_bit(dev, "active-low", fdt32_to_cpu(gpios[2]) & 1);
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_fatal);
    if (!strcmp(type, TYPE_GPIO_LED)) {
        qdev_connect_gpio_out_named(chip, "pin-out", pin,
                                    qdev_get_gpio_in(dev, 0));
    } else {
        qdev_connect_gpio_out(dev, 0,
                              qdev_get_gpio_in_named(chip, "pin", pin));
    }
    return true;
}

bool gpio_panel_from_fdt(Object *machine, const void *fdt,
                         GpioPanelController *controller, void *opaque,
                         Error **errp)
{
    static const struct {
        const char *compatible;
        const char *type;
    } kinds[] = {
        { "gpio-leds", TYPE_GPIO_LED },
        { "gpio-keys", TYPE_GPIO_BUTTON },
        { "gpio-keys-polled", TYPE_GPIO_BUTTON },
    };
    Object *panel = container_get(machine, "/panel");
    int i, parent, node;

    for (i = 0; i < ARRAY_SIZE(kinds); i++) {
        parent = -1;
        while ((parent = fdt_node_offset_by_compatible(
                    fdt, parent, kinds[i].compatible)) >= 0) {
            fdt_for_each_subnode(node, fdt, parent) {
                if (!add_one(panel, fdt, node, kinds[i].type, controller,
                             opaque, errp)) {
                    return false;
                }
            }
        }
    }
    return true;
}
