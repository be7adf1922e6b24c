// SPDX-License-Identifier: GPL-2.0-only
/*
 * SPI controller of MediaTek MT7620A/N.
 *
 * Two masters with a set of registers each, one a chip select, which share
 * the wires.  A master moves one byte at a time in one direction: the CPU
 * puts a byte into DATA and starts a write, or starts a read and finds the
 * byte in DATA.  There is neither an interrupt nor DMA in this mode.
 *
 * Flash chips are served through spi-mem: a whole operation is one loop over
 * these three registers.  If the device tree gives the window in which the
 * SoC shows the chip of chip select 0 to the CPU, reads come from there.
 */
#include <linux/bitfield.h>
#include <linux/clk.h>
#include <linux/iopoll.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/spi/spi.h>
#include <linux/spi/spi-mem.h>

#define MT7620_SPI_NUM_CS	2

/* Registers of one master */
#define SPI_MASTER(cs)		(0x40 * (cs))
#define SPI_STAT		0x00
#define   SPI_STAT_BUSY		BIT(0)
#define SPI_CFG			0x10
#define   SPI_CFG_MSB_FIRST	BIT(8)
#define   SPI_CFG_CPOL		BIT(6)
#define   SPI_CFG_RX_FALLING	BIT(5)
#define   SPI_CFG_TX_FALLING	BIT(4)
#define   SPI_CFG_CLK		GENMASK(2, 0)	/* n: divide by 2^(n + 1) */
#define   SPI_CFG_CLK_MAX	6
#define SPI_CTL			0x14
#define   SPI_CTL_START_WR	BIT(2)
#define   SPI_CTL_START_RD	BIT(1)
#define   SPI_CTL_CS_HIGH	BIT(0)
#define SPI_DATA		0x20

/* Shared by both */
#define SPI_ARB			0xf0
#define   SPI_ARB_EN		BIT(31)

/* Commands that the SoC's own reading through the window stands for */
#define FLASH_READ		0x03
#define FLASH_READ_FAST		0x0b

struct mt7620_spi {
	void __iomem *base;
	void __iomem *window;
	resource_size_t window_size;
	unsigned long rate;
	/* of the operation that is under way */
	void __iomem *master;
	u32 ctl;
	u32 timeout_us;
};

static noinline int mt7620_spi_wait_long(struct mt7620_spi *ms)
{
	u32 stat;

	return readl_poll_timeout(ms->master + SPI_STAT, stat,
				  !(stat & SPI_STAT_BUSY), 1, ms->timeout_us);
}

static __always_inline int mt7620_spi_wait(struct mt7620_spi *ms)
{
	int i;

	/* A byte takes less than this many reads at all usual clocks. */
	for (i = 0; i < 64; i++) {
		if (!(readl_relaxed(ms->master + SPI_STAT) & SPI_STAT_BUSY))
			return 0;
	}
	return mt7620_spi_wait_long(ms);
}

/* Nothing but these registers is to be kept in order: no DMA, so relaxed. */
static int mt7620_spi_send(struct mt7620_spi *ms, const u8 *buf, size_t len)
{
	int ret;

	while (len--) {
		writel_relaxed(*buf++, ms->master + SPI_DATA);
		writel_relaxed(ms->ctl | SPI_CTL_START_WR,
			       ms->master + SPI_CTL);
		ret = mt7620_spi_wait(ms);
		if (ret)
			return ret;
	}
	return 0;
}

static int mt7620_spi_receive(struct mt7620_spi *ms, u8 *buf, size_t len)
{
	int ret;

	while (len--) {
		writel_relaxed(ms->ctl | SPI_CTL_START_RD,
			       ms->master + SPI_CTL);
		ret = mt7620_spi_wait(ms);
		if (ret)
			return ret;
		*buf++ = readl_relaxed(ms->master + SPI_DATA);
	}
	return 0;
}

static void mt7620_spi_level(struct mt7620_spi *ms, bool high)
{
	ms->ctl = high ? SPI_CTL_CS_HIGH : 0;
	writel(ms->ctl, ms->master + SPI_CTL);
}

/*
 * The clock is the highest that is not above @hz; setup() has seen to it that
 * there is one.  Chips of mode 0 are driven in mode 3, which they know
 * as well: bit and clock agree from the first edge, while this controller's
 * mode 0 is known not to work.
 */
static void mt7620_spi_configure(struct mt7620_spi *ms, struct spi_device *spi,
				 u32 hz)
{
	u32 div = DIV_ROUND_UP(ms->rate, hz);
	u32 n = div > 2 ? order_base_2(div) - 1 : 0;
	u32 cfg = SPI_CFG_CPOL | SPI_CFG_TX_FALLING;

	n = min_t(u32, n, SPI_CFG_CLK_MAX);
	if (!(spi->mode & SPI_LSB_FIRST))
		cfg |= SPI_CFG_MSB_FIRST;
	ms->master = ms->base + SPI_MASTER(spi->chip_select);
	writel(cfg | FIELD_PREP(SPI_CFG_CLK, n), ms->master + SPI_CFG);
	/* ten times what a byte takes, and a pause of the bus */
	ms->timeout_us = 100 + DIV_ROUND_UP(80 * USEC_PER_SEC,
					    ms->rate >> (n + 1));
}

static void mt7620_spi_timed_out(struct spi_device *spi)
{
	dev_err_ratelimited(&spi->dev, "the controller stays busy\n");
}

/* Flash operations */

static int mt7620_spi_run(struct mt7620_spi *ms, const struct spi_mem_op *op)
{
	u8 head[16];
	int i, len = 0, ret;

	head[len++] = op->cmd.opcode;
	for (i = op->addr.nbytes - 1; i >= 0; i--)
		head[len++] = op->addr.val >> (8 * i);
	for (i = 0; i < op->dummy.nbytes; i++)
		head[len++] = 0;

	ret = mt7620_spi_send(ms, head, len);
	if (ret)
		return ret;
	switch (op->data.dir) {
	case SPI_MEM_DATA_IN:
		return mt7620_spi_receive(ms, op->data.buf.in, op->data.nbytes);
	case SPI_MEM_DATA_OUT:
		return mt7620_spi_send(ms, op->data.buf.out, op->data.nbytes);
	default:
		return 0;
	}
}

static bool mt7620_spi_supports_op(struct spi_mem *mem,
				   const struct spi_mem_op *op)
{
	return spi_mem_default_supports_op(mem, op) && op->cmd.nbytes == 1 &&
	       op->addr.nbytes <= 4 && op->dummy.nbytes <= 8;
}

static int mt7620_spi_exec_op(struct spi_mem *mem, const struct spi_mem_op *op)
{
	struct mt7620_spi *ms = spi_controller_get_devdata(mem->spi->controller);
	bool active = mem->spi->mode & SPI_CS_HIGH;
	int ret;

	mt7620_spi_configure(ms, mem->spi, mem->spi->max_speed_hz);
	mt7620_spi_level(ms, active);
	ret = mt7620_spi_run(ms, op);
	mt7620_spi_level(ms, !active);
	if (ret)
		mt7620_spi_timed_out(mem->spi);
	return ret;
}

static int mt7620_spi_dirmap_create(struct spi_mem_dirmap_desc *desc)
{
	struct mt7620_spi *ms =
		spi_controller_get_devdata(desc->mem->spi->controller);
	const struct spi_mem_op *op = &desc->info.op_tmpl;

	if (!ms->window || desc->mem->spi->chip_select ||
	    desc->mem->spi->cs_gpiod ||
	    op->data.dir != SPI_MEM_DATA_IN || op->addr.nbytes != 3 ||
	    (op->cmd.opcode != FLASH_READ &&
	     op->cmd.opcode != FLASH_READ_FAST) ||
	    desc->info.offset + desc->info.length > ms->window_size)
		return -EOPNOTSUPP;
	return 0;
}

static ssize_t mt7620_spi_dirmap_read(struct spi_mem_dirmap_desc *desc,
				      u64 offs, size_t len, void *buf)
{
	struct mt7620_spi *ms =
		spi_controller_get_devdata(desc->mem->spi->controller);

	memcpy_fromio(buf, ms->window + desc->info.offset + offs, len);
	return len;
}

static const struct spi_controller_mem_ops mt7620_spi_mem_ops = {
	.supports_op = mt7620_spi_supports_op,
	.exec_op = mt7620_spi_exec_op,
	.dirmap_create = mt7620_spi_dirmap_create,
	.dirmap_read = mt7620_spi_dirmap_read,
};

/* Everything else */

static int mt7620_spi_setup(struct spi_device *spi)
{
	u32 mode = spi->mode & SPI_MODE_X_MASK;

	if (mode != SPI_MODE_0 && mode != SPI_MODE_3) {
		dev_err(&spi->dev, "SPI mode %u is not possible here\n", mode);
		return -EINVAL;
	}
	if (spi->max_speed_hz < spi->controller->min_speed_hz) {
		dev_err(&spi->dev, "%u Hz is slower than this can be\n",
			spi->max_speed_hz);
		return -EINVAL;
	}
	return 0;
}

static int mt7620_spi_prepare_message(struct spi_controller *ctlr,
				      struct spi_message *msg)
{
	struct mt7620_spi *ms = spi_controller_get_devdata(ctlr);

	mt7620_spi_configure(ms, msg->spi, msg->spi->max_speed_hz);
	return 0;
}

static void mt7620_spi_set_cs(struct spi_device *spi, bool high)
{
	struct mt7620_spi *ms = spi_controller_get_devdata(spi->controller);

	ms->master = ms->base + SPI_MASTER(spi->chip_select);
	mt7620_spi_level(ms, high);
}

static int mt7620_spi_transfer_one(struct spi_controller *ctlr,
				   struct spi_device *spi,
				   struct spi_transfer *t)
{
	struct mt7620_spi *ms = spi_controller_get_devdata(ctlr);
	int ret;

	mt7620_spi_configure(ms, spi, t->speed_hz);
	if (t->tx_buf)
		ret = mt7620_spi_send(ms, t->tx_buf, t->len);
	else
		ret = mt7620_spi_receive(ms, t->rx_buf, t->len);
	if (ret)
		mt7620_spi_timed_out(spi);
	return ret;
}

static int mt7620_spi_map_window(struct platform_device *pdev,
				 struct mt7620_spi *ms)
{
	struct resource *res;

	res = platform_get_resource_byname(pdev, IORESOURCE_MEM, "window");
	if (!res)
		return 0;
	ms->window = devm_ioremap_resource(&pdev->dev, res);
	ms->window_size = resource_size(res);
	return PTR_ERR_OR_ZERO(ms->window);
}

static int mt7620_spi_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct spi_controller *ctlr;
	struct mt7620_spi *ms;
	struct clk *clk;
	int ret, cs;

	ctlr = devm_spi_alloc_master(dev, sizeof(*ms));
	if (!ctlr)
		return -ENOMEM;
	ms = spi_controller_get_devdata(ctlr);

	ms->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(ms->base))
		return PTR_ERR(ms->base);
	ret = mt7620_spi_map_window(pdev, ms);
	if (ret)
		return ret;
	clk = devm_clk_get_enabled(dev, NULL);
	if (IS_ERR(clk))
		return dev_err_probe(dev, PTR_ERR(clk), "no clock\n");
	ms->rate = clk_get_rate(clk);
	if (!ms->rate)
		return dev_err_probe(dev, -EINVAL, "the clock stands still\n");

	ctlr->dev.of_node = dev->of_node;
	ctlr->num_chipselect = MT7620_SPI_NUM_CS;
	ctlr->mode_bits = SPI_CPOL | SPI_CPHA | SPI_CS_HIGH | SPI_LSB_FIRST;
	ctlr->bits_per_word_mask = SPI_BPW_MASK(8);
	ctlr->flags = SPI_CONTROLLER_HALF_DUPLEX;
	ctlr->min_speed_hz = DIV_ROUND_UP(ms->rate, 2 << SPI_CFG_CLK_MAX);
	ctlr->max_speed_hz = ms->rate / 2;
	ctlr->use_gpio_descriptors = true;
	ctlr->setup = mt7620_spi_setup;
	ctlr->prepare_message = mt7620_spi_prepare_message;
	ctlr->set_cs = mt7620_spi_set_cs;
	ctlr->transfer_one = mt7620_spi_transfer_one;
	ctlr->mem_ops = &mt7620_spi_mem_ops;

	/* Nobody is selected, and selecting is done by pulling down. */
	ms->ctl = SPI_CTL_CS_HIGH;
	for (cs = 0; cs < MT7620_SPI_NUM_CS; cs++)
		writel(ms->ctl, ms->base + SPI_MASTER(cs) + SPI_CTL);
	writel(SPI_ARB_EN, ms->base + SPI_ARB);

	return devm_spi_register_controller(dev, ctlr);
}

static const struct of_device_id mt7620_spi_match[] = {
	{ .compatible = "mediatek,mt7620-spi" },
	{ }
};
MODULE_DEVICE_TABLE(of, mt7620_spi_match);

static struct platform_driver mt7620_spi_driver = {
	.probe = mt7620_spi_probe,
	.driver = {
		.name = "mt7620-spi",
		.of_match_table = mt7620_spi_match,
	},
};
module_platform_driver(mt7620_spi_driver);

MODULE_DESCRIPTION("SPI controller of MediaTek MT7620");
MODULE_LICENSE("GPL");
