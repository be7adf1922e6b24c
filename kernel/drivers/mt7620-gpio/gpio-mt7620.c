// SPDX-License-Identifier: GPL-2.0-only
/*
 * GPIO of MediaTek MT7620A/N.
 *
 * Four banks, of 24, 16, 32 and 1 lines, and a device for each.  The first
 * has a hole in its registers that the others have not.  All share one
 * interrupt; a line can raise it on its rising edge, its falling edge, or
 * both, but not by its level.
 */
#include <linux/gpio/driver.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>

#define GPIO_INT	0x00	/* an edge was seen; write 1 to clear */
#define GPIO_RENA	0x08	/* look for rising edges */
#define GPIO_FENA	0x0c	/* look for falling edges */

/* From here on relative to DATA */
#define GPIO_DATA	0x00
#define GPIO_DIR	0x04	/* 1 is output */
#define GPIO_POL	0x08	/* 1 inverts DATA */
#define GPIO_SET	0x0c
#define GPIO_RESET	0x10

struct mt7620_gpio {
	struct gpio_chip gc;
	void __iomem *base;
	u32 rising;
	u32 falling;
};

static struct mt7620_gpio *mt7620_gpio_of(struct irq_data *d)
{
	return gpiochip_get_data(irq_data_get_irq_chip_data(d));
}

static void mt7620_gpio_irq_ack(struct irq_data *d)
{
	struct mt7620_gpio *mg = mt7620_gpio_of(d);

	writel(BIT(irqd_to_hwirq(d)), mg->base + GPIO_INT);
}

/* Look for those edges of the line that are in both masks. */
static void mt7620_gpio_look_for(struct mt7620_gpio *mg, u32 line, u32 rising,
				 u32 falling)
{
	unsigned long flags;
	u32 rena, fena;

	raw_spin_lock_irqsave(&mg->gc.bgpio_lock, flags);
	rena = readl(mg->base + GPIO_RENA) & ~line;
	fena = readl(mg->base + GPIO_FENA) & ~line;
	writel(rena | (rising & line), mg->base + GPIO_RENA);
	writel(fena | (falling & line), mg->base + GPIO_FENA);
	raw_spin_unlock_irqrestore(&mg->gc.bgpio_lock, flags);
}

static void mt7620_gpio_irq_mask(struct irq_data *d)
{
	struct mt7620_gpio *mg = mt7620_gpio_of(d);

	mt7620_gpio_look_for(mg, BIT(irqd_to_hwirq(d)), 0, 0);
	gpiochip_disable_irq(&mg->gc, irqd_to_hwirq(d));
}

static void mt7620_gpio_irq_unmask(struct irq_data *d)
{
	struct mt7620_gpio *mg = mt7620_gpio_of(d);

	gpiochip_enable_irq(&mg->gc, irqd_to_hwirq(d));
	mt7620_gpio_look_for(mg, BIT(irqd_to_hwirq(d)), mg->rising,
			     mg->falling);
}

/* The core masks the line around a change, and unmasks it after. */
static int mt7620_gpio_irq_set_type(struct irq_data *d, unsigned int type)
{
	struct mt7620_gpio *mg = mt7620_gpio_of(d);
	u32 line = BIT(irqd_to_hwirq(d));
	unsigned long flags;

	if (!(type & IRQ_TYPE_EDGE_BOTH) || type & ~IRQ_TYPE_EDGE_BOTH)
		return -EINVAL;
	raw_spin_lock_irqsave(&mg->gc.bgpio_lock, flags);
	mg->rising &= ~line;
	mg->falling &= ~line;
	if (type & IRQ_TYPE_EDGE_RISING)
		mg->rising |= line;
	if (type & IRQ_TYPE_EDGE_FALLING)
		mg->falling |= line;
	raw_spin_unlock_irqrestore(&mg->gc.bgpio_lock, flags);
	return 0;
}

static const struct irq_chip mt7620_gpio_irq_chip = {
	.name = "mt7620-gpio",
	.irq_ack = mt7620_gpio_irq_ack,
	.irq_mask = mt7620_gpio_irq_mask,
	.irq_unmask = mt7620_gpio_irq_unmask,
	.irq_set_type = mt7620_gpio_irq_set_type,
	.flags = IRQCHIP_IMMUTABLE | IRQCHIP_SET_TYPE_MASKED,
	GPIOCHIP_IRQ_RESOURCE_HELPERS,
};

static irqreturn_t mt7620_gpio_interrupt(int irq, void *data)
{
	struct mt7620_gpio *mg = data;
	unsigned long pending = readl(mg->base + GPIO_INT);
	unsigned int line;

	for_each_set_bit(line, &pending, mg->gc.ngpio)
		generic_handle_domain_irq(mg->gc.irq.domain, line);
	return IRQ_RETVAL(pending);
}

static int mt7620_gpio_probe(struct platform_device *pdev)
{
	unsigned long data = (unsigned long)device_get_match_data(&pdev->dev);
	struct device *dev = &pdev->dev;
	struct mt7620_gpio *mg;
	void __iomem *io;
	u32 lines;
	int irq, ret;

	mg = devm_kzalloc(dev, sizeof(*mg), GFP_KERNEL);
	if (!mg)
		return -ENOMEM;
	mg->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(mg->base))
		return PTR_ERR(mg->base);
	ret = device_property_read_u32(dev, "ngpios", &lines);
	if (ret || !lines || lines > 32)
		return dev_err_probe(dev, -EINVAL, "ngpios is not 1 to 32\n");
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;

	/* Before anybody looks: no interrupts, and levels as they are. */
	io = mg->base + data;
	writel(0, mg->base + GPIO_RENA);
	writel(0, mg->base + GPIO_FENA);
	writel(~0, mg->base + GPIO_INT);
	writel(0, io + GPIO_POL);

	ret = bgpio_init(&mg->gc, dev, 4, io + GPIO_DATA, io + GPIO_SET,
			 io + GPIO_RESET, io + GPIO_DIR, NULL, 0);
	if (ret)
		return dev_err_probe(dev, ret, "bgpio_init() failed\n");
	mg->gc.ngpio = lines;
	if (device_property_present(dev, "gpio-ranges")) {
		mg->gc.request = gpiochip_generic_request;
		mg->gc.free = gpiochip_generic_free;
	}
	gpio_irq_chip_set_chip(&mg->gc.irq, &mt7620_gpio_irq_chip);
	/* The interrupt is shared, so it is not chained but requested. */
	mg->gc.irq.default_type = IRQ_TYPE_NONE;
	mg->gc.irq.handler = handle_edge_irq;

	ret = devm_gpiochip_add_data(dev, &mg->gc, mg);
	if (ret)
		return dev_err_probe(dev, ret, "no GPIO chip\n");
	/* After the chip, so that it is given back before it. */
	return devm_request_irq(dev, irq, mt7620_gpio_interrupt, IRQF_SHARED,
				dev_name(dev), mg);
}

/* Where DATA is */
static const struct of_device_id mt7620_gpio_match[] = {
	{ .compatible = "mediatek,mt7620-gpio0", .data = (void *)0x20 },
	{ .compatible = "mediatek,mt7620-gpio", .data = (void *)0x10 },
	{ }
};
MODULE_DEVICE_TABLE(of, mt7620_gpio_match);

static struct platform_driver mt7620_gpio_driver = {
	.probe = mt7620_gpio_probe,
	.driver = {
		.name = "mt7620-gpio",
		.of_match_table = mt7620_gpio_match,
	},
};
module_platform_driver(mt7620_gpio_driver);

MODULE_DESCRIPTION("GPIO of MediaTek MT7620");
MODULE_LICENSE("GPL");
