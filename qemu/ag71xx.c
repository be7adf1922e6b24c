/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ethernet MAC of the ath79 SoCs, with its MDIO.
 *
 * Registers and descriptors: Linux 6.1,
 * drivers/net/ethernet/atheros/ag71xx.c; U-Boot 2023.01,
 * drivers/net/ag7xxx.c.
 *
 * TX_STATUS and RX_STATUS count descriptors in bits 23:16; each write of bit 0
 * takes one off.  The receiver stops (RXE falls, RX_OF is set) at a descriptor
 * that is not empty; the transmitter at one that is.  Lengths of received
 * frames include the FCS.
 *
 * Sending takes no time, frames are neither filtered nor damaged.  Not
 * modelled: flow control, frame size limits, MDIO's scan, most counters.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "exec/address-spaces.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "net/eth.h"
#include "sysemu/dma.h"
#include "ath79_soc.h"

#define R_CFG1              0x000
#define   CFG1_TXE          BIT(0)
#define   CFG1_RXE          BIT(2)
#define   CFG1_SOFT_RESET   BIT(31)
#define R_CFG2              0x004
#define R_IPG               0x008
#define R_HDX               0x00c
#define R_MAX_FRAME         0x010
#define R_MII_CFG           0x020
#define R_MII_CMD           0x024
#define   MII_CMD_READ      BIT(0)
#define   MII_CMD_SCAN      BIT(1)
#define R_MII_ADDR          0x028
#define R_MII_CTRL          0x02c
#define R_MII_STATUS        0x030
#define R_MII_IND           0x034
#define R_IFCTL             0x038
#define R_ADDR1             0x040
#define R_FIFO_CFG5         0x05c
#define R_RX_BYTES          0x09c
#define R_RX_PACKETS        0x0a0
#define R_RX_DROPPED        0x0dc
#define R_TX_BYTES          0x0e0
#define R_TX_PACKETS        0x0e4
#define R_COUNTERS          0x080
#define R_COUNTERS_END      0x12c
#define R_TX_CTRL           0x180
#define R_TX_DESC           0x184
#define R_TX_STATUS         0x188
#define   STATUS_COUNT      0x00ff0000
#define   STATUS_PACKET     BIT(0)
#define   TX_STATUS_UR      BIT(1)
#define   RX_STATUS_OF      BIT(2)
#define R_RX_CTRL           0x18c
#define   CTRL_ENABLE       BIT(0)
#define R_RX_DESC           0x190
#define R_RX_STATUS         0x194
#define R_INT_ENABLE        0x198
#define R_INT_STATUS        0x19c
#define   INT_RX_SHIFT      4
#define R_FIFO_DEPTH        0x1a8
#define R_RX_SM             0x1b0
#define R_TX_SM             0x1b4
#define R_END               0x200

#define DESC_EMPTY          BIT(31)
#define DESC_MORE           BIT(24)
#define DESC_LEN            0xfff

#define FCS_LEN             4
#define MAX_FRAME           (16 * 1024)
#define MAX_DESCS           4096    /* more than any driver's ring has */

struct Ag71xx {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    uint32_t reg[R_END / 4];
    bool held;                  /* in reset */
    bool mdio_held;
    uint8_t frame[MAX_FRAME];

    /* properties */
    Ath79Switch *phys;
    uint8_t number;             /* 0 or 1 */
    bool has_mdio;
};

typedef struct Desc {
    uint32_t data;
    uint32_t ctrl;
    uint32_t next;
} Desc;

static uint32_t *ag71xx_reg(Ag71xx *s, hwaddr offset)
{
    return &s->reg[offset / 4];
}

static void ag71xx_update(Ag71xx *s)
{
    uint32_t tx = *ag71xx_reg(s, R_TX_STATUS);
    uint32_t rx = *ag71xx_reg(s, R_RX_STATUS);

    *ag71xx_reg(s, R_INT_STATUS) = (tx & 0xf) | (rx & 0xf) << INT_RX_SHIFT;
    qemu_set_irq(s->irq, (*ag71xx_reg(s, R_INT_STATUS) &
                          *ag71xx_reg(s, R_INT_ENABLE)) != 0);
}

static void ag71xx_count_up(uint32_t *status)
{
    if ((*status & STATUS_COUNT) != STATUS_COUNT) {
        *status += STATUS_COUNT & -STATUS_COUNT;
    }
    *status |= STATUS_PACKET;
}

static void ag71xx_acknowledge(uint32_t *status, uint32_t value)
{
    *status &= ~(value & 0xf & ~STATUS_PACKET);
    if ((value & STATUS_PACKET) && (*status & STATUS_COUNT)) {
        *status -= STATUS_COUNT & -STATUS_COUNT;
    }
    if (!(*status & STATUS_COUNT)) {
        *status &= ~STATUS_PACKET;
    }
}

static bool ag71xx_desc_read(hwaddr at, Desc *d)
{
    if (dma_memory_read(&address_space_memory, at, d, sizeof(*d),
                        MEMTXATTRS_UNSPECIFIED)) {
        return false;
    }
    d->data = be32_to_cpu(d->data);
    d->ctrl = be32_to_cpu(d->ctrl);
    d->next = be32_to_cpu(d->next);
    return true;
}

static void ag71xx_desc_write_ctrl(hwaddr at, uint32_t ctrl)
{
    stl_be_dma(&address_space_memory, at + offsetof(Desc, ctrl), ctrl,
               MEMTXATTRS_UNSPECIFIED);
}

static void ag71xx_transmit(Ag71xx *s)
{
    uint32_t *at = ag71xx_reg(s, R_TX_DESC);
    uint32_t *status = ag71xx_reg(s, R_TX_STATUS);
    uint32_t used = 0, len;
    int left = MAX_DESCS;
    Desc d;

    while (*ag71xx_reg(s, R_TX_CTRL) & CTRL_ENABLE) {
        if (!ag71xx_desc_read(*at, &d)) {
            qemu_log_mask(LOG_GUEST_ERROR, "ag71xx%d: no memory at transmit "
                          "descriptor 0x%08x\n", s->number, *at);
            *ag71xx_reg(s, R_TX_CTRL) = 0;
            break;
        }
        /* one that does not become empty: it lies in what cannot be written */
        if (!left--) {
            qemu_log_mask(LOG_GUEST_ERROR, "ag71xx%d: no end of transmit "
                          "descriptors at 0x%08x\n", s->number, *at);
            *ag71xx_reg(s, R_TX_CTRL) = 0;
            break;
        }
        if (d.ctrl & DESC_EMPTY) {
            *status |= TX_STATUS_UR;
            *ag71xx_reg(s, R_TX_CTRL) = 0;
            break;
        }
        len = d.ctrl & DESC_LEN;
        if (used + len <= sizeof(s->frame)) {
            dma_memory_read(&address_space_memory, d.data, s->frame + used,
                            len, MEMTXATTRS_UNSPECIFIED);
            used += len;
        }
        ag71xx_desc_write_ctrl(*at, d.ctrl | DESC_EMPTY);
        *at = d.next;
        ag71xx_count_up(status);
        if (d.ctrl & DESC_MORE) {
            continue;
        }
        if (used < ETH_ZLEN) {
            memset(s->frame + used, 0, ETH_ZLEN - used);
            used = ETH_ZLEN;
        }
        if (*ag71xx_reg(s, R_CFG1) & CFG1_TXE) {
            *ag71xx_reg(s, R_TX_PACKETS) += 1;
            *ag71xx_reg(s, R_TX_BYTES) += used + FCS_LEN;
            ath79_switch_send(s->phys, s->number, s->frame, used);
        }
        used = 0;
    }
    ag71xx_update(s);
}

void ag71xx_receive(Ag71xx *s, const uint8_t *buf, size_t size)
{
    uint32_t *at = ag71xx_reg(s, R_RX_DESC);
    uint8_t padded[ETH_ZLEN];
    Desc d;

    if (s->held || size > DESC_LEN - FCS_LEN ||
        (*ag71xx_reg(s, R_CFG1) & (CFG1_RXE | CFG1_SOFT_RESET)) != CFG1_RXE ||
        !(*ag71xx_reg(s, R_RX_CTRL) & CTRL_ENABLE)) {
        return;
    }
    if (!ag71xx_desc_read(*at, &d) || !(d.ctrl & DESC_EMPTY)) {
        *ag71xx_reg(s, R_RX_CTRL) = 0;
        *ag71xx_reg(s, R_RX_STATUS) |= RX_STATUS_OF;
        *ag71xx_reg(s, R_RX_DROPPED) += 1;
        ag71xx_update(s);
        return;
    }
    if (size < ETH_ZLEN) {
        memset(padded, 0, sizeof(padded));
        memcpy(padded, buf, size);
        buf = padded;
        size = ETH_ZLEN;
    }
    dma_memory_write(&address_space_memory, d.data, buf, size,
                     MEMTXATTRS_UNSPECIFIED);
    dma_memory_set(&address_space_memory, d.data + size, 0, FCS_LEN,
                   MEMTXATTRS_UNSPECIFIED);
    ag71xx_desc_write_ctrl(*at, size + FCS_LEN);
    *at = d.next;
    *ag71xx_reg(s, R_RX_PACKETS) += 1;
    *ag71xx_reg(s, R_RX_BYTES) += size + FCS_LEN;
    ag71xx_count_up(ag71xx_reg(s, R_RX_STATUS));
    ag71xx_update(s);
}

/* Whether anybody answers on the MDIO */
static bool ag71xx_mdio_works(Ag71xx *s)
{
    if (s->mdio_held) {
        qemu_log_mask(LOG_GUEST_ERROR, "ag71xx%d: MDIO used while in reset\n",
                      s->number);
    }
    return s->has_mdio && !s->mdio_held;
}

static void ag71xx_mdio_read(Ag71xx *s)
{
    uint32_t where = *ag71xx_reg(s, R_MII_ADDR);

    *ag71xx_reg(s, R_MII_STATUS) = ag71xx_mdio_works(s)
        ? ath79_switch_mdio_read(s->phys, extract32(where, 8, 5),
                                 extract32(where, 0, 5))
        : 0xffff;
}

static void ag71xx_reset(DeviceState *dev)
{
    Ag71xx *s = AG71XX(dev);

    memset(s->reg, 0, sizeof(s->reg));
    ag71xx_update(s);
}

static void ag71xx_hold(void *opaque, int n, int level)
{
    Ag71xx *s = opaque;

    if (n == 1) {
        s->mdio_held = level;
        return;
    }
    s->held = level;
    if (level) {
        ag71xx_reset(DEVICE(s));
    }
}

static bool ag71xx_known(hwaddr offset)
{
    switch (offset) {
    case R_CFG1 ... R_MAX_FRAME:
    case R_MII_CFG ... R_IFCTL:
    case R_ADDR1 ... R_FIFO_CFG5:
    case R_TX_CTRL ... R_INT_STATUS:
    case R_FIFO_DEPTH:
    case R_RX_SM:
    case R_TX_SM:
    case R_RX_BYTES:
    case R_RX_PACKETS:
    case R_RX_DROPPED:
    case R_TX_BYTES:
    case R_TX_PACKETS:
        return true;
    }
    return false;
}

static uint64_t ag71xx_read(void *opaque, hwaddr offset, unsigned size)
{
    Ag71xx *s = opaque;
    uint32_t value;

    if (!ag71xx_known(offset)) {
        qemu_log_mask(LOG_UNIMP, "ag71xx%d: read of unknown register 0x%03"
                      HWADDR_PRIx "\n", s->number, offset);
        return 0;
    }
    value = *ag71xx_reg(s, offset);
    if (offset >= R_COUNTERS && offset <= R_COUNTERS_END) {
        *ag71xx_reg(s, offset) = 0;
    }
    return value;
}

static void ag71xx_write(void *opaque, hwaddr offset, uint64_t value,
                         unsigned size)
{
    Ag71xx *s = opaque;

    if (!ag71xx_known(offset)) {
        qemu_log_mask(LOG_UNIMP, "ag71xx%d: write of 0x%08" PRIx64
                      " to unknown register 0x%03" HWADDR_PRIx "\n",
                      s->number, value, offset);
        return;
    }
    if (s->held) {
        qemu_log_mask(LOG_GUEST_ERROR, "ag71xx%d: write to 0x%03" HWADDR_PRIx
                      " while in reset\n", s->number, offset);
        return;
    }
    switch (offset) {
    case R_TX_STATUS:
    case R_RX_STATUS:
        ag71xx_acknowledge(ag71xx_reg(s, offset), value);
        break;
    case R_MII_IND:
    case R_MII_STATUS:
    case R_INT_STATUS:
        return;
    case R_TX_DESC:
    case R_RX_DESC:
        *ag71xx_reg(s, offset) = value & ~3;
        return;
    default:
        *ag71xx_reg(s, offset) = value;
    }
    switch (offset) {
    case R_MII_CMD:
        if (value & MII_CMD_READ) {
            ag71xx_mdio_read(s);
        }
        if (value & MII_CMD_SCAN) {
            qemu_log_mask(LOG_UNIMP, "ag71xx%d: MDIO's scan\n", s->number);
        }
        break;
    case R_MII_CTRL:
        if (ag71xx_mdio_works(s)) {
            uint32_t where = *ag71xx_reg(s, R_MII_ADDR);

            ath79_switch_mdio_write(s->phys, extract32(where, 8, 5),
                                    extract32(where, 0, 5), value);
        }
        break;
    case R_TX_CTRL:
        ag71xx_transmit(s);
        break;
    case R_CFG1:
        if (value & CFG1_SOFT_RESET) {
            *ag71xx_reg(s, R_TX_CTRL) = 0;
            *ag71xx_reg(s, R_RX_CTRL) = 0;
            *ag71xx_reg(s, R_TX_STATUS) = 0;
            *ag71xx_reg(s, R_RX_STATUS) = 0;
        }
        break;
    }
    ag71xx_update(s);
}

static const MemoryRegionOps ag71xx_ops = {
    .read = ag71xx_read,
    .write = ag71xx_write,
    .endianness = DEVICE_BIG_ENDIAN,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void ag71xx_realize(DeviceState *dev, Error **errp)
{
    Ag71xx *s = AG71XX(dev);

    assert(s->phys);
    memory_region_init_io(&s->iomem, OBJECT(s), &ag71xx_ops, s, TYPE_AG71XX,
                          R_END);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(s), &s->irq);
    qdev_init_gpio_in(dev, ag71xx_hold, 2);
}

static Property ag71xx_properties[] = {
    DEFINE_PROP_LINK("switch", Ag71xx, phys, TYPE_ATH79_SWITCH,
                     Ath79Switch *),
    DEFINE_PROP_UINT8("number", Ag71xx, number, 0),
    DEFINE_PROP_BOOL("mdio", Ag71xx, has_mdio, false),
    DEFINE_PROP_END_OF_LIST(),
};

static void ag71xx_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "ath79 Ethernet MAC";
    dc->realize = ag71xx_realize;
    dc->reset = ag71xx_reset;
    dc->user_creatable = false;
    device_class_set_props(dc, ag71xx_properties);
}

static const TypeInfo ag71xx_info = {
    .name = TYPE_AG71XX,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Ag71xx),
    .class_init = ag71xx_class_init,
};

static void ag71xx_register(void)
{
    type_register_static(&ag71xx_info);
}

type_init(ag71xx_register)
