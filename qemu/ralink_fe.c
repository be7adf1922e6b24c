/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frame engines of MT7620 and MT7628: PDMA rings between memory and the
 * switch's CPU port.
 *
 * Sources: [UB] drivers/net/mt7620-eth.c, mt7628-eth.c; [K]
 * drivers/net/ethernet/mediatek/mtk_eth_soc.c (MT7628 as rt5350); [OW]
 * mtk_eth_soc.h, soc_mt7620.c and soc_rt3050.c for checksums and counters.
 *
 * Not modelled: TSO, PPE, VLAN tags taken off on receive, receive ring 1.
 * DMA takes no time, or for ever while the property "stuck" is true, for tests
 * of drivers: then nothing is sent, as after a fault of the engine, and what
 * waits in the rings goes out when it becomes false.  A frame whose checksum is wrong is
 * counted and delivered without the mark of a good one (inferred).
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "exec/address-spaces.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "net/checksum.h"
#include "net/eth.h"
#include "sysemu/dma.h"
#include "ralink_eth.h"

#define TX_RINGS    4

enum {
    TX_BASE = 1, TX_CNT, TX_CTX, TX_DTX, RX_CALC, GLO_CFG, RST_IDX,
    DLY_INT, INT_STATUS, INT_ENABLE, FE_RST, COUNTER,
};

#define R_CDMA_CSG      0x400
#define CSG_IP          BIT(2)
#define CSG_UDP         BIT(1)
#define CSG_TCP         BIT(0)
#define R_GDMA_FWD      0x600
#define R_VID           0x430
#define R_TX_BASE(n)    (0x800 + 16 * (n))
#define R_TX_CNT(n)     (0x804 + 16 * (n))
#define R_TX_CTX(n)     (0x808 + 16 * (n))
#define R_TX_DTX(n)     (0x80c + 16 * (n))
#define R_RX_BASE       0x900
#define R_RX_CNT        0x904
#define R_RX_CALC       0x908
#define R_RX_DRX        0x90c
#define R_GLO_CFG       0xa04
#define R_DLY_INT       0xa0c
#define R_INT_STATUS    0xa20
#define R_INT_ENABLE    0xa28

#define GLO_RX_2B_OFFSET    BIT(31)
#define GLO_TX_WB_DDONE     BIT(6)
#define GLO_RX_EN           BIT(2)
#define GLO_TX_EN           BIT(0)
#define GLO_BUSY            (BIT(3) | BIT(1))

#define INT_TX_DONE(n)      BIT(n)
#define INT_RX_DONE         BIT(16)
#define INT_TX_DELAYED      BIT(28)
#define INT_RX_DELAYED      BIT(30)

/* DLY_INT: two halves, receive below */
#define DLY_EN(half)        ((half) & BIT(15))
#define DLY_FRAMES(half)    extract32(half, 8, 7)
#define DLY_TIME(half)      extract32(half, 0, 8)
#define DLY_UNIT_NS         20000

typedef struct RalinkDesc {
    uint32_t w[4];
} RalinkDesc;

#define DESC_DDONE          BIT(31)
#define DESC_LAST0          BIT(30)
#define DESC_LEN0(w)        extract32(w, 16, 14)
#define DESC_LAST1          BIT(14)
#define DESC_LEN1(w)        extract32(w, 0, 14)
/* word 3 when sending, on MT7620 */
#define TX_CSUM_IP          BIT(31)     /* these three: inferred */
#define TX_CSUM_UDP         BIT(30)
#define TX_CSUM_TCP         BIT(29)
#define TX_TSO              BIT(28)
#define TX_PORTS(w)         extract32(w, 20, 8)
#define TX_INSERT_VLAN      BIT(7)
#define TX_PRIORITY(w)      extract32(w, 4, 3)
#define TX_VID_INDEX(w)     extract32(w, 0, 4)
/* and when receiving */
#define RX_PORT(p)          ((p) << 19)
#define MT7620_RX_L4_GOOD   BIT(23)
#define MT7628_RX_L4_GOOD   BIT(30)

/* What the engine makes and checks, in either one's registers */
#define CSUM_ON_IP          BIT(0)
#define CSUM_ON_TCP         BIT(1)
#define CSUM_ON_UDP         BIT(2)

typedef struct RalinkDelay {
    RalinkFe *fe;
    unsigned shift;             /* of its half in DLY_INT */
    uint32_t bit;               /* in INT_STATUS */
    unsigned frames;            /* not yet told about */
    QEMUTimer *timer;
} RalinkDelay;

struct RalinkFe {
    RalinkRegs parent_obj;

    qemu_irq irq;
    RalinkSwitch *sw;
    RalinkDelay rx_delay, tx_delay;
    bool sending;
    bool stuck;
    uint8_t frame[RALINK_FRAME_MAX];
    size_t frame_len;           /* collected from descriptors so far */
};

/* What one SoC's engine has that another's has elsewhere, or not */
typedef struct RalinkFeKind {
    const RalinkReg *regs;
    unsigned nregs;
    bool has_gdma;              /* MT7620's extras in descriptors */
    /* offsets of counters */
    uint32_t tx_packets, tx_bytes, rx_packets, rx_bytes, rx_bad_csum;
    uint32_t rx_overflow;       /* 0: does not count them */
    uint32_t rx_l4_good;        /* in word 3 */
} RalinkFeKind;

#define TYPE_RALINK_FE "ralink-fe"
typedef struct RalinkFeClass {
    RalinkRegsClass parent_class;

    const RalinkFeKind *kind;
} RalinkFeClass;
DECLARE_OBJ_CHECKERS(RalinkFe, RalinkFeClass, RALINK_FE, TYPE_RALINK_FE)

/* INT_STATUS2 tells of overflows, and nothing overflows here. */
#define FE_REGS \
    { 0x08, "INT_STATUS2" }, \
    { R_TX_BASE(0), "TX_BASE", 0, ~15u, TX_RINGS, 16, TX_BASE }, \
    { R_TX_CNT(0), "TX_MAX_CNT", 0, 0xfff, TX_RINGS, 16, TX_CNT }, \
    { R_TX_CTX(0), "TX_CTX", 0, 0xfff, TX_RINGS, 16, TX_CTX }, \
    { R_TX_DTX(0), "TX_DTX", 0, 0, TX_RINGS, 16, TX_DTX }, \
    { R_RX_BASE, "RX_BASE", 0, ~15u }, \
    { R_RX_CNT, "RX_MAX_CNT", 0, 0xfff }, \
    { R_RX_CALC, "RX_CALC", 0, 0xfff, .tag = RX_CALC }, \
    { R_RX_DRX, "RX_DRX" }, \
    { R_GLO_CFG, "PDMA_GLO_CFG", 0, (uint32_t)~GLO_BUSY, .tag = GLO_CFG }, \
    { 0xa08, "PDMA_RST_IDX", .tag = RST_IDX }, \
    { R_DLY_INT, "DLY_INT_CFG", 0, ~0u, .tag = DLY_INT }, \
    { R_INT_STATUS, "INT_STATUS", .tag = INT_STATUS }, \
    { R_INT_ENABLE, "INT_ENABLE", 0, ~0u, .tag = INT_ENABLE }

static const RalinkFeKind *ralink_fe_kind(RalinkFe *fe)
{
    return RALINK_FE_GET_CLASS(fe)->kind;
}

#define GDM1_TX_BYTES       0x1300
#define GDM1_TX_PACKETS     0x1304
#define GDM1_RX_BYTES       0x1320
#define GDM1_RX_PACKETS     0x1324
#define GDM1_RX_OVERFLOW    0x1328
#define GDM1_RX_BAD_CSUM    0x1338

static const RalinkReg mt7620_fe[] = {
    FE_REGS,
    { 0x00, "FE_GLO_CFG", 0, ~0u },
    { 0x04, "FE_RST", 0, BIT(0), .tag = FE_RST },
    { R_CDMA_CSG, "CDMA_CSG_CFG", 0, ~0u },
    { R_VID, "VID", 0, ~0u, 8 },
    { R_GDMA_FWD, "GDMA1_FWD_CFG", 0, ~0u },
    { 0x608, "GDMA1_MAC_ADRL", 0, ~0u },
    { 0x60c, "GDMA1_MAC_ADRH", 0, 0xffff },
    { GDM1_TX_BYTES, "GDM1_TX", .count = 4, .tag = COUNTER },
    { GDM1_RX_BYTES, "GDM1_RX", .count = 8, .tag = COUNTER },
};

#define R_SDM_CON   0xc00
#define SDM_TPCNT   0xd00
#define SDM_TBCNT   0xd04
#define SDM_RPCNT   0xd08
#define SDM_RBCNT   0xd0c
#define SDM_CS_ERR  0xd10

static const RalinkReg mt7628_fe[] = {
    FE_REGS,
    { R_SDM_CON, "SDM_CON", 0, ~0u },
    { 0xc0c, "SDM_MAC_ADRL", 0, ~0u },
    { 0xc10, "SDM_MAC_ADRH", 0, 0xffff },
    { SDM_TPCNT, "SDM_COUNTERS", .count = 5, .tag = COUNTER },
};

/* ---------------------------------------------------------- interrupts */

static void ralink_fe_update(RalinkFe *fe)
{
    qemu_set_irq(fe->irq, !!(RALINK_REG(fe, R_INT_STATUS) &
                             RALINK_REG(fe, R_INT_ENABLE)));
}

static void ralink_fe_delay_over(void *opaque)
{
    RalinkDelay *d = opaque;

    timer_del(d->timer);
    d->frames = 0;
    RALINK_REG(d->fe, R_INT_STATUS) |= d->bit;
    ralink_fe_update(d->fe);
}

/* A frame is done: sets its bit, and counts it for the delayed one. */
static void ralink_fe_done(RalinkFe *fe, RalinkDelay *d, uint32_t bit)
{
    uint32_t half = RALINK_REG(fe, R_DLY_INT) >> d->shift & 0xffff;

    RALINK_REG(fe, R_INT_STATUS) |= bit;
    if (DLY_EN(half)) {
        d->frames++;
        if (DLY_FRAMES(half) && d->frames >= DLY_FRAMES(half)) {
            ralink_fe_delay_over(d);
        } else if (!timer_pending(d->timer)) {
            timer_mod(d->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                      MAX(DLY_TIME(half), 1) * DLY_UNIT_NS);
        }
    }
    ralink_fe_update(fe);
}

/* --------------------------------------------------------- descriptors */

static void ralink_fe_load(uint32_t base, uint32_t index, RalinkDesc *d)
{
    int i;

    dma_memory_read(&address_space_memory, base + 16 * index, d, sizeof(*d),
                    MEMTXATTRS_UNSPECIFIED);
    for (i = 0; i < 4; i++) {
        d->w[i] = le32_to_cpu(d->w[i]);
    }
}

static void ralink_fe_store(uint32_t base, uint32_t index, unsigned word,
                            uint32_t value)
{
    stl_le_dma(&address_space_memory, base + 16 * index + 4 * word, value,
               MEMTXATTRS_UNSPECIFIED);
}

static void ralink_fe_collect(RalinkFe *fe, uint32_t addr, uint32_t len)
{
    uint32_t room = sizeof(fe->frame) - 4 - fe->frame_len;  /* for a tag */

    if (len > room) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: frame is too long\n",
                      object_get_typename(OBJECT(fe)));
        len = room;
    }
    dma_memory_read(&address_space_memory, addr, fe->frame + fe->frame_len,
                    len, MEMTXATTRS_UNSPECIFIED);
    fe->frame_len += len;
}

/* ----------------------------------------------------------- checksums */

typedef struct RalinkPacket {
    bool ipv4;
    size_t l3, l4, end;     /* offsets in the frame */
    uint8_t proto;          /* 0: nothing that can be checked */
    size_t addrs, addrs_len;
} RalinkPacket;

/* Finds IP in a frame; false when there is none, or not all of it. */
static bool ralink_fe_parse(const uint8_t *data, size_t len, RalinkPacket *p)
{
    uint16_t type;

    memset(p, 0, sizeof(*p));
    p->l3 = ETH_HLEN;
    if (len >= ETH_HLEN + 4 && lduw_be_p(data + 12) == ETH_P_VLAN) {
        p->l3 += 4;
    }
    if (len < p->l3 + 20) {
        return false;
    }
    type = lduw_be_p(data + p->l3 - 2);
    if (type == ETH_P_IP && data[p->l3] >> 4 == 4) {
        p->ipv4 = true;
        p->l4 = p->l3 + (data[p->l3] & 0xf) * 4;
        p->end = p->l3 + lduw_be_p(data + p->l3 + 2);
        p->addrs = p->l3 + 12;
        p->addrs_len = 8;
        if (!(lduw_be_p(data + p->l3 + 6) & 0x3fff)) {  /* no fragment */
            p->proto = data[p->l3 + 9];
        }
    } else if (type == ETH_P_IPV6 && len >= p->l3 + 40) {
        p->l4 = p->l3 + 40;
        p->end = p->l4 + lduw_be_p(data + p->l3 + 4);
        p->addrs = p->l3 + 8;
        p->addrs_len = 32;
        p->proto = data[p->l3 + 6];     /* extension headers: none checked */
    } else {
        return false;
    }
    if (p->l4 < p->l3 + 20 || p->end < p->l4 || p->end > len) {
        return false;
    }
    if (!(p->proto == IP_PROTO_TCP && p->end >= p->l4 + 20) &&
        !(p->proto == IP_PROTO_UDP && p->end >= p->l4 + 8)) {
        p->proto = 0;
    }
    return true;
}

/* Over a TCP or UDP packet and its pseudo header; 0 when the sum is right */
static uint16_t ralink_fe_l4_sum(uint8_t *data, const RalinkPacket *p)
{
    return net_checksum_finish(
        net_checksum_add(p->end - p->l4, data + p->l4) +
        net_checksum_add(p->addrs_len, data + p->addrs) +
        p->proto + (p->end - p->l4));
}

/* Makes the checksums that descriptor and CSG_CFG ask for. */
static void ralink_fe_make_csum(RalinkFe *fe, uint32_t word3)
{
    uint32_t csg = RALINK_REG(fe, R_CDMA_CSG);
    bool ip = word3 & TX_CSUM_IP && csg & CSG_IP;
    bool udp = word3 & TX_CSUM_UDP && csg & CSG_UDP;
    bool tcp = word3 & TX_CSUM_TCP && csg & CSG_TCP;
    uint8_t *data = fe->frame, *sum;
    RalinkPacket p;

    if (!(ip || udp || tcp) || !ralink_fe_parse(data, fe->frame_len, &p)) {
        return;
    }
    if (ip && p.ipv4) {
        stw_be_p(data + p.l3 + 10, 0);
        stw_be_p(data + p.l3 + 10,
                 net_raw_checksum(data + p.l3, p.l4 - p.l3));
    }
    if (p.proto == IP_PROTO_UDP ? udp : p.proto && tcp) {
        sum = data + p.l4 + (p.proto == IP_PROTO_UDP ? 6 : 16);
        stw_be_p(sum, 0);
        stw_be_p(sum, ralink_fe_l4_sum(data, &p));
        if (p.proto == IP_PROTO_UDP && !lduw_be_p(sum)) {
            stw_be_p(sum, 0xffff);      /* 0 would say: none */
        }
    }
}

static uint32_t ralink_fe_csum_on(RalinkFe *fe)
{
    uint32_t r;

    if (ralink_fe_kind(fe)->has_gdma) {
        r = RALINK_REG(fe, R_GDMA_FWD);
        return (r & BIT(22) ? CSUM_ON_IP : 0) |
               (r & BIT(21) ? CSUM_ON_TCP : 0) |
               (r & BIT(20) ? CSUM_ON_UDP : 0);
    }
    r = RALINK_REG(fe, R_SDM_CON);
    return (r & BIT(16) ? CSUM_ON_IP : 0) | (r & BIT(17) ? CSUM_ON_TCP : 0) |
           (r & BIT(18) ? CSUM_ON_UDP : 0);
}

/* Looks at a received frame: word 3's mark, or 0; counts a bad one. */
static uint32_t ralink_fe_check_csum(RalinkFe *fe, uint8_t *data, size_t len)
{
    const RalinkFeKind *k = ralink_fe_kind(fe);
    uint32_t on = ralink_fe_csum_on(fe);
    RalinkPacket p;

    if (!on || !ralink_fe_parse(data, len, &p)) {
        return 0;
    }
    if (p.ipv4 && on & CSUM_ON_IP &&
        net_raw_checksum(data + p.l3, p.l4 - p.l3)) {
        RALINK_REG(fe, k->rx_bad_csum)++;
        return 0;
    }
    if (!p.proto ||
        !(on & (p.proto == IP_PROTO_UDP ? CSUM_ON_UDP : CSUM_ON_TCP)) ||
        (p.proto == IP_PROTO_UDP && !lduw_be_p(data + p.l4 + 6))) {
        return 0;
    }
    if (ralink_fe_l4_sum(data, &p)) {
        RALINK_REG(fe, k->rx_bad_csum)++;
        return 0;
    }
    return k->rx_l4_good;
}

/* ------------------------------------------------------- frames, rings */

static void ralink_fe_send(RalinkFe *fe, uint32_t word3)
{
    const RalinkFeKind *k = ralink_fe_kind(fe);
    uint32_t ports = 0;
    uint32_t vid;

    if (k->has_gdma) {
        if (word3 & TX_TSO) {
            qemu_log_mask(LOG_UNIMP, "mt7620-fe: TSO is not modelled\n");
        }
        ralink_fe_make_csum(fe, word3);
        if (word3 & TX_INSERT_VLAN && fe->frame_len >= ETH_HLEN) {
            vid = RALINK_REG(fe, R_VID + TX_VID_INDEX(word3) / 2 * 4);
            vid = extract32(vid, TX_VID_INDEX(word3) % 2 * 16, 12);
            memmove(fe->frame + 16, fe->frame + 12, fe->frame_len - 12);
            stw_be_p(fe->frame + 12, ETH_P_VLAN);
            stw_be_p(fe->frame + 14, TX_PRIORITY(word3) << 13 | vid);
            fe->frame_len += 4;
        }
        ports = TX_PORTS(word3);
    }
    if (fe->frame_len < ETH_ZLEN) {
        memset(fe->frame + fe->frame_len, 0, ETH_ZLEN - fe->frame_len);
        fe->frame_len = ETH_ZLEN;
    }
    RALINK_REG(fe, k->tx_packets)++;
    RALINK_REG(fe, k->tx_bytes) += fe->frame_len;
    ralink_switch_from_cpu(fe->sw, fe->frame, fe->frame_len, ports);
}

static void ralink_fe_tx_ring(RalinkFe *fe, unsigned n)
{
    uint32_t base = RALINK_REG(fe, R_TX_BASE(n));
    uint32_t count = RALINK_REG(fe, R_TX_CNT(n));
    uint32_t *dtx = &RALINK_REG(fe, R_TX_DTX(n));
    RalinkDesc d;

    if (!count || RALINK_REG(fe, R_TX_CTX(n)) >= count) {
        return;
    }
    fe->frame_len = 0;
    while (*dtx != RALINK_REG(fe, R_TX_CTX(n))) {
        ralink_fe_load(base, *dtx, &d);
        if (d.w[1] & DESC_DDONE) {
            qemu_log_mask(LOG_GUEST_ERROR, "%s: TX ring %u: descriptor %u is "
                          "not the engine's\n",
                          object_get_typename(OBJECT(fe)), n, *dtx);
            break;
        }
        ralink_fe_collect(fe, d.w[0], DESC_LEN0(d.w[1]));
        if (!(d.w[1] & DESC_LAST0)) {
            ralink_fe_collect(fe, d.w[2], DESC_LEN1(d.w[1]));
        }
        if (d.w[1] & (DESC_LAST0 | DESC_LAST1)) {
            ralink_fe_send(fe, d.w[3]);
            fe->frame_len = 0;
        }
        if (RALINK_REG(fe, R_GLO_CFG) & GLO_TX_WB_DDONE) {
            ralink_fe_store(base, *dtx, 1, d.w[1] | DESC_DDONE);
        }
        *dtx = (*dtx + 1) % count;
        ralink_fe_done(fe, &fe->tx_delay, INT_TX_DONE(n));
    }
}

/* An answer may come back while a frame is being sent: one at a time. */
static void ralink_fe_transmit(RalinkFe *fe)
{
    unsigned n;

    if (fe->sending || fe->stuck) {
        return;
    }
    fe->sending = true;
    for (n = 0; n < TX_RINGS; n++) {
        if (RALINK_REG(fe, R_GLO_CFG) & GLO_TX_EN) {
            ralink_fe_tx_ring(fe, n);
        }
    }
    fe->sending = false;
}

static bool ralink_fe_rx_full(RalinkFe *fe)
{
    return RALINK_REG(fe, R_RX_DRX) == RALINK_REG(fe, R_RX_CALC);
}

static bool ralink_fe_rx_on(RalinkFe *fe)
{
    return RALINK_REG(fe, R_GLO_CFG) & GLO_RX_EN && RALINK_REG(fe, R_RX_CNT);
}

bool ralink_fe_can_receive(RalinkFe *fe)
{
    return !ralink_fe_rx_on(fe) || !ralink_fe_rx_full(fe);
}

void ralink_fe_receive(RalinkFe *fe, unsigned port, const uint8_t *data,
                       size_t len)
{
    uint32_t base = RALINK_REG(fe, R_RX_BASE);
    uint32_t count = RALINK_REG(fe, R_RX_CNT);  /* the frame may change it */
    uint32_t *drx = &RALINK_REG(fe, R_RX_DRX);
    const RalinkFeKind *k = ralink_fe_kind(fe);
    uint32_t offset = 0, word3;
    RalinkDesc d;

    if (!ralink_fe_rx_on(fe)) {
        return;
    }
    if (ralink_fe_rx_full(fe)) {
        if (k->rx_overflow) {
            RALINK_REG(fe, k->rx_overflow)++;
        }
        return;
    }
    /* To the CPU is 0; what other targets mean is not modelled. */
    if (k->has_gdma && RALINK_REG(fe, R_GDMA_FWD) & 7) {
        return;
    }
    if (RALINK_REG(fe, R_GLO_CFG) & GLO_RX_2B_OFFSET) {
        offset = 2;
    }
    ralink_fe_load(base, *drx, &d);
    dma_memory_write(&address_space_memory, d.w[0] + offset, data, len,
                     MEMTXATTRS_UNSPECIFIED);
    word3 = ralink_fe_check_csum(fe, (uint8_t *)data, len);
    if (k->has_gdma) {
        word3 |= RX_PORT(port);
    }
    ralink_fe_store(base, *drx, 3, word3);
    ralink_fe_store(base, *drx, 1, DESC_DDONE | DESC_LAST0 | len << 16);
    *drx = (*drx + 1) % count;
    RALINK_REG(fe, k->rx_packets)++;
    RALINK_REG(fe, k->rx_bytes) += len;
    ralink_fe_done(fe, &fe->rx_delay, INT_RX_DONE);
}

/* ----------------------------------------------------------- registers */

static void ralink_fe_reset_index(RalinkFe *fe, uint32_t which)
{
    unsigned n;

    for (n = 0; n < TX_RINGS; n++) {
        if (which & BIT(n)) {
            RALINK_REG(fe, R_TX_DTX(n)) = 0;
        }
    }
    if (which & BIT(16)) {
        RALINK_REG(fe, R_RX_DRX) = 0;
    }
}

static uint32_t ralink_fe_read(RalinkRegs *regs, const RalinkReg *r,
                               unsigned i, uint32_t value)
{
    if (r->tag == COUNTER) {        /* [K] and [OW] add up what they read */
        RALINK_REG(regs, r->offset + 4 * i) = 0;
    }
    return value;
}

static void ralink_fe_write(RalinkRegs *regs, const RalinkReg *r,
                            unsigned i, uint32_t old, uint32_t written)
{
    RalinkFe *fe = RALINK_FE(regs);

    switch (r->tag) {
    case TX_CTX:
        ralink_fe_transmit(fe);
        break;
    case RX_CALC:
        ralink_switch_resume(fe->sw);
        break;
    case GLO_CFG:
        ralink_fe_transmit(fe);
        ralink_switch_resume(fe->sw);
        break;
    case RST_IDX:
        ralink_fe_reset_index(fe, written);
        break;
    case DLY_INT:
        if (!DLY_EN(written)) {
            timer_del(fe->rx_delay.timer);
        }
        if (!DLY_EN(written >> 16)) {
            timer_del(fe->tx_delay.timer);
        }
        break;
    case INT_STATUS:
        RALINK_REG(fe, R_INT_STATUS) &= ~written;
        ralink_fe_update(fe);
        break;
    case INT_ENABLE:
        ralink_fe_update(fe);
        break;
    case FE_RST:
        if (written & 1) {
            device_cold_reset(DEVICE(fe));
        }
        break;
    }
}

static void ralink_fe_after_reset(RalinkRegs *regs)
{
    RalinkFe *fe = RALINK_FE(regs);

    timer_del(fe->rx_delay.timer);
    timer_del(fe->tx_delay.timer);
    fe->rx_delay.frames = fe->tx_delay.frames = 0;
    ralink_fe_update(fe);
}

static void ralink_fe_realize(DeviceState *dev, Error **errp)
{
    RalinkFe *fe = RALINK_FE(dev);

    assert(fe->sw);
    fe->sw->fe = fe;
}

static void ralink_fe_delay_init(RalinkFe *fe, RalinkDelay *d, unsigned shift,
                                 uint32_t bit)
{
    d->fe = fe;
    d->shift = shift;
    d->bit = bit;
    d->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, ralink_fe_delay_over, d);
}

static void ralink_fe_init(Object *obj)
{
    RalinkFe *fe = RALINK_FE(obj);

    ralink_fe_delay_init(fe, &fe->rx_delay, 0, INT_RX_DELAYED);
    ralink_fe_delay_init(fe, &fe->tx_delay, 16, INT_TX_DELAYED);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &fe->irq);
}

static void ralink_fe_finalize(Object *obj)
{
    RalinkFe *fe = RALINK_FE(obj);

    timer_free(fe->rx_delay.timer);
    timer_free(fe->tx_delay.timer);
}

static bool ralink_fe_get_stuck(Object *obj, Error **errp)
{
    return RALINK_FE(obj)->stuck;
}

static void ralink_fe_set_stuck(Object *obj, bool value, Error **errp)
{
    RALINK_FE(obj)->stuck = value;
    ralink_fe_transmit(RALINK_FE(obj));
}

static Property ralink_fe_properties[] = {
    DEFINE_PROP_LINK("switch", RalinkFe, sw, TYPE_RALINK_SWITCH,
                     RalinkSwitch *),
    DEFINE_PROP_END_OF_LIST(),
};

static void ralink_fe_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);

    c->read = ralink_fe_read;
    c->write = ralink_fe_write;
    c->after_reset = ralink_fe_after_reset;
    dc->realize = ralink_fe_realize;
    device_class_set_props(dc, ralink_fe_properties);
    object_class_property_add_bool(oc, "stuck", ralink_fe_get_stuck,
                                   ralink_fe_set_stuck);
}

static const RalinkFeKind mt7620_fe_kind = {
    mt7620_fe, ARRAY_SIZE(mt7620_fe),
    .has_gdma = true,
    .tx_packets = GDM1_TX_PACKETS,
    .tx_bytes = GDM1_TX_BYTES,
    .rx_packets = GDM1_RX_PACKETS,
    .rx_bytes = GDM1_RX_BYTES,
    .rx_overflow = GDM1_RX_OVERFLOW,
    .rx_bad_csum = GDM1_RX_BAD_CSUM,
    .rx_l4_good = MT7620_RX_L4_GOOD,
};

static const RalinkFeKind mt7628_fe_kind = {
    mt7628_fe, ARRAY_SIZE(mt7628_fe),
    .tx_packets = SDM_TPCNT,
    .tx_bytes = SDM_TBCNT,
    .rx_packets = SDM_RPCNT,
    .rx_bytes = SDM_RBCNT,
    .rx_bad_csum = SDM_CS_ERR,
    .rx_l4_good = MT7628_RX_L4_GOOD,
};

static void ralink_fe_kind_class_init(ObjectClass *oc, void *data)
{
    const RalinkFeKind *k = data;

    ralink_regs_class_table(oc, k->regs, k->nregs, 0x10000);
    RALINK_FE_CLASS(oc)->kind = k;
}

static const TypeInfo ralink_fe_types[] = {
    {
        .name = TYPE_RALINK_FE,
        .parent = TYPE_RALINK_REGS,
        .instance_size = sizeof(RalinkFe),
        .instance_init = ralink_fe_init,
        .instance_finalize = ralink_fe_finalize,
        .class_size = sizeof(RalinkFeClass),
        .class_init = ralink_fe_class_init,
        .abstract = true,
    }, {
        .name = TYPE_MT7620_FE,
        .parent = TYPE_RALINK_FE,
        .class_init = ralink_fe_kind_class_init,
        .class_data = (void *)&mt7620_fe_kind,
    }, {
        .name = TYPE_MT7628_FE,
        .parent = TYPE_RALINK_FE,
        .class_init = ralink_fe_kind_class_init,
        .class_data = (void *)&mt7628_fe_kind,
    },
};

DEFINE_TYPES(ralink_fe_types)
