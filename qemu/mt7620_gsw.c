/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MT7620's gigabit switch: ports 0 to 4 with PHYs, 5 external (nothing is
 * connected to it here), 6 the CPU.
 *
 * Sources: [UB] drivers/net/mt7620-eth.c; [OW] mt7530.c, gsw_mt7620.c and
 * gsw_mt7620_dsa.c; [K] drivers/net/dsa/mt7530.h, of this switch's successor,
 * for what [OW] names alike.  Not modelled: rate limits, ACL, IGMP snooping,
 * frames to 01:80:c2 in a blocked port, stacked tags, flow control.
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "hw/irq.h"
#include "ralink_eth.h"

enum { ATC = 1, VTCR, PSR, PIAC, IMR, ISR };

#define R_MFC       0x0010
#define R_ATA1      0x0074
#define R_ATA2      0x0078
#define R_ATWD      0x007c
#define R_ATC       0x0080
#define R_TSRA1     0x0084
#define R_TSRA2     0x0088
#define R_ATRD      0x008c
#define R_AAC       0x00a0
#define R_VTCR      0x0090
#define R_VAWD1     0x0094
#define R_VAWD2     0x0098
#define R_VTIM      0x0100
#define R_SSC(p)    (0x2000 + 0x100 * (p))
#define R_PCR(p)    (0x2004 + 0x100 * (p))
#define R_PSC(p)    (0x200c + 0x100 * (p))
#define R_PVC(p)    (0x2010 + 0x100 * (p))
#define R_PPBV(p)   (0x2014 + 0x100 * (p))
#define R_PMCR(p)   (0x3000 + 0x100 * (p))
#define R_MIBCCR    0x4000
#define R_MIB(p, n) (0x4010 + 0x100 * (p) + 4 * (n))
#define R_MIB_EN    0x4800
#define R_PIAC      0x7004
#define R_IMR       0x7008
#define R_ISR       0x700c

#define BUSY                BIT(31)
#define ATC_BUSY            BIT(15)
#define ATC_END             BIT(14)
#define ATC_HIT             BIT(13)
#define ATC_INVALID         BIT(12)
#define ATC_MATCH(v)        extract32(v, 8, 4)
enum { MATCH_ALL = 0, MATCH_DYNAMIC = 4 };
#define ATC_CMD(v)          extract32(v, 0, 3)
enum { ATC_READ, ATC_WRITE, ATC_FLUSH, ATC_FIRST = 4, ATC_NEXT };
/* ATA2 and TSRA2; the address's last two bytes are above */
#define ATA2_IVL            BIT(15)
#define ATA2_FID(v)         extract32(v, 12, 3)
#define ATA2_VID(v)         extract32(v, 0, 12)
/* ATWD and ATRD */
#define ATD_PORTS(v)        extract32(v, 4, 8)
#define ATD_STATUS(v)       extract32(v, 2, 2)
enum { STATUS_EMPTY, STATUS_LEARNED, STATUS_FIXED = 3 };

#define AAC_OFF             BIT(20)
#define AAC_COUNT(v)        extract32(v, 12, 8)
#define AAC_UNIT(v)         extract32(v, 0, 12)

enum { SSC_DISABLED, SSC_BLOCKING, SSC_LEARNING, SSC_FORWARDING };
#define SSC_STATE(v, fid)   extract32(v, 2 * (fid), 2)
#define PSC_NO_LEARNING     BIT(4)

#define MFC_BROADCAST(v)    extract32(v, 24, 8)
#define MFC_MULTICAST(v)    extract32(v, 16, 8)
#define MFC_UNKNOWN(v)      extract32(v, 8, 8)

#define VLANS               16
#define VTCR_CMD(v)         extract32(v, 12, 4)
#define VTCR_INDEX(v)       extract32(v, 0, 4)
#define VAWD1_IVL           BIT(30)
#define VAWD1_AS_IS         BIT(29)
#define VAWD1_TAG_EN        BIT(28)
#define VAWD1_MEMBERS(v)    extract32(v, 16, 8)
#define VAWD1_FID(v)        extract32(v, 1, 3)
#define VAWD1_VALID         BIT(0)
#define VAWD2_TAG(v, p)     (extract32(v, 2 * (p), 2) == 2)

enum { MODE_MATRIX, MODE_FALLBACK, MODE_CHECK, MODE_SECURITY };
#define PCR_MATRIX(v)       extract32(v, 16, 8)
#define PCR_MODE(v)         extract32(v, 0, 2)
#define PCR_TAG(v)          (extract32(v, 28, 2) == 2)
#define PVC_TPID(v)         extract32(v, 16, 16)
#define PVC_ATTR(v)         extract32(v, 6, 2)
enum { ATTR_USER, ATTR_STACK, ATTR_TRANSLATION, ATTR_TRANSPARENT };
#define PVC_EGRESS(v)       extract32(v, 8, 3)
enum { EGRESS_BY_VLAN, EGRESS_AS_IS, EGRESS_UNTAGGED = 4 };
#define PVC_ACCEPT(v)       extract32(v, 0, 2)
enum { ACCEPT_ALL, ACCEPT_TAGGED, ACCEPT_UNTAGGED };

#define PMCR_FORCE          BIT(15)
#define PMCR_TX_EN          BIT(14)
#define PMCR_RX_EN          BIT(13)
#define PMCR_FLOW           (BIT(5) | BIT(4))
#define PMCR_LINK           BIT(0)
#define PMCR_STATUS(v)      ((v) & 0x3f)    /* laid out as PSR */
#define PSR_100             (1 << 2)
#define PSR_DUPLEX          BIT(1)
#define PSR_LINK            BIT(0)

/*
 * By port; what is not named here never happens.  Packets are counted in 16
 * bits, bytes with FCS (inferred).
 */
enum { MIB_TX_PACKETS = 0, MIB_TX_BYTES = 2, MIB_RX_PACKETS = 4,
       MIB_RX_BYTES = 6, MIB_RX_FILTERED = 8, MIB_REGS };
#define MIBCCR_ON           BIT(1)
#define MIB_EN_PORT(p)      BIT(24 + (p))

#define PIAC_REG(v)         extract32(v, 25, 5)
#define PIAC_PHY(v)         extract32(v, 20, 5)
#define PIAC_CMD(v)         extract32(v, 18, 2)
enum { MDIO_WRITE = 1, MDIO_READ = 2 };

typedef struct Mt7620Gsw {
    RalinkSwitch parent_obj;

    struct {
        uint32_t vawd1, vawd2;
    } vlan[VLANS];
    GPtrArray *search;      /* what ATC_FIRST found; of RalinkFdbEntry */
    unsigned found;         /* and how many of it have been told */
} Mt7620Gsw;

DECLARE_INSTANCE_CHECKER(Mt7620Gsw, MT7620_GSW, TYPE_MT7620_GSW)

static const RalinkReg mt7620_gsw[] = {
    { R_MFC, "MFC", 0x7f7f7fe0, ~0u },
    { R_ATA1, "ATA1", 0, ~0u, 3 },
    { R_ATC, "ATC", .tag = ATC },
    { R_TSRA1, "TSRA1", .count = 3 },
    { R_AAC, "AAC", 149 << 12 | 1, 0x1fffff },      /* 300 s; inferred */
    { R_VTCR, "VTCR", 0, (uint32_t)~BUSY, .tag = VTCR },
    { R_VAWD1, "VAWD1", 0, ~0u },
    { R_VAWD2, "VAWD2", 0, ~0u },
    { R_VTIM, "VTIM", 0, 0xffffff, VLANS / 2 },
    { R_SSC(0), "SSC", 0xffff, 0xffff, RALINK_PORTS, 0x100 },
    { R_PCR(0), "PCR", 0x00ff0000, ~0u, RALINK_PORTS, 0x100 },
    { R_PSC(0), "PSC", 0, ~0u, RALINK_PORTS, 0x100 },
    { R_PVC(0), "PVC", 0x81000000, ~0u, RALINK_PORTS, 0x100 },
    { R_PPBV(0), "PPBV", 1, ~0u, RALINK_PORTS, 0x100 },
    { R_PMCR(0), "PMCR", 0x00056330, ~0u, RALINK_PORTS, 0x100 },
    { 0x3008, "PSR", 0, 0, RALINK_PORTS, 0x100, PSR },
    { 0x3fe0, "GMACCR", 0, ~0u },
    { 0x3fe4, "SMACCR0", 0, ~0u },
    { 0x3fe8, "SMACCR1", 0, ~0u },
    { 0x3ff0, "CKGCR", 0x30, ~0u },
    { R_MIBCCR, "MIBCCR", 0, ~0u },
    { R_MIB(0, 0), "MIB0", .count = MIB_REGS },
    { R_MIB(1, 0), "MIB1", .count = MIB_REGS },
    { R_MIB(2, 0), "MIB2", .count = MIB_REGS },
    { R_MIB(3, 0), "MIB3", .count = MIB_REGS },
    { R_MIB(4, 0), "MIB4", .count = MIB_REGS },
    { R_MIB(5, 0), "MIB5", .count = MIB_REGS },
    { R_MIB(6, 0), "MIB6", .count = MIB_REGS },
    { R_MIB_EN, "MIB_EN", 0, ~0u },
    { 0x7000, "PPSC", 0, ~0u },
    { R_PIAC, "PIAC", 0, (uint32_t)~BUSY, .tag = PIAC },
    { R_IMR, "IMR", 0xffffffff, ~0u, .tag = IMR },
    { R_ISR, "ISR", .tag = ISR },
    { 0x7014, "GPC1", 0, ~0u },
};

static uint32_t mt7620_gsw_status(RalinkSwitch *sw, unsigned port)
{
    uint32_t pmcr = RALINK_REG(sw, R_PMCR(port));

    if (pmcr & PMCR_FORCE) {
        return PMCR_STATUS(pmcr);
    }
    return ralink_switch_link(sw, port) ? PSR_100 | PSR_DUPLEX | PSR_LINK : 0;
}

/* Does the MAC of the port let frames in (PMCR_RX_EN) or out (PMCR_TX_EN)? */
static bool mt7620_gsw_passes(RalinkSwitch *sw, unsigned port, uint32_t enable)
{
    return RALINK_REG(sw, R_PMCR(port)) & enable &&
           mt7620_gsw_status(sw, port) & PSR_LINK;
}

static int mt7620_gsw_vlan(RalinkSwitch *sw, uint16_t vid)
{
    Mt7620Gsw *s = MT7620_GSW(sw);
    unsigned n;

    for (n = 0; n < VLANS; n++) {
        uint32_t vtim = RALINK_REG(sw, R_VTIM + n / 2 * 4);

        if (s->vlan[n].vawd1 & VAWD1_VALID &&
            extract32(vtim, n % 2 * 12, 12) == vid) {
            return n;
        }
    }
    return -1;
}

/* Frames of this filter enter, and leave, by ports that are forwarding. */
static void mt7620_gsw_spanning_tree(RalinkSwitch *sw, RalinkFrame *f)
{
    unsigned state = SSC_STATE(RALINK_REG(sw, R_SSC(f->port)), f->fid);
    unsigned p;

    if (state < SSC_LEARNING ||
        RALINK_REG(sw, R_PSC(f->port)) & PSC_NO_LEARNING) {
        f->learn = false;
    }
    for (p = 0; p < RALINK_PORTS; p++) {
        if (state != SSC_FORWARDING ||
            SSC_STATE(RALINK_REG(sw, R_SSC(p)), f->fid) != SSC_FORWARDING) {
            f->allowed &= ~BIT(p);
        }
    }
}

static void mt7620_gsw_drop(RalinkFrame *f)
{
    f->allowed = 0;
    f->learn = false;
}

/* What the VLAN n of the table, or -1, makes of a frame. */
static void mt7620_gsw_apply_vlan(RalinkSwitch *sw, RalinkFrame *f, int n)
{
    Mt7620Gsw *s = MT7620_GSW(sw);
    unsigned mode = PCR_MODE(RALINK_REG(sw, R_PCR(f->port)));
    uint32_t pvc = RALINK_REG(sw, R_PVC(f->port));
    uint32_t vawd1;
    unsigned p;

    if (n < 0) {
        if (mode != MODE_FALLBACK) {
            mt7620_gsw_drop(f);
        }
        return;
    }
    vawd1 = s->vlan[n].vawd1;
    if (mode == MODE_SECURITY && !(VAWD1_MEMBERS(vawd1) & BIT(f->port))) {
        mt7620_gsw_drop(f);
        return;
    }
    f->allowed &= VAWD1_MEMBERS(vawd1);
    f->fid = VAWD1_FID(vawd1);
    f->set = vawd1 & VAWD1_IVL ? ATA2_IVL | f->vid : f->fid;
    if (PVC_ATTR(pvc) == ATTR_TRANSPARENT || vawd1 & VAWD1_AS_IS ||
        PVC_EGRESS(pvc) == EGRESS_AS_IS) {
        return;
    }
    f->as_is = false;
    for (p = 0; p < RALINK_PORTS && PVC_EGRESS(pvc) == EGRESS_BY_VLAN; p++) {
        if (vawd1 & VAWD1_TAG_EN ? VAWD2_TAG(s->vlan[n].vawd2, p) :
                                   PCR_TAG(RALINK_REG(sw, R_PCR(p)))) {
            f->tag_ports |= BIT(p);
        }
    }
}

static void mt7620_gsw_classify(RalinkSwitch *sw, RalinkFrame *f)
{
    uint32_t mfc = RALINK_REG(sw, R_MFC);
    uint32_t pcr = RALINK_REG(sw, R_PCR(f->port));
    uint32_t pvc = RALINK_REG(sw, R_PVC(f->port));
    bool bc = f->data[0] == 0xff;
    unsigned p;

    f->broadcast = bc ? MFC_BROADCAST(mfc) : MFC_MULTICAST(mfc);
    f->unknown = MFC_UNKNOWN(mfc);
    f->as_is = true;
    if (!mt7620_gsw_passes(sw, f->port, PMCR_RX_EN)) {
        mt7620_gsw_drop(f);
        return;
    }
    f->allowed = PCR_MATRIX(pcr);
    for (p = 0; p < RALINK_PORTS; p++) {
        if (!mt7620_gsw_passes(sw, p, PMCR_TX_EN)) {
            f->allowed &= ~BIT(p);
        }
    }
    if (PVC_ATTR(pvc) == ATTR_STACK || PVC_ATTR(pvc) == ATTR_TRANSLATION) {
        qemu_log_mask(LOG_UNIMP, "mt7620-gsw: port %u: VLAN attribute %u is "
                      "not modelled\n", f->port, PVC_ATTR(pvc));
    }
    f->tagged = f->has_tag && PVC_ATTR(pvc) == ATTR_USER &&
                PVC_TPID(pvc) == ETH_P_VLAN;
    f->vid = f->tagged ? f->tci & 0xfff : 0;
    if ((PVC_ACCEPT(pvc) == ACCEPT_TAGGED && !f->vid) ||
        (PVC_ACCEPT(pvc) == ACCEPT_UNTAGGED && f->vid)) {
        mt7620_gsw_drop(f);
        return;
    }
    if (!f->vid) {
        f->vid = RALINK_REG(sw, R_PPBV(f->port)) & 0xfff;
    }
    if (PCR_MODE(pcr) != MODE_MATRIX) {
        mt7620_gsw_apply_vlan(sw, f, mt7620_gsw_vlan(sw, f->vid));
    }
    mt7620_gsw_spanning_tree(sw, f);
}

static bool mt7620_gsw_counts(RalinkSwitch *sw, unsigned port)
{
    return RALINK_REG(sw, R_MIBCCR) & MIBCCR_ON ||
           RALINK_REG(sw, R_MIB_EN) & MIB_EN_PORT(port);
}

static void mt7620_gsw_count_packet(uint32_t *counter)
{
    *counter = deposit32(*counter, 0, 16, *counter + 1);
}

static void mt7620_gsw_count(RalinkSwitch *sw, unsigned port, bool sent,
                             size_t len)
{
    if (mt7620_gsw_counts(sw, port)) {
        unsigned packets = sent ? MIB_TX_PACKETS : MIB_RX_PACKETS;
        unsigned bytes = sent ? MIB_TX_BYTES : MIB_RX_BYTES;

        mt7620_gsw_count_packet(&RALINK_REG(sw, R_MIB(port, packets)));
        RALINK_REG(sw, R_MIB(port, bytes)) += len + 4;
    }
}

static void mt7620_gsw_filtered(RalinkSwitch *sw, unsigned port)
{
    if (mt7620_gsw_counts(sw, port)) {
        mt7620_gsw_count_packet(&RALINK_REG(sw, R_MIB(port, MIB_RX_FILTERED)));
    }
}

static bool mt7620_gsw_pauses(RalinkSwitch *sw, unsigned port)
{
    return RALINK_REG(sw, R_PMCR(port)) & PMCR_FLOW;
}

static int64_t mt7620_gsw_age_ns(RalinkSwitch *sw)
{
    uint32_t aac = RALINK_REG(sw, R_AAC);

    return aac & AAC_OFF ? 0 : (AAC_COUNT(aac) + 1LL) * (AAC_UNIT(aac) + 1) *
                               NANOSECONDS_PER_SECOND;
}

static void mt7620_gsw_update(RalinkSwitch *sw)
{
    qemu_set_irq(sw->irq, !!(RALINK_REG(sw, R_ISR) & ~RALINK_REG(sw, R_IMR)));
}

static void mt7620_gsw_link_changed(RalinkSwitch *sw, unsigned port)
{
    RALINK_REG(sw, R_ISR) |= BIT(port);
    mt7620_gsw_update(sw);
}

/* ------------------------------------------- address table as registers */

static uint16_t mt7620_gsw_ata(RalinkSwitch *sw, uint8_t *mac)
{
    uint32_t ata2 = RALINK_REG(sw, R_ATA2);

    stl_be_p(mac, RALINK_REG(sw, R_ATA1));
    stw_be_p(mac + 4, ata2 >> 16);
    return ata2 & ATA2_IVL ? ATA2_IVL | ATA2_VID(ata2) : ATA2_FID(ata2);
}

/* Into TSRA1, TSRA2 and ATRD */
static void mt7620_gsw_tell(RalinkSwitch *sw, const RalinkFdbEntry *e)
{
    int64_t age = mt7620_gsw_age_ns(sw);
    uint32_t left = 0xff;

    if (!e->fixed && age) {
        left -= MIN(0xfe, (qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) - e->seen) /
                          (age / 0xff));
    }
    RALINK_REG(sw, R_TSRA1) = ldl_be_p(e->mac);
    RALINK_REG(sw, R_TSRA2) = lduw_be_p(e->mac + 4) << 16 |
                              (e->set & ATA2_IVL) | e->fid << 12 | e->vid;
    RALINK_REG(sw, R_ATRD) = left << 24 | e->ports << 4 |
                             (e->fixed ? STATUS_FIXED : STATUS_LEARNED) << 2;
}

static void mt7620_gsw_atc_write(RalinkSwitch *sw)
{
    uint32_t ata2 = RALINK_REG(sw, R_ATA2);
    uint32_t atwd = RALINK_REG(sw, R_ATWD);
    uint8_t mac[ETH_ALEN];
    uint16_t set = mt7620_gsw_ata(sw, mac);
    RalinkFdbEntry *e;

    if (ATD_STATUS(atwd) == STATUS_EMPTY) {
        e = ralink_fdb_find(sw, mac, set);
        if (e) {
            ralink_fdb_remove(sw, e);
        }
        return;
    }
    e = ralink_fdb_add(sw, mac, set);
    if (!e) {
        RALINK_REG(sw, R_ATC) |= ATC_INVALID;
        return;
    }
    e->vid = ATA2_VID(ata2);
    e->fid = ATA2_FID(ata2);
    e->ports = ATD_PORTS(atwd);
    e->fixed = ATD_STATUS(atwd) == STATUS_FIXED;
    e->seen = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static void mt7620_gsw_atc_collect(gpointer key, gpointer entry, gpointer list)
{
    g_ptr_array_add(list, g_memdup2(entry, sizeof(RalinkFdbEntry)));
}

/* The next of what was found that is still there */
static void mt7620_gsw_atc_next(RalinkSwitch *sw)
{
    Mt7620Gsw *s = MT7620_GSW(sw);

    while (s->found < s->search->len) {
        RalinkFdbEntry *was = g_ptr_array_index(s->search, s->found++);
        RalinkFdbEntry *e = ralink_fdb_find(sw, was->mac, was->set);

        if (e) {
            mt7620_gsw_tell(sw, e);
            RALINK_REG(sw, R_ATC) |= ATC_HIT;
            return;
        }
    }
    RALINK_REG(sw, R_ATC) |= ATC_END;
}

static void mt7620_gsw_atc(RalinkSwitch *sw, uint32_t atc)
{
    Mt7620Gsw *s = MT7620_GSW(sw);
    unsigned match = ATC_MATCH(atc);
    uint8_t mac[ETH_ALEN];
    RalinkFdbEntry *e;

    RALINK_REG(sw, R_ATC) = atc & ~(ATC_BUSY | ATC_END | ATC_HIT |
                                    ATC_INVALID);
    switch (ATC_CMD(atc)) {
    case ATC_READ:
        e = ralink_fdb_find(sw, mac, mt7620_gsw_ata(sw, mac));
        if (e) {
            mt7620_gsw_tell(sw, e);
        } else {
            RALINK_REG(sw, R_ATC) |= ATC_INVALID;
        }
        return;
    case ATC_WRITE:
        mt7620_gsw_atc_write(sw);
        return;
    case ATC_FLUSH:
        if (match == MATCH_ALL || match == MATCH_DYNAMIC) {
            ralink_fdb_flush(sw, match == MATCH_ALL);
            return;
        }
        break;
    case ATC_FIRST:
        g_ptr_array_set_size(s->search, 0);
        s->found = 0;
        g_hash_table_foreach(sw->fdb, mt7620_gsw_atc_collect, s->search);
        /* fall through */
    case ATC_NEXT:
        if (match == MATCH_ALL) {
            mt7620_gsw_atc_next(sw);
            return;
        }
        break;
    }
    qemu_log_mask(LOG_UNIMP, "mt7620-gsw: ATC command %u with match %u is "
                  "not modelled\n", ATC_CMD(atc), match);
}

/* --------------------------------------------- other tables, registers */

static void mt7620_gsw_vtcr(RalinkSwitch *sw, uint32_t vtcr)
{
    Mt7620Gsw *s = MT7620_GSW(sw);
    unsigned n = VTCR_INDEX(vtcr);

    switch (VTCR_CMD(vtcr)) {
    case 0:
        RALINK_REG(sw, R_VAWD1) = s->vlan[n].vawd1;
        RALINK_REG(sw, R_VAWD2) = s->vlan[n].vawd2;
        break;
    case 1:
        s->vlan[n].vawd1 = RALINK_REG(sw, R_VAWD1);
        s->vlan[n].vawd2 = RALINK_REG(sw, R_VAWD2);
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "mt7620-gsw: VTCR command %u is not "
                      "modelled\n", VTCR_CMD(vtcr));
    }
}

static void mt7620_gsw_piac(RalinkSwitch *sw, uint32_t piac)
{
    uint32_t *data = &RALINK_REG(sw, R_PIAC);

    switch (PIAC_CMD(piac)) {
    case MDIO_WRITE:
        ralink_switch_phy_write(sw, PIAC_PHY(piac), PIAC_REG(piac), piac);
        break;
    case MDIO_READ:
        *data = deposit32(*data, 0, 16,
                          ralink_switch_phy_read(sw, PIAC_PHY(piac),
                                                 PIAC_REG(piac)));
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "mt7620-gsw: MDIO command %u is not "
                      "modelled\n", PIAC_CMD(piac));
    }
}

static uint32_t mt7620_gsw_read(RalinkRegs *regs, const RalinkReg *r,
                                unsigned i, uint32_t value)
{
    return r->tag == PSR ? mt7620_gsw_status(RALINK_SWITCH(regs), i) : value;
}

static void mt7620_gsw_write(RalinkRegs *regs, const RalinkReg *r,
                             unsigned i, uint32_t old, uint32_t written)
{
    RalinkSwitch *sw = RALINK_SWITCH(regs);

    switch (r->tag) {
    case ATC:
        if (written & ATC_BUSY) {
            mt7620_gsw_atc(sw, written);
        }
        break;
    case VTCR:
        if (written & BUSY) {
            mt7620_gsw_vtcr(sw, written);
        }
        break;
    case PIAC:
        if (written & BUSY) {
            mt7620_gsw_piac(sw, written);
        }
        break;
    case ISR:
        RALINK_REG(sw, R_ISR) &= ~written;
        mt7620_gsw_update(sw);
        break;
    case IMR:
        mt7620_gsw_update(sw);
        break;
    }
}

static void mt7620_gsw_reset(DeviceState *dev)
{
    Mt7620Gsw *s = MT7620_GSW(dev);
    DeviceClass *parent =
        DEVICE_CLASS(object_class_by_name(TYPE_RALINK_SWITCH));

    parent->reset(dev);
    memset(s->vlan, 0, sizeof(s->vlan));
    g_ptr_array_set_size(s->search, 0);
    s->found = 0;
}

static void mt7620_gsw_init(Object *obj)
{
    MT7620_GSW(obj)->search = g_ptr_array_new_with_free_func(g_free);
}

static void mt7620_gsw_finalize(Object *obj)
{
    g_ptr_array_unref(MT7620_GSW(obj)->search);
}

static void mt7620_gsw_class_init(ObjectClass *oc, void *data)
{
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);
    RalinkSwitchClass *sc = RALINK_SWITCH_CLASS(oc);

    ralink_regs_class_table(oc, mt7620_gsw, ARRAY_SIZE(mt7620_gsw), 0x8000);
    c->read = mt7620_gsw_read;
    c->write = mt7620_gsw_write;
    sc->classify = mt7620_gsw_classify;
    sc->link_changed = mt7620_gsw_link_changed;
    sc->count = mt7620_gsw_count;
    sc->pauses = mt7620_gsw_pauses;
    sc->filtered = mt7620_gsw_filtered;
    sc->age_ns = mt7620_gsw_age_ns;
    DEVICE_CLASS(oc)->reset = mt7620_gsw_reset;
}

static const TypeInfo mt7620_gsw_types[] = {
    {
        .name = TYPE_MT7620_GSW,
        .parent = TYPE_RALINK_SWITCH,
        .instance_size = sizeof(Mt7620Gsw),
        .instance_init = mt7620_gsw_init,
        .instance_finalize = mt7620_gsw_finalize,
        .class_init = mt7620_gsw_class_init,
    },
};

DEFINE_TYPES(mt7620_gsw_types)
