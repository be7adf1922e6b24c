// SPDX-License-Identifier: GPL-2.0-only
/*
 * MAC addresses as vendors keep them in flash, made into nvmem cells.
 *
 * Linux 6.1 takes six bytes from an nvmem cell and nothing else; vendors also
 * write them as text, or one for several interfaces.  This device's cells are
 * addresses that are ready to use, each computed from another cell.  They are
 * always valid: a device that waits for one would otherwise not come up at
 * all.  binding.txt tells what the properties mean.
 */
#include <crypto/blake2s.h>
#include <linux/ctype.h>
#include <linux/etherdevice.h>
#include <linux/kernel.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/nvmem-consumer.h>
#include <linux/nvmem-provider.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

/* "00:11:22:33:44:55" */
#define TEXT_LEN	(3 * ETH_ALEN - 1)

struct mac_from_flash {
	struct device *dev;
	size_t size;
	u8 bytes[];
};

static int mff_reg_read(void *priv, unsigned int offset, void *val,
			size_t bytes)
{
	struct mac_from_flash *mff = priv;

	if (offset > mff->size || bytes > mff->size - offset)
		return -EINVAL;

	memcpy(val, mff->bytes + offset, bytes);

	return 0;
}

/* The content of a cell of @np, to be freed. */
static void *mff_cell(struct mac_from_flash *mff, struct device_node *np,
		      const char *name, size_t *len)
{
	struct nvmem_cell *cell;
	void *content;

	cell = of_nvmem_cell_get(np, name);
	if (IS_ERR(cell)) {
		/*
		 * The flash comes later.  When all drivers have had their
		 * turn and it still is not there, it never will be.
		 */
		if (PTR_ERR(cell) == -EPROBE_DEFER)
			return ERR_PTR(driver_deferred_probe_check_state(mff->dev));
		return ERR_CAST(cell);
	}

	content = nvmem_cell_read(cell, len);
	nvmem_cell_put(cell);

	return content;
}

static bool mff_parse(const u8 *content, size_t len, bool text, u8 *mac)
{
	char copy[TEXT_LEN + 1];

	if (!text) {
		if (len != ETH_ALEN)
			return false;
		memcpy(mac, content, ETH_ALEN);
	} else {
		if (len < TEXT_LEN)
			return false;
		memcpy(copy, content, TEXT_LEN);
		copy[TEXT_LEN] = '\0';
		if (!mac_pton(copy, mac))
			return false;
	}

	return is_valid_ether_addr(mac);
}

/* What this interface's address is, when the vendor's is @mac. */
static bool mff_adjust(struct device_node *np, u8 *mac)
{
	u32 add = 0, flip[ETH_ALEN];
	u64 all, low;
	int i;

	/* only the half of it that vendors count in */
	of_property_read_u32(np, "phramework,add", &add);
	all = ether_addr_to_u64(mac);
	low = (all + add) & 0xffffff;
	u64_to_ether_addr((all & ~0xffffffULL) | low, mac);

	if (!of_property_read_u32_array(np, "phramework,flip", flip, ETH_ALEN))
		for (i = 0; i < ETH_ALEN; i++)
			mac[i] ^= flip[i];

	return is_valid_ether_addr(mac);
}

/*
 * An address of our own, and a word on how long it lasts: the same at every
 * boot if the flash holds something that this device has for itself.  An error
 * pointer when that has to be waited for, or for want of memory.
 */
static const char *mff_make_up(struct mac_from_flash *mff,
			       struct device_node *np, u8 *mac)
{
	struct blake2s_state hash;
	bool stable = false;
	size_t len;
	u8 *seed;

	seed = mff_cell(mff, np, "seed", &len);
	if (seed == ERR_PTR(-EPROBE_DEFER) || seed == ERR_PTR(-ENOMEM))
		return ERR_CAST(seed);
	if (!IS_ERR(seed)) {
		/* Erased flash looks alike everywhere. */
		stable = len && memchr_inv(seed, seed[0], len);
		blake2s_init(&hash, ETH_ALEN);
		blake2s_update(&hash, seed, len);
		blake2s_update(&hash, np->full_name, strlen(np->full_name));
		blake2s_final(&hash, mac);
		kfree(seed);
	}
	if (!stable)
		eth_random_addr(mac);
	/* one station, and nobody's registered address */
	mac[0] = (mac[0] & ~1) | 2;

	return stable ? "the same at every boot" : "until the next boot";
}

static int mff_one(struct mac_from_flash *mff, struct device_node *np, u8 *mac)
{
	bool text = of_property_read_bool(np, "phramework,ascii");
	struct device *dev = mff->dev;
	const char *lasts;
	u8 *content;
	size_t len;
	int ret;

	content = mff_cell(mff, np, "mac", &len);
	ret = PTR_ERR_OR_ZERO(content);
	if (ret == -EPROBE_DEFER || ret == -ENOMEM)
		return ret;
	if (!ret && mff_parse(content, len, text, mac) && mff_adjust(np, mac))
		goto out;

	lasts = mff_make_up(mff, np, mac);
	if (IS_ERR(lasts)) {
		ret = PTR_ERR(lasts);
		goto out;
	}

	if (ret)
		dev_warn(dev, "%s: no flash to read (%d), using %pM, %s\n",
			 np->full_name, ret, mac, lasts);
	else if (text && len && isxdigit(content[0]))
		dev_warn(dev, "%s: \"%*pEhp\" in flash is no MAC address, using %pM, %s\n",
			 np->full_name, (int)min_t(size_t, len, TEXT_LEN),
			 content, mac, lasts);
	else
		dev_warn(dev, "%s: %*ph in flash is no MAC address, using %pM, %s\n",
			 np->full_name, (int)min_t(size_t, len, ETH_ALEN),
			 content, mac, lasts);
	ret = 0;
out:
	if (!IS_ERR(content))
		kfree(content);

	return ret;
}

static int mff_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct nvmem_config config = { };
	struct mac_from_flash *mff;
	struct nvmem_device *nvmem;
	struct device_node *np;
	size_t size = 0;
	u32 reg[2];
	int ret;

	for_each_child_of_node(dev->of_node, np) {
		ret = of_property_read_u32_array(np, "reg", reg, 2);
		if (ret || reg[0] >= SZ_4K || reg[1] != ETH_ALEN) {
			dev_err(dev, "%s: reg is not a place for %d bytes\n",
				np->full_name, ETH_ALEN);
			of_node_put(np);
			return -EINVAL;
		}
		size = max_t(size_t, size, reg[0] + reg[1]);
	}

	mff = devm_kzalloc(dev, struct_size(mff, bytes, size), GFP_KERNEL);
	if (!mff)
		return -ENOMEM;

	mff->dev = dev;
	mff->size = size;
	for_each_child_of_node(dev->of_node, np) {
		of_property_read_u32(np, "reg", reg);
		ret = mff_one(mff, np, mff->bytes + reg[0]);
		if (ret) {
			of_node_put(np);
			return ret;
		}
	}

	config.dev = dev;
	config.name = "mac-from-flash";
	config.id = NVMEM_DEVID_NONE;
	config.owner = THIS_MODULE;
	config.read_only = true;
	config.ignore_wp = true;
	config.size = size;
	config.reg_read = mff_reg_read;
	config.priv = mff;
	nvmem = devm_nvmem_register(dev, &config);

	return PTR_ERR_OR_ZERO(nvmem);
}

static const struct of_device_id mff_of_match[] = {
	{ .compatible = "phramework,mac-from-flash" },
	{ }
};
MODULE_DEVICE_TABLE(of, mff_of_match);

static struct platform_driver mff_driver = {
	.probe	= mff_probe,
	.driver	= {
		.name		= "mac-from-flash",
		.of_match_table	= mff_of_match,
	},
};
module_platform_driver(mff_driver);

MODULE_DESCRIPTION("MAC addresses from flash");
MODULE_LICENSE("GPL");
