/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MT7628's switch (that of RT305x): ports 0 to 4 with PHYs, 6 the CPU.
 *
 * Sources: [UB] drivers/net/mt7628-eth.c; [OW] esw_rt3050.c; of double tags,
 * mainline Linux' later drivers/net/dsa/mt7628.c.  Not modelled: storm
 * protection, ageing, untagging by VLAN, the CPU's own tag with a port in it,
 * flow control, LEDs, the address table as registers.
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "hw/irq.h"
#include "ralink_eth.h"

enum { ISR = 1, IMR, POA, PCR0, PCR1 };

#define R_ISR       0x00
#define R_IMR       0x04
#define R_PFC1      0x14
#define R_PVIDC     0x40
#define R_VLANI     0x50
#define R_VMSC      0x70
#define R_POC0      0x90
#define R_POC2      0x98
#define R_PCR1      0xc4
#define R_SGC2      0xe4
#define R_PXPC(p)   (0xe8 + 4 * (p))    /* packets: good ones below, bad ones */
#define R_PXTPC(p)  (0x150 + 4 * (p))   /* above; received, and sent */
#define COUNTED_PORTS   6               /* not the CPU's */

#define VLANS               16

#define ISR_PORT_CHANGE     BIT(26)
#define PFC1_TAG_AWARE(v)   extract32(v, 16, 7)     /* by port */
#define POC0_DISABLED(v)    extract32(v, 23, 7)     /* by port */
#define POC2_UNTAG(v)       extract32(v, 0, 7)      /* by port */
#define SGC2_DOUBLE_TAG(v)  extract32(v, 0, 7)      /* by port */
#define POA_LINK(p)         BIT(25 + (p))
#define POA_DUPLEX(p)       BIT(9 + (p))
#define POA_100(p)          BIT(p)

#define PCR0_DATA(v)        extract32(v, 16, 16)
#define PCR0_READ           BIT(14)
#define PCR0_WRITE          BIT(13)
#define PCR0_REG(v)         extract32(v, 8, 5)
#define PCR0_PHY(v)         extract32(v, 0, 5)
#define PCR1_READ_READY     BIT(1)
#define PCR1_WRITE_DONE     BIT(0)

/* VLANI's two 12-bit fields after reset: VLAN n has VID n + 1 */
#define VIDS(n)     (((n) + 2) << 12 | ((n) + 1))

static const RalinkReg mt7628_esw[] = {
    { R_ISR, "ISR", .tag = ISR },
    { R_IMR, "IMR", 0xffffffff, ~0u, .tag = IMR },
    { 0x08, "FCT0", 0, ~0u },
    { R_PFC1, "PFC1", 0x00005555, ~0u },
    { R_PVIDC, "PVIDC", 0x001001, 0xffffff, 4 },
    { R_VLANI + 0x00, "VLANI0", VIDS(0), 0xffffff },
    { R_VLANI + 0x04, "VLANI1", VIDS(2), 0xffffff },
    { R_VLANI + 0x08, "VLANI2", VIDS(4), 0xffffff },
    { R_VLANI + 0x0c, "VLANI3", VIDS(6), 0xffffff },
    { R_VLANI + 0x10, "VLANI4", VIDS(8), 0xffffff },
    { R_VLANI + 0x14, "VLANI5", VIDS(10), 0xffffff },
    { R_VLANI + 0x18, "VLANI6", VIDS(12), 0xffffff },
    { R_VLANI + 0x1c, "VLANI7", VIDS(14), 0xffffff },
    { R_VMSC, "VMSC", 0xffffffff, ~0u, 4 },
    { 0x80, "POA", .tag = POA },
    { 0x84, "FPA", 0, ~0u },
    { 0x8c, "SOCPC", 0, ~0u },
    { R_POC0, "POC0", 0x7f7f, ~0u },
    { 0x94, "POC1", 0, ~0u },
    { R_POC2, "POC2", 0x7f7f, ~0u },
    { 0x9c, "SGC", 0, ~0u },
    { 0xa4, "PLED", 0, ~0u, 5 },
    { 0xc0, "PCR0", .tag = PCR0 },
    { R_PCR1, "PCR1", .tag = PCR1 },
    { 0xc8, "FPA1", 0, ~0u },
    { 0xcc, "FCT2", 0, ~0u },
    { R_SGC2, "SGC2", 0, ~0u },
    { R_PXPC(0), "PXPC", .count = COUNTED_PORTS },
    { 0x110, "BMU_CTRL", 0, ~0u },
    { R_PXTPC(0), "PXTPC", .count = COUNTED_PORTS },
};

static int mt7628_esw_vlan(RalinkSwitch *sw, uint16_t vid)
{
    unsigned n;

    for (n = 0; n < VLANS; n++) {
        if (extract32(RALINK_REG(sw, R_VLANI + n / 2 * 4), n % 2 * 12, 12) ==
            vid) {
            return n;
        }
    }
    return -1;
}

static void mt7628_esw_classify(RalinkSwitch *sw, RalinkFrame *f)
{
    uint32_t disabled = POC0_DISABLED(RALINK_REG(sw, R_POC0));
    uint32_t aware = PFC1_TAG_AWARE(RALINK_REG(sw, R_PFC1));
    uint32_t twice = SGC2_DOUBLE_TAG(RALINK_REG(sw, R_SGC2));
    uint32_t pvid = RALINK_REG(sw, R_PVIDC + f->port / 2 * 4);
    int n;

    f->broadcast = f->unknown = BIT(RALINK_PORTS) - 1;
    f->tagged = f->has_tag && aware & BIT(f->port);
    /* A tag that is not looked at gets another one before it, or stays. */
    f->as_is = f->has_tag && !f->tagged && !(twice & BIT(f->port));
    f->vid = f->tagged ? f->tci & 0xfff : 0;
    if (!f->vid) {
        f->vid = extract32(pvid, f->port % 2 * 12, 12);
    }
    f->set = f->vid;
    f->tag_ports = ~POC2_UNTAG(RALINK_REG(sw, R_POC2));
    n = mt7628_esw_vlan(sw, f->vid);
    if (disabled & BIT(f->port) || n < 0) {
        f->learn = false;
        return;
    }
    f->allowed = extract32(RALINK_REG(sw, R_VMSC + n / 4 * 4), n % 4 * 8, 8) &
                 ~disabled;
}

static void mt7628_esw_count(RalinkSwitch *sw, unsigned port, bool sent,
                             size_t len)
{
    if (port < COUNTED_PORTS) {
        uint32_t *pc = &RALINK_REG(sw, sent ? R_PXTPC(port) : R_PXPC(port));

        *pc = deposit32(*pc, 0, 16, *pc + 1);
    }
}

static void mt7628_esw_update(RalinkSwitch *sw)
{
    qemu_set_irq(sw->irq, !!(RALINK_REG(sw, R_ISR) & ~RALINK_REG(sw, R_IMR)));
}

static void mt7628_esw_link_changed(RalinkSwitch *sw, unsigned port)
{
    RALINK_REG(sw, R_ISR) |= ISR_PORT_CHANGE;
    mt7628_esw_update(sw);
}

static uint32_t mt7628_esw_read(RalinkRegs *regs, const RalinkReg *r,
                                unsigned i, uint32_t value)
{
    RalinkSwitch *sw = RALINK_SWITCH(regs);
    unsigned p;

    switch (r->tag) {
    case POA:
        value = POA_LINK(RALINK_CPU_PORT) | POA_DUPLEX(RALINK_CPU_PORT);
        for (p = 0; p < RALINK_PHYS; p++) {
            if (ralink_switch_link(sw, p)) {
                value |= POA_LINK(p) | POA_DUPLEX(p) | POA_100(p);
            }
        }
        break;
    case PCR1:
        /* Reading takes the two flags away; [UB] waits for that. */
        RALINK_REG(sw, R_PCR1) &= ~(PCR1_READ_READY | PCR1_WRITE_DONE);
        break;
    }
    return value;
}

static void mt7628_esw_write(RalinkRegs *regs, const RalinkReg *r,
                             unsigned i, uint32_t old, uint32_t written)
{
    RalinkSwitch *sw = RALINK_SWITCH(regs);

    switch (r->tag) {
    case ISR:
        RALINK_REG(sw, R_ISR) &= ~written;
        mt7628_esw_update(sw);
        break;
    case IMR:
        mt7628_esw_update(sw);
        break;
    case PCR0:
        if (written & PCR0_WRITE) {
            ralink_switch_phy_write(sw, PCR0_PHY(written), PCR0_REG(written),
                                    PCR0_DATA(written));
            RALINK_REG(sw, R_PCR1) |= PCR1_WRITE_DONE;
        } else if (written & PCR0_READ) {
            RALINK_REG(sw, R_PCR1) = PCR1_READ_READY |
                ralink_switch_phy_read(sw, PCR0_PHY(written),
                                       PCR0_REG(written)) << 16;
        }
        break;
    }
}

static void mt7628_esw_class_init(ObjectClass *oc, void *data)
{
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);
    RalinkSwitchClass *sc = RALINK_SWITCH_CLASS(oc);

    ralink_regs_class_table(oc, mt7628_esw, ARRAY_SIZE(mt7628_esw), 0x8000);
    c->read = mt7628_esw_read;
    c->write = mt7628_esw_write;
    sc->classify = mt7628_esw_classify;
    sc->link_changed = mt7628_esw_link_changed;
    sc->count = mt7628_esw_count;
}

static const TypeInfo mt7628_esw_types[] = {
    {
        .name = TYPE_MT7628_ESW,
        .parent = TYPE_RALINK_SWITCH,
        .class_init = mt7628_esw_class_init,
    },
};

DEFINE_TYPES(mt7628_esw_types)
