/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MT7620's gigabit switch: ports 0 to 4 with PHYs, 5 external (nothing is
 * connected to it here), 6 the CPU.
 *
 * Sources: [UB] drivers/net/mt7620-eth.c; [OW] mt7530.c and gsw_mt7620.c
 * (through hardware.md).  Not modelled: counters, rate limits, ACL, IGMP
 * snooping, ageing, stacked tags, flow control.
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "hw/irq.h"
#include "ralink_eth.h"

enum { ATC = 1, VTCR, PSR, PIAC, IMR, ISR };

#define R_MFC       0x0010
#define R_ATC       0x0080
#define R_VTCR      0x0090
#define R_VAWD1     0x0094
#define R_VAWD2     0x0098
#define R_VTIM      0x0100
#define R_PCR(p)    (0x2004 + 0x100 * (p))
#define R_PVC(p)    (0x2010 + 0x100 * (p))
#define R_PPBV(p)   (0x2014 + 0x100 * (p))
#define R_PMCR(p)   (0x3000 + 0x100 * (p))
#define R_PIAC      0x7004
#define R_IMR       0x7008
#define R_ISR       0x700c

#define BUSY                BIT(31)
#define ATC_BUSY            BIT(15)
#define ATC_CMD(v)          extract32(v, 0, 3)
#define ATC_CMD_CLEAN       2

#define MFC_BROADCAST(v)    extract32(v, 24, 8)
#define MFC_MULTICAST(v)    extract32(v, 16, 8)
#define MFC_UNKNOWN(v)      extract32(v, 8, 8)

#define VLANS               16
#define VTCR_CMD(v)         extract32(v, 12, 4)
#define VTCR_INDEX(v)       extract32(v, 0, 4)
#define VAWD1_IVL           BIT(30)
#define VAWD1_TAG_EN        BIT(28)
#define VAWD1_MEMBERS(v)    extract32(v, 16, 8)
#define VAWD1_VALID         BIT(0)
#define VAWD2_TAG(v, p)     (extract32(v, 2 * (p), 2) == 2)

enum { MODE_MATRIX, MODE_FALLBACK, MODE_CHECK, MODE_SECURITY };
#define PCR_MATRIX(v)       extract32(v, 16, 8)
#define PCR_MODE(v)         extract32(v, 0, 2)
#define PCR_TAG(v)          (extract32(v, 28, 2) == 2)
#define PVC_TPID(v)         extract32(v, 16, 16)
#define PVC_ATTR(v)         extract32(v, 6, 2)
enum { ATTR_USER, ATTR_STACK, ATTR_TRANSLATION, ATTR_TRANSPARENT };

#define PMCR_FORCE          BIT(15)
#define PMCR_TX_EN          BIT(14)
#define PMCR_RX_EN          BIT(13)
#define PMCR_LINK           BIT(0)
#define PMCR_STATUS(v)      ((v) & 0x3f)    /* laid out as PSR */
#define PSR_100             (1 << 2)
#define PSR_DUPLEX          BIT(1)
#define PSR_LINK            BIT(0)

#define PIAC_REG(v)         extract32(v, 25, 5)
#define PIAC_PHY(v)         extract32(v, 20, 5)
#define PIAC_CMD(v)         extract32(v, 18, 2)
enum { MDIO_WRITE = 1, MDIO_READ = 2 };

typedef struct Mt7620Gsw {
    RalinkSwitch parent_obj;

    struct {
        uint32_t vawd1, vawd2;
    } vlan[VLANS];
} Mt7620Gsw;

DECLARE_INSTANCE_CHECKER(Mt7620Gsw, MT7620_GSW, TYPE_MT7620_GSW)

static const RalinkReg mt7620_gsw[] = {
    { R_MFC, "MFC", 0x7f7f7fe0, ~0u },
    { R_ATC, "ATC", 0, (uint32_t)~(BUSY | ATC_BUSY), .tag = ATC },
    { R_VTCR, "VTCR", 0, (uint32_t)~BUSY, .tag = VTCR },
    { R_VAWD1, "VAWD1", 0, ~0u },
    { R_VAWD2, "VAWD2", 0, ~0u },
    { R_VTIM, "VTIM", 0, 0xffffff, VLANS / 2 },
    { R_PCR(0), "PCR", 0x00ff0000, ~0u, RALINK_PORTS, 0x100 },
    { 0x200c, "PIC", 0, ~0u, RALINK_PORTS, 0x100 },
    { R_PVC(0), "PVC", 0x81000000, ~0u, RALINK_PORTS, 0x100 },
    { R_PPBV(0), "PPBV", 1, ~0u, RALINK_PORTS, 0x100 },
    { R_PMCR(0), "PMCR", 0x00056330, ~0u, RALINK_PORTS, 0x100 },
    { 0x3008, "PSR", 0, 0, RALINK_PORTS, 0x100, PSR },
    { 0x3fe4, "SMACCR0", 0, ~0u },
    { 0x3fe8, "SMACCR1", 0, ~0u },
    { 0x3ff0, "CKGCR", 0x30, ~0u },
    { 0x4000, "MIBCCR", 0, ~0u },
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

static void mt7620_gsw_classify(RalinkSwitch *sw, RalinkFrame *f)
{
    Mt7620Gsw *s = MT7620_GSW(sw);
    uint32_t mfc = RALINK_REG(sw, R_MFC);
    uint32_t pcr = RALINK_REG(sw, R_PCR(f->port));
    uint32_t pvc = RALINK_REG(sw, R_PVC(f->port));
    bool bc = f->data[0] == 0xff;
    unsigned p;
    int n;

    f->broadcast = bc ? MFC_BROADCAST(mfc) : MFC_MULTICAST(mfc);
    f->unknown = MFC_UNKNOWN(mfc);
    f->as_is = true;
    if (!mt7620_gsw_passes(sw, f->port, PMCR_RX_EN)) {
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
                PVC_TPID(pvc) == 0x8100;
    f->vid = f->tagged ? f->tci & 0xfff : 0;
    if (!f->vid) {
        f->vid = RALINK_REG(sw, R_PPBV(f->port)) & 0xfff;
    }
    if (PCR_MODE(pcr) == MODE_MATRIX) {
        return;
    }
    n = mt7620_gsw_vlan(sw, f->vid);
    if (n < 0) {
        if (PCR_MODE(pcr) != MODE_FALLBACK) {
            f->allowed = 0;
        }
        return;
    }
    if (PCR_MODE(pcr) == MODE_SECURITY &&
        !(VAWD1_MEMBERS(s->vlan[n].vawd1) & BIT(f->port))) {
        f->allowed = 0;
        return;
    }
    f->allowed &= VAWD1_MEMBERS(s->vlan[n].vawd1);
    f->fid = s->vlan[n].vawd1 & VAWD1_IVL ? f->vid : 0;
    if (PVC_ATTR(pvc) == ATTR_TRANSPARENT) {
        return;
    }
    f->as_is = false;
    for (p = 0; p < RALINK_PORTS; p++) {
        if (s->vlan[n].vawd1 & VAWD1_TAG_EN ?
            VAWD2_TAG(s->vlan[n].vawd2, p) :
            PCR_TAG(RALINK_REG(sw, R_PCR(p)))) {
            f->tag_ports |= BIT(p);
        }
    }
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
        if (written & ATC_BUSY && ATC_CMD(written) == ATC_CMD_CLEAN) {
            ralink_switch_flush_fdb(sw);
        } else if (written & ATC_BUSY) {
            qemu_log_mask(LOG_UNIMP, "mt7620-gsw: ATC command %u is not "
                          "modelled\n", ATC_CMD(written));
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
    DEVICE_CLASS(oc)->reset = mt7620_gsw_reset;
}

static const TypeInfo mt7620_gsw_types[] = {
    {
        .name = TYPE_MT7620_GSW,
        .parent = TYPE_RALINK_SWITCH,
        .instance_size = sizeof(Mt7620Gsw),
        .class_init = mt7620_gsw_class_init,
    },
};

DEFINE_TYPES(mt7620_gsw_types)
