/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Ethernet switch in AR933x and AR934x, its five PHYs, and the wires
 * between them, the two MACs and the board's jacks (QEMU's network back ends).
 *
 * Registers: Linux 6.1, drivers/net/dsa/qca/ar9331.c (which also draws how the
 * MACs are wired) and net/dsa/tag_ar9331.c; U-Boot 2023.01,
 * drivers/net/ag7xxx.c; VLANs, and OPER_MODE1 of AR934x: OpenWrt's last ar71xx
 * tree, ag71xx_ar7240.c; PHY: IEEE 802.3 clause 22 and Linux 6.1,
 * drivers/net/phy/at803x.c.
 *
 * MDIO addresses 0..7 are the PHYs, 10..17 the switch's registers, 18..1f the
 * page of the next access.  Port 0 is GMAC1, ports 1..4 are PHY0..3; PHY4 is
 * GMAC0's or port 5, as OPER_MODE1 says on AR934x, ETH_CFG on AR933x.
 *
 * A frame goes to every port that its own port, and its VLAN, may talk to.  Not
 * modelled: learning addresses, priorities, mirroring.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "net/eth.h"
#include "ath79_soc.h"

#define PORTS               6
#define CPU_PORT            0

#define R_MASK_CTRL         0x000
#define   MASK_CTRL_RESET   BIT(31)
#define R_OPER_MODE1        0x008
#define   OPER_MODE1_PHY4   BIT(28)     /* PHY4 is GMAC0's (AR934x) */
#define R_GINT              0x010
#define   GINT_PHY          BIT(2)
#define R_GINT_MASK         0x014
#define R_VTU               0x040
#define   VTU_OP            0x7
#define   VTU_ACTIVE        BIT(3)
#define   VTU_FULL          BIT(4)
#define   VTU_VID(v)        extract32(v, 16, 12)
#define R_VTU_DATA          0x044
#define   VTU_DATA_VALID    BIT(11)
#define R_ATU               0x050
#define   ATU_ACTIVE        BIT(3)
#define   ATU_OPERATION     7
#define   ATU_FLUSH         1
#define R_MIB_FUNCTION      0x080       /* AR934x; AR933x counts without */
#define   MIB_ENABLE        BIT(30)
#define   MIB_OP(v)         extract32(v, 24, 3)
#define   MIB_BUSY          BIT(17)
#define R_MDIO              0x098
#define   MDIO_BUSY         BIT(31)
#define   MDIO_READ         BIT(27)
#define R_PORT(p)           (0x100 * (p) + 0x100)
#define   PORT_STATUS       0x00
#define     STATUS_TXMAC    BIT(2)
#define     STATUS_RXMAC    BIT(3)
#define     STATUS_LINK     BIT(8)
#define     STATUS_LINK_EN  BIT(9)
#define   PORT_CTRL         0x04
#define     CTRL_STATE      0x7
#define     CTRL_FORWARD    4
#define     CTRL_TAG(v)     extract32(v, 8, 2)
#define     CTRL_HEADER     BIT(11)
#define   PORT_VLAN         0x08        /* AR933x: all; AR934x: default VID */
#define   PORT_VLAN2        0x0c        /* AR934x: the rest */
#define     VLAN_MEMBERS(v) extract32(v, 16, PORTS)
#define     VLAN_MODE(v)    extract32(v, 30, 2)
#define   PORT_RATE         0x0c        /* AR933x */
#define R_MAX               0x700

/* Counters of port p: struct ar9331_sw_stats_raw */
#define R_MIB               0x20000
enum {
    MIB_RX_BROAD, MIB_RX_MULTI = 2, MIB_RX_64 = 7, MIB_RX_BYTES = 15,
    MIB_RX_BAD_BYTES = 17, MIB_FILTERED = 20, MIB_TX_BROAD, MIB_TX_MULTI = 23,
    MIB_TX_64 = 25,
    MIB_TX_BYTES = 33, MIBS = 42,
};

#define HEADER_LEN          2
#define HEADER_VERSION      (1 << 14)
#define HEADER_BROADCAST    BIT(7)
#define HEADER_FROM_CPU     BIT(6)
#define HEADER_PORT         0xf

enum { VTU_FLUSH = 1, VTU_LOAD, VTU_PURGE };
enum { MIB_FLUSH = 1, MIB_CAPTURE = 3 };
enum { TAG_KEEP, TAG_STRIP, TAG_ADD };
/* Members count; unknown VIDs are forgiven; are not; nor is a strange port */
enum { MODE_PORTS, MODE_FALLBACK, MODE_CHECK, MODE_SECURE };

#define VLANS               16

#define PHY_REGS            32
#define BMCR_RESET          BIT(15)
#define BMCR_ANENABLE       BIT(12)
#define BMCR_PDOWN          BIT(11)
#define BMCR_ANRESTART      BIT(9)
#define PHY_ISR_LINK_DOWN   BIT(11)
#define PHY_ISR_LINK_UP     BIT(10)
enum {
    MII_BMCR, MII_BMSR, MII_PHYID1, MII_PHYID2, MII_ADVERTISE, MII_LPA,
    MII_EXPANSION,
    PHY_FUNCTION = 0x10, PHY_STATUS, PHY_INT_ENABLE, PHY_INT_STATUS,
    PHY_SMART_SPEED,
    PHY_DEBUG_ADDR = 0x1d, PHY_DEBUG_DATA,
};

typedef struct Phy {
    Ath79Switch *owner;
    int number;
    NICState *nic;
    NICConf conf;
    uint16_t reg[PHY_REGS];
    uint16_t debug[64];
} Phy;

typedef struct Vlan {
    uint16_t vid;
    uint32_t members;           /* 0: this entry is free */
} Vlan;

struct Ath79Switch {
    SysBusDevice parent_obj;

    qemu_irq irq;
    Phy phy[ATH79_PHYS];
    uint32_t reg[R_MAX / 4];
    uint32_t mib[PORTS][MIBS];      /* what is being counted */
    uint32_t mib_shown[PORTS][MIBS];    /* registers; AR934x: as captured */
    uint32_t mib_taken;         /* the counter of which a half was read */
    uint32_t page;
    bool mdio_pending;
    bool held;                  /* in reset */
    bool phys_held;             /* so is their analogue part */
    bool gmac0_inside;          /* ETH_CFG: GMAC0's wires end at PHY4 */
    Vlan vlan[VLANS];
    uint8_t frame[16 * 1024 + HEADER_LEN];

    /* properties */
    Ag71xx *mac[2];
    uint8_t version;            /* 1: AR933x, 2: AR934x */
    uint16_t phy_id;            /* low half */
};

static bool phy_link(Phy *phy)
{
    return phy->nic && !qemu_get_queue(phy->nic)->link_down &&
           !phy->owner->phys_held && !(phy->reg[MII_BMCR] & BMCR_PDOWN);
}

static bool phy4_is_wan(Ath79Switch *s)
{
    return s->gmac0_inside && (s->version == 1 ||
                               (s->reg[R_OPER_MODE1 / 4] & OPER_MODE1_PHY4));
}

static void switch_update(Ath79Switch *s)
{
    uint32_t *gint = &s->reg[R_GINT / 4];
    int i;

    for (i = 0; i < ATH79_PHYS; i++) {
        if (s->phy[i].reg[PHY_INT_STATUS] & s->phy[i].reg[PHY_INT_ENABLE]) {
            *gint |= GINT_PHY;
        }
    }
    qemu_set_irq(s->irq, (*gint & s->reg[R_GINT_MASK / 4]) != 0);
}

static void phy_reset(Phy *phy)
{
    memset(phy->reg, 0, sizeof(phy->reg));
    memset(phy->debug, 0, sizeof(phy->debug));
    phy->reg[MII_BMCR] = BMCR_ANENABLE | BIT(13) | BIT(8);
    phy->reg[MII_ADVERTISE] = 0x0de1;
    phy->reg[PHY_SMART_SPEED] = 0x082c;
}

static uint16_t phy_read(Ath79Switch *s, int n, int reg)
{
    Phy *phy;
    uint16_t value;

    if (n >= ATH79_PHYS) {
        return 0xffff;
    }
    phy = &s->phy[n];
    switch (reg) {
    case MII_BMCR:
    case MII_ADVERTISE:
    case PHY_FUNCTION:
    case PHY_INT_ENABLE:
    case PHY_SMART_SPEED:
    case PHY_DEBUG_ADDR:
        return phy->reg[reg];
    case MII_BMSR:
        /* 10 and 100 Mbit/s, autonegotiation done, link */
        return 0x7849 | (phy_link(phy) ? BIT(5) | BIT(2) : 0);
    case MII_PHYID1:
        return 0x004d;
    case MII_PHYID2:
        return s->phy_id;
    case MII_LPA:
        return phy_link(phy) ? 0x45e1 : 0;
    case MII_EXPANSION:
        return phy_link(phy) ? 1 : 0;
    case PHY_STATUS:
        /* 100 Mbit/s, full duplex, resolved, link */
        return phy_link(phy) ? BIT(14) | BIT(13) | BIT(11) | BIT(10) : 0;
    case PHY_INT_STATUS:
        value = phy->reg[reg];
        phy->reg[reg] = 0;
        s->reg[R_GINT / 4] &= ~GINT_PHY;
        switch_update(s);
        return value;
    case PHY_DEBUG_DATA:
        return phy->debug[phy->reg[PHY_DEBUG_ADDR] % ARRAY_SIZE(phy->debug)];
    }
    qemu_log_mask(LOG_UNIMP, "ath79-switch: read of unknown register 0x%02x "
                  "of PHY %d\n", reg, n);
    return 0;
}

static void phy_write(Ath79Switch *s, int n, int reg, uint16_t value)
{
    Phy *phy;

    if (n >= ATH79_PHYS) {
        return;
    }
    phy = &s->phy[n];
    switch (reg) {
    case MII_BMCR:
        if (value & BMCR_RESET) {
            phy_reset(phy);
        } else {
            phy->reg[reg] = value & ~BMCR_ANRESTART;
        }
        break;
    case MII_ADVERTISE:
    case PHY_FUNCTION:
    case PHY_INT_ENABLE:
    case PHY_SMART_SPEED:
    case PHY_DEBUG_ADDR:
        phy->reg[reg] = value;
        break;
    case PHY_DEBUG_DATA:
        phy->debug[phy->reg[PHY_DEBUG_ADDR] % ARRAY_SIZE(phy->debug)] = value;
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "ath79-switch: write of 0x%04x to unknown "
                      "register 0x%02x of PHY %d\n", value, reg, n);
    }
    switch_update(s);
}

static void switch_reset_regs(Ath79Switch *s)
{
    int p;

    memset(s->reg, 0, sizeof(s->reg));
    memset(s->vlan, 0, sizeof(s->vlan));
    memset(s->mib, 0, sizeof(s->mib));
    memset(s->mib_shown, 0, sizeof(s->mib_shown));
    s->mdio_pending = false;
    s->reg[R_MASK_CTRL / 4] = s->version << 8 | 1;
    for (p = 0; p < PORTS; p++) {
        uint32_t *port = &s->reg[R_PORT(p) / 4];
        uint32_t members = MAKE_64BIT_MASK(0, PORTS) & ~BIT(p);

        port[PORT_STATUS / 4] = p == CPU_PORT ? 0x7e : STATUS_LINK_EN;
        /* learning and forwarding, no header (inferred) */
        port[PORT_CTRL / 4] = 0x4000 | CTRL_FORWARD;
        if (s->version == 1) {
            port[PORT_VLAN / 4] = members << 16 | 1;
            /* U-Boot looks for this in port 0 to know the switch is there */
            port[PORT_RATE / 4] = 0x18007fff;
        } else {
            port[PORT_VLAN / 4] = 1 << 16;
            port[PORT_VLAN2 / 4] = members << 16;
        }
    }
    s->page = 0;
}

/* What Linux's driver takes for registers, and those that U-Boot writes. */
static bool switch_known(Ath79Switch *s, uint32_t offset)
{
    switch (offset) {
    case 0x000:
    case 0x010 ... 0x014:
    case 0x020 ... 0x024:
    case 0x02c ... 0x03c:
    case 0x040 ... 0x044:
    case 0x050 ... 0x078:
    case 0x080 ... 0x098:
        return true;
    case 0x004 ... 0x008:       /* operation modes */
        return s->version != 1;
    }
    return offset >= R_PORT(0) && offset < R_MAX && (offset & 0xff) <= 0x20;
}

static uint32_t switch_read(Ath79Switch *s, uint32_t offset)
{
    uint32_t value;
    int p;

    if (!switch_known(s, offset)) {
        qemu_log_mask(LOG_UNIMP, "ath79-switch: read of unknown register "
                      "0x%05x\n", offset);
        return 0;
    }
    value = s->reg[offset / 4];
    for (p = 1; p < PORTS; p++) {
        if (offset == R_PORT(p) + PORT_STATUS && phy_link(&s->phy[p - 1])) {
            value |= STATUS_LINK | 0x7d;    /* 100 Mbit/s, full duplex */
        }
    }
    return value;
}

static Vlan *switch_vlan(Ath79Switch *s, int vid)
{
    int i;

    for (i = 0; i < VLANS; i++) {
        if (s->vlan[i].members && s->vlan[i].vid == vid) {
            return &s->vlan[i];
        }
    }
    return NULL;
}

static Vlan *switch_free_vlan(Ath79Switch *s)
{
    int i;

    for (i = 0; i < VLANS; i++) {
        if (!s->vlan[i].members) {
            return &s->vlan[i];
        }
    }
    return NULL;
}

/* What VTU asks for is done at once: ACTIVE is never seen set. */
static void switch_vtu(Ath79Switch *s, uint32_t value)
{
    uint32_t data = s->reg[R_VTU_DATA / 4];
    Vlan *v = switch_vlan(s, VTU_VID(value));

    s->reg[R_VTU / 4] = value & ~(VTU_ACTIVE | VTU_FULL);
    if (!(value & VTU_ACTIVE)) {
        return;
    }
    switch (value & VTU_OP) {
    case VTU_FLUSH:
        memset(s->vlan, 0, sizeof(s->vlan));
        break;
    case VTU_LOAD:
        v = v ? v : switch_free_vlan(s);
        if (!v) {
            s->reg[R_VTU / 4] |= VTU_FULL;
        } else {
            v->vid = VTU_VID(value);
            v->members = data & VTU_DATA_VALID ? extract32(data, 0, PORTS) : 0;
        }
        break;
    case VTU_PURGE:
        if (v) {
            v->members = 0;
        }
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "ath79-switch: VTU operation %u\n",
                      value & VTU_OP);
    }
}

/* Of bytes there are 64 bits, in two registers. */
static bool mib_is_low(int i)
{
    return i == MIB_RX_BYTES || i == MIB_RX_BAD_BYTES || i == MIB_TX_BYTES;
}

static void mib_capture(Ath79Switch *s)
{
    int p, i;

    for (p = 0; p < PORTS; p++) {
        for (i = 0; i < MIBS; i++) {
            s->mib_shown[p][i] += s->mib[p][i];
            if (mib_is_low(i) && s->mib_shown[p][i] < s->mib[p][i]) {
                s->mib[p][i + 1]++;
            }
            s->mib[p][i] = 0;
        }
    }
}

/*
 * OpenWrt (ar8216.c) captures before it reads, adds up what it reads, and reads
 * one port of those captured: what it did not read is there the next time.
 */
static void switch_mib(Ath79Switch *s, uint32_t value)
{
    s->reg[R_MIB_FUNCTION / 4] = value & ~MIB_BUSY;
    if (s->version == 1) {
        return;
    }
    switch (MIB_OP(value)) {
    case MIB_FLUSH:
        memset(s->mib, 0, sizeof(s->mib));
        memset(s->mib_shown, 0, sizeof(s->mib_shown));
        break;
    case MIB_CAPTURE:
        mib_capture(s);
        break;
    }
}

static void switch_write(Ath79Switch *s, uint32_t offset, uint32_t value)
{
    if (!switch_known(s, offset)) {
        qemu_log_mask(LOG_UNIMP, "ath79-switch: write of 0x%08x to unknown "
                      "register 0x%05x\n", value, offset);
        return;
    }
    switch (offset) {
    case R_MASK_CTRL:
        if (value & MASK_CTRL_RESET) {
            switch_reset_regs(s);
        }
        break;
    case R_GINT:
        s->reg[R_GINT / 4] &= ~value;
        break;
    case R_VTU:
        switch_vtu(s, value);
        break;
    case R_MIB_FUNCTION:
        switch_mib(s, value);
        break;
    case R_ATU:
        /* no address was learned, so flushing is done */
        if ((value & ATU_ACTIVE) && (value & ATU_OPERATION) != ATU_FLUSH) {
            qemu_log_mask(LOG_UNIMP, "ath79-switch: ATU operation %u\n",
                          value & ATU_OPERATION);
        }
        s->reg[R_ATU / 4] = value & ~ATU_ACTIVE;
        break;
    default:
        s->reg[offset / 4] = value;
    }
    switch_update(s);
}

/*
 * A command on the PHYs' own bus takes its time, and what is written to the
 * register meanwhile still counts: Linux writes the half with MDIO_BUSY before
 * the one with the data, U-Boot for AR933x after it.  So it is carried out when
 * somebody looks.
 */
static void switch_mdio_run(Ath79Switch *s)
{
    uint32_t *r = &s->reg[R_MDIO / 4];
    int phy = extract32(*r, 21, 5), reg = extract32(*r, 16, 5);

    if (!s->mdio_pending) {
        return;
    }
    s->mdio_pending = false;
    *r &= ~MDIO_BUSY;
    if (*r & MDIO_READ) {
        *r = deposit32(*r, 0, 16, phy_read(s, phy, reg));
    } else {
        phy_write(s, phy, reg, *r);
    }
}

static void switch_mdio_write(Ath79Switch *s, bool upper, uint16_t value)
{
    uint32_t *r = &s->reg[R_MDIO / 4];

    if (upper) {
        switch_mdio_run(s);
    }
    *r = deposit32(*r, upper ? 16 : 0, 16, value);
    s->mdio_pending = *r & MDIO_BUSY;
}

/* The lower half comes first, and takes the counter. */
static uint32_t mib_read(Ath79Switch *s, uint32_t offset, bool upper)
{
    uint32_t at = offset - R_MIB;
    uint32_t *counter;

    if (at / 0x100 >= PORTS || at % 0x100 / 4 >= MIBS) {
        qemu_log_mask(LOG_UNIMP, "ath79-switch: read of unknown register "
                      "0x%05x\n", offset);
        return 0;
    }
    if (s->version == 1) {
        mib_capture(s);
    }
    counter = &s->mib_shown[at / 0x100][at % 0x100 / 4];
    if (!upper) {
        s->mib_taken = *counter;
        *counter = 0;
    }
    return s->mib_taken;
}

/*
 * A register is read and written in halves; what starts a command is in the
 * lower, which comes last.
 */
static uint32_t switch_offset(Ath79Switch *s, int phy, int reg)
{
    return s->page << 9 | extract32(phy, 0, 3) << 6 | (reg & 0x1e) << 1;
}

uint16_t ath79_switch_mdio_read(Ath79Switch *s, int phy, int reg)
{
    uint32_t offset = switch_offset(s, phy, reg), value;

    if (s->held) {
        return 0xffff;
    }
    switch_mdio_run(s);
    switch (extract32(phy, 3, 2)) {
    case 0:
        return phy_read(s, phy, reg);
    case 2:
        value = offset >= R_MIB ? mib_read(s, offset, reg & 1)
                                : switch_read(s, offset);
        return value >> (reg & 1 ? 16 : 0);
    }
    return 0xffff;
}

void ath79_switch_mdio_write(Ath79Switch *s, int phy, int reg, uint16_t value)
{
    uint32_t offset = switch_offset(s, phy, reg), full;

    if (s->held) {
        return;
    }
    switch (extract32(phy, 3, 2)) {
    case 0:
        switch_mdio_run(s);
        phy_write(s, phy, reg, value);
        break;
    case 2:
        if (offset == R_MDIO) {
            switch_mdio_write(s, reg & 1, value);
            break;
        }
        switch_mdio_run(s);
        if (offset == R_GINT || offset >= R_MAX) {
            switch_write(s, offset, (uint32_t)value << (reg & 1 ? 16 : 0));
            break;
        }
        full = deposit32(s->reg[offset / 4], reg & 1 ? 16 : 0, 16, value);
        if ((offset == R_VTU || offset == R_ATU ||
             offset == R_MIB_FUNCTION) && (reg & 1)) {
            s->reg[offset / 4] = full;
            break;
        }
        switch_write(s, offset, full);
        break;
    case 3:
        s->page = value & 0x3ff;
        break;
    }
}

void ath79_switch_set_gmac0_inside(Ath79Switch *s, bool inside)
{
    s->gmac0_inside = inside;
}

static void phy_send(Phy *phy, const uint8_t *buf, size_t size)
{
    if (phy_link(phy)) {
        qemu_send_packet(qemu_get_queue(phy->nic), buf, size);
    }
}

static uint32_t port_ctrl(Ath79Switch *s, int port)
{
    return s->reg[(R_PORT(port) + PORT_CTRL) / 4];
}

/* A port's MAC works when software says so, or leaves it to the PHY. */
static bool port_works(Ath79Switch *s, int port, uint32_t mac)
{
    return s->reg[(R_PORT(port) + PORT_STATUS) / 4] & (mac | STATUS_LINK_EN);
}

static bool mib_counts(Ath79Switch *s)
{
    return s->version == 1 || s->reg[R_MIB_FUNCTION / 4] & MIB_ENABLE;
}

static void port_count(Ath79Switch *s, int port, const uint8_t *buf,
                       size_t size, int broad, int multi, int first, int bytes)
{
    static const uint16_t last[] = { 64, 127, 255, 511, 1023, 1518 };
    uint32_t *mib = s->mib[port];
    size_t wire = MAX(size, ETH_ZLEN) + 4;      /* FCS */
    int bucket = 0;

    if (!mib_counts(s)) {
        return;
    }
    while (bucket < ARRAY_SIZE(last) && wire > last[bucket]) {
        bucket++;
    }
    mib[first + bucket]++;
    if (is_broadcast_ether_addr(buf)) {
        mib[broad]++;
    } else if (is_multicast_ether_addr(buf)) {
        mib[multi]++;
    }
    mib[bytes] += wire;
    mib[bytes + 1] += mib[bytes] < wire;
}

/* Out of one port of the switch. */
static void port_send(Ath79Switch *s, int from, int to, const uint8_t *buf,
                      size_t size)
{
    bool group = size && (buf[0] & 1);

    if (!port_works(s, to, STATUS_TXMAC)) {
        return;
    }
    port_count(s, to, buf, size, MIB_TX_BROAD, MIB_TX_MULTI, MIB_TX_64,
               MIB_TX_BYTES);
    if (to != CPU_PORT) {
        if (to != PORTS - 1 || !phy4_is_wan(s)) {
            phy_send(&s->phy[to - 1], buf, size);
        }
        return;
    }
    if ((port_ctrl(s, CPU_PORT) & CTRL_HEADER) &&
        size + HEADER_LEN <= sizeof(s->frame)) {
        stw_le_p(s->frame, HEADER_VERSION | from |
                 (group ? HEADER_BROADCAST : 0));
        memcpy(s->frame + HEADER_LEN, buf, size);
        ag71xx_receive(s->mac[1], s->frame, size + HEADER_LEN);
    } else {
        ag71xx_receive(s->mac[1], buf, size);
    }
}

/* A frame with the tag that a port wants on it, or without. */
static void port_send_tagged(Ath79Switch *s, int from, int to,
                             const uint8_t *buf, size_t size, bool tagged,
                             uint16_t vid)
{
    uint8_t copy[2048];
    int tag = CTRL_TAG(port_ctrl(s, to));

    if (tagged == (tag == TAG_ADD) || tag == TAG_KEEP ||
        size + 4 > sizeof(copy)) {
        port_send(s, from, to, buf, size);
        return;
    }
    memcpy(copy, buf, 2 * ETH_ALEN);
    if (tag == TAG_ADD) {
        stw_be_p(copy + 12, ETH_P_VLAN);
        stw_be_p(copy + 14, vid);
        memcpy(copy + 16, buf + 12, size - 12);
        size += 4;
    } else {
        memcpy(copy + 12, buf + 16, size - 16);
        size -= 4;
    }
    port_send(s, from, to, copy, size);
}

/*
 * Which ports does VLAN let a frame leave by?  Also finds whether it has a tag,
 * and its VID.
 */
static uint32_t vlan_members(Ath79Switch *s, int from, const uint8_t *buf,
                             size_t size, bool *tagged, uint16_t *vid)
{
    uint32_t *port = &s->reg[R_PORT(from) / 4];
    uint32_t ctrl = port[(s->version == 1 ? PORT_VLAN : PORT_VLAN2) / 4];
    uint32_t members = VLAN_MEMBERS(ctrl);
    Vlan *v;

    *tagged = size >= ETH_HLEN + 4 && lduw_be_p(buf + 12) == ETH_P_VLAN;
    *vid = *tagged ? lduw_be_p(buf + 14) & 0xfff : 0;
    if (!*vid) {
        *vid = s->version == 1 ? extract32(port[PORT_VLAN / 4], 0, 12)
                               : extract32(port[PORT_VLAN / 4], 16, 12);
    }
    if (VLAN_MODE(ctrl) == MODE_PORTS) {
        return members;
    }
    v = switch_vlan(s, *vid);
    if (!v) {
        return VLAN_MODE(ctrl) == MODE_FALLBACK ? members : 0;
    }
    if (VLAN_MODE(ctrl) == MODE_SECURE && !(v->members & BIT(from))) {
        return 0;
    }
    return members & v->members;
}

/* Into one port of the switch. */
static void port_receive(Ath79Switch *s, int from, const uint8_t *buf,
                         size_t size)
{
    uint32_t members, forced = 0;
    uint16_t vid;
    bool tagged;
    int to;

    if (s->held || size < HEADER_LEN + ETH_HLEN ||
        !port_works(s, from, STATUS_RXMAC) ||
        (port_ctrl(s, from) & CTRL_STATE) != CTRL_FORWARD) {
        return;
    }
    if (from == CPU_PORT && (port_ctrl(s, CPU_PORT) & CTRL_HEADER)) {
        if (lduw_le_p(buf) & HEADER_FROM_CPU) {
            forced = BIT(lduw_le_p(buf) & HEADER_PORT);
        }
        buf += HEADER_LEN;
        size -= HEADER_LEN;
    }
    members = vlan_members(s, from, buf, size, &tagged, &vid);
    members = forced ? forced : members;
    port_count(s, from, buf, size, MIB_RX_BROAD, MIB_RX_MULTI, MIB_RX_64,
               MIB_RX_BYTES);
    if (!members && mib_counts(s)) {
        s->mib[from][MIB_FILTERED]++;
    }
    for (to = 0; to < PORTS; to++) {
        if (to != from && (members & BIT(to)) &&
            (port_ctrl(s, to) & CTRL_STATE) == CTRL_FORWARD) {
            port_send_tagged(s, from, to, buf, size, tagged, vid);
        }
    }
}

void ath79_switch_send(Ath79Switch *s, int mac, const uint8_t *buf,
                       size_t size)
{
    if (mac == 1) {
        port_receive(s, CPU_PORT, buf, size);
    } else if (phy4_is_wan(s) && !s->held) {
        phy_send(&s->phy[4], buf, size);
    }
}

static ssize_t phy_receive(NetClientState *nc, const uint8_t *buf, size_t size)
{
    Phy *phy = qemu_get_nic_opaque(nc);
    Ath79Switch *s = phy->owner;

    if (phy_link(phy) && !s->held) {
        if (phy->number == 4 && phy4_is_wan(s)) {
            ag71xx_receive(s->mac[0], buf, size);
        } else {
            port_receive(s, phy->number + 1, buf, size);
        }
    }
    return size;
}

static void phy_link_changed(NetClientState *nc)
{
    Phy *phy = qemu_get_nic_opaque(nc);

    phy->reg[PHY_INT_STATUS] |= phy_link(phy) ? PHY_ISR_LINK_UP
                                              : PHY_ISR_LINK_DOWN;
    switch_update(phy->owner);
}

static NetClientInfo phy_net_info = {
    .type = NET_CLIENT_DRIVER_NIC,
    .size = sizeof(NICState),
    .receive = phy_receive,
    .link_status_changed = phy_link_changed,
};

static void ath79_switch_reset(DeviceState *dev)
{
    Ath79Switch *s = ATH79_SWITCH(dev);
    int i;

    switch_reset_regs(s);
    for (i = 0; i < ATH79_PHYS; i++) {
        phy_reset(&s->phy[i]);
    }
    switch_update(s);
}

static void ath79_switch_hold(void *opaque, int n, int level)
{
    Ath79Switch *s = opaque;

    if (n == ATH79_SWITCH_ANALOG) {
        s->phys_held = level;
        return;
    }
    s->held = level;
    if (level) {
        ath79_switch_reset(DEVICE(s));
    }
}

static void ath79_switch_realize(DeviceState *dev, Error **errp)
{
    Ath79Switch *s = ATH79_SWITCH(dev);
    int i;

    sysbus_init_irq(SYS_BUS_DEVICE(s), &s->irq);
    qdev_init_gpio_in(dev, ath79_switch_hold, 2);
    for (i = 0; i < ATH79_PHYS; i++) {
        Phy *phy = &s->phy[i];

        phy->owner = s;
        phy->number = i;
        if (phy->conf.peers.ncs[0]) {
            g_autofree char *id = g_strdup_printf("phy%d", i);

            /* PHYs have no address; the MACs are given theirs by software */
            phy->nic = qemu_new_nic(&phy_net_info, &phy->conf,
                                    TYPE_ATH79_SWITCH, id,
                                    &dev->mem_reentrancy_guard, phy);
        }
    }
}

static Property ath79_switch_properties[] = {
    DEFINE_PROP_LINK("mac0", Ath79Switch, mac[0], TYPE_AG71XX, Ag71xx *),
    DEFINE_PROP_LINK("mac1", Ath79Switch, mac[1], TYPE_AG71XX, Ag71xx *),
    DEFINE_PROP_UINT8("version", Ath79Switch, version, 1),
    DEFINE_PROP_UINT16("phy-id", Ath79Switch, phy_id, 0xd041),
    DEFINE_PROP_NETDEV("phy0", Ath79Switch, phy[0].conf.peers),
    DEFINE_PROP_NETDEV("phy1", Ath79Switch, phy[1].conf.peers),
    DEFINE_PROP_NETDEV("phy2", Ath79Switch, phy[2].conf.peers),
    DEFINE_PROP_NETDEV("phy3", Ath79Switch, phy[3].conf.peers),
    DEFINE_PROP_NETDEV("phy4", Ath79Switch, phy[4].conf.peers),
    DEFINE_PROP_END_OF_LIST(),
};

static void ath79_switch_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "AR933x and AR934x switch";
    dc->realize = ath79_switch_realize;
    dc->reset = ath79_switch_reset;
    dc->user_creatable = false;
    device_class_set_props(dc, ath79_switch_properties);
}

static const TypeInfo ath79_switch_info = {
    .name = TYPE_ATH79_SWITCH,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Ath79Switch),
    .class_init = ath79_switch_class_init,
};

static void ath79_switch_register(void)
{
    type_register_static(&ath79_switch_info);
}

type_init(ath79_switch_register)
