/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the switches of MT7620 and MT7628 have in common: ports with PHYs and
 * net back ends, an address table, forwarding.  What their registers say
 * about a frame, they tell through classify.
 *
 * PHY registers: IEEE 802.3 clause 22; the pages behind register 31 as [UB]
 * mt7620-eth.c and mt7628-eth.c write them, kept and without effect.
 * Negotiation takes no time and ends at 100 Mbit/s full duplex.
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "hw/irq.h"
#include "hw/net/mii.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "net/eth.h"
#include "ralink_eth.h"

#define PHY_PAGE    31
/* MediaTek's OUI; the model is inferred, no source names it. */
#define PHY_ID1     0x03a2
#define PHY_ID2     0x9410

/* ---------------------------------------------------------------- PHYs */

bool ralink_switch_link(RalinkSwitch *sw, unsigned port)
{
    return port < RALINK_PHYS && sw->port[port].nic &&
           !qemu_get_queue(sw->port[port].nic)->link_down &&
           !(sw->phy[port].bmcr & (MII_BMCR_PDOWN | MII_BMCR_ISOLATE));
}

static uint16_t *ralink_phy_paged(RalinkSwitch *sw, unsigned phy, unsigned reg)
{
    return &sw->phy[phy].paged[sw->phy_page >> 12 & 7]
                              [sw->phy_page >> 15][reg - 16];
}

uint16_t ralink_switch_phy_read(RalinkSwitch *sw, unsigned phy, unsigned reg)
{
    bool link;

    if (phy >= RALINK_PHYS) {
        return 0xffff;      /* nobody drives MDIO */
    }
    link = ralink_switch_link(sw, phy);
    switch (reg) {
    case MII_BMCR:
        return sw->phy[phy].bmcr;
    case MII_BMSR:
        return MII_BMSR_100TX_FD | MII_BMSR_100TX_HD | MII_BMSR_10T_FD |
               MII_BMSR_10T_HD | MII_BMSR_MFPS | MII_BMSR_AUTONEG |
               MII_BMSR_EXTCAP |
               (link ? MII_BMSR_AN_COMP | MII_BMSR_LINK_ST : 0);
    case MII_PHYID1:
        return PHY_ID1;
    case MII_PHYID2:
        return PHY_ID2;
    case MII_ANAR:
        return sw->phy[phy].anar;
    case MII_ANLPAR:
        return link ? MII_ANLPAR_ACK | MII_ANLPAR_PAUSE | MII_ANLPAR_TXFD |
                      MII_ANLPAR_TX | MII_ANLPAR_10FD | MII_ANLPAR_10 |
                      MII_ANLPAR_CSMACD : 0;
    case MII_ANER:
        return link ? 1 : 0;    /* the partner negotiates */
    case PHY_PAGE:
        return sw->phy_page;
    case 16 ... 30:
        return *ralink_phy_paged(sw, phy, reg);
    }
    qemu_log_mask(LOG_UNIMP, "%s: read of unknown register %u of PHY %u\n",
                  object_get_typename(OBJECT(sw)), reg, phy);
    return 0;
}

void ralink_switch_phy_write(RalinkSwitch *sw, unsigned phy, unsigned reg,
                             uint16_t value)
{
    bool link;

    if (phy >= RALINK_PHYS) {
        return;
    }
    switch (reg) {
    case MII_BMCR:
        link = ralink_switch_link(sw, phy);
        if (value & MII_BMCR_RESET) {
            value = MII_BMCR_SPEED100 | MII_BMCR_AUTOEN | MII_BMCR_FD;
        }
        sw->phy[phy].bmcr = value & ~MII_BMCR_ANRESTART;
        if (link != ralink_switch_link(sw, phy)) {
            RALINK_SWITCH_GET_CLASS(sw)->link_changed(sw, phy);
        }
        return;
    case MII_ANAR:
        sw->phy[phy].anar = value;
        return;
    case PHY_PAGE:
        sw->phy_page = value;
        return;
    case 16 ... 30:
        *ralink_phy_paged(sw, phy, reg) = value;
        return;
    }
    qemu_log_mask(LOG_UNIMP,
                  "%s: write of 0x%04x to unknown register %u of PHY %u\n",
                  object_get_typename(OBJECT(sw)), value, reg, phy);
}

/* ---------------------------------------------------------- forwarding */

static guint ralink_fdb_hash(gconstpointer entry)
{
    const RalinkFdbEntry *e = entry;

    return ldl_be_p(e->mac + 2) ^ lduw_be_p(e->mac) << 16 ^ e->set << 8;
}

static gboolean ralink_fdb_equal(gconstpointer a, gconstpointer b)
{
    const RalinkFdbEntry *x = a, *y = b;

    return x->set == y->set && !memcmp(x->mac, y->mac, ETH_ALEN);
}

static gboolean ralink_fdb_is_old(gpointer key, gpointer entry, gpointer opaque)
{
    RalinkSwitchClass *c = RALINK_SWITCH_GET_CLASS(opaque);
    int64_t age = c->age_ns ? c->age_ns(opaque) : 0;
    const RalinkFdbEntry *e = entry;

    return !e->fixed && age &&
           qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) - e->seen > age;
}

RalinkFdbEntry *ralink_fdb_find(RalinkSwitch *sw, const uint8_t *mac,
                                uint16_t set)
{
    RalinkFdbEntry *e, key = { .set = set };

    memcpy(key.mac, mac, ETH_ALEN);
    e = g_hash_table_lookup(sw->fdb, &key);
    if (e && ralink_fdb_is_old(e, e, sw)) {
        ralink_fdb_remove(sw, e);
        return NULL;
    }
    return e;
}

RalinkFdbEntry *ralink_fdb_add(RalinkSwitch *sw, const uint8_t *mac,
                               uint16_t set)
{
    RalinkFdbEntry *e = ralink_fdb_find(sw, mac, set);

    if (e) {
        return e;
    }
    if (g_hash_table_size(sw->fdb) >= RALINK_FDB_MAX) {
        g_hash_table_foreach_remove(sw->fdb, ralink_fdb_is_old, sw);
        if (g_hash_table_size(sw->fdb) >= RALINK_FDB_MAX) {
            return NULL;
        }
    }
    e = g_new0(RalinkFdbEntry, 1);
    memcpy(e->mac, mac, ETH_ALEN);
    e->set = set;
    g_hash_table_add(sw->fdb, e);
    return e;
}

void ralink_fdb_remove(RalinkSwitch *sw, RalinkFdbEntry *e)
{
    g_hash_table_remove(sw->fdb, e);
}

static gboolean ralink_fdb_is_learned(gpointer key, gpointer entry,
                                      gpointer opaque)
{
    return !((RalinkFdbEntry *)entry)->fixed;
}

void ralink_fdb_flush(RalinkSwitch *sw, bool fixed_too)
{
    if (fixed_too) {
        g_hash_table_remove_all(sw->fdb);
    } else {
        g_hash_table_foreach_remove(sw->fdb, ralink_fdb_is_learned, NULL);
    }
}

static void ralink_fdb_learn(RalinkSwitch *sw, const RalinkFrame *f)
{
    RalinkFdbEntry *e;

    if (!f->learn || is_multicast_ether_addr(f->data + ETH_ALEN)) {
        return;
    }
    e = ralink_fdb_add(sw, f->data + ETH_ALEN, f->set);
    if (e && !e->fixed) {
        e->vid = f->vid;
        e->fid = f->fid;
        e->ports = BIT(f->port);
        e->seen = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    }
}

static uint32_t ralink_switch_lookup(RalinkSwitch *sw, const RalinkFrame *f)
{
    RalinkFdbEntry *e = ralink_fdb_find(sw, f->data, f->set);

    return f->allowed & (e ? e->ports :
                         is_multicast_ether_addr(f->data) ? f->broadcast :
                         f->unknown);
}

static void ralink_switch_output(RalinkSwitch *sw, unsigned port,
                                 const RalinkFrame *f)
{
    uint8_t copy[RALINK_FRAME_MAX + 4];
    const uint8_t *data = f->data;
    size_t len = f->len;

    if (!f->as_is && (f->tag_ports & BIT(port)) && !f->tagged) {
        memcpy(copy, data, 2 * ETH_ALEN);
        stw_be_p(copy + 12, ETH_P_VLAN);
        stw_be_p(copy + 14, f->vid);
        memcpy(copy + 16, data + 12, len - 12);
        data = copy;
        len += 4;
    } else if (!f->as_is && !(f->tag_ports & BIT(port)) && f->tagged) {
        memcpy(copy, data, 2 * ETH_ALEN);
        memcpy(copy + 12, data + 16, len - 16);
        data = copy;
        len -= 4;
        if (len < ETH_ZLEN) {
            memset(copy + len, 0, ETH_ZLEN - len);
            len = ETH_ZLEN;
        }
    }
    if (port == RALINK_CPU_PORT) {
        RALINK_SWITCH_GET_CLASS(sw)->count(sw, port, true, len);
        ralink_fe_receive(sw->fe, f->port, data, len);
    } else if (ralink_switch_link(sw, port)) {
        RALINK_SWITCH_GET_CLASS(sw)->count(sw, port, true, len);
        qemu_send_packet(qemu_get_queue(sw->port[port].nic), data, len);
    }
}

static void ralink_switch_input(RalinkSwitch *sw, unsigned port,
                                const uint8_t *data, size_t len,
                                uint32_t forced)
{
    RalinkSwitchClass *c = RALINK_SWITCH_GET_CLASS(sw);
    RalinkFrame f = { .data = data, .len = len, .port = port, .learn = true };
    uint32_t ports;
    unsigned p;

    if (len < ETH_HLEN || len > RALINK_FRAME_MAX) {
        return;
    }
    if (len >= ETH_HLEN + 4 && lduw_be_p(data + 12) == ETH_P_VLAN) {
        f.has_tag = true;
        f.tci = lduw_be_p(data + 14);
    }
    c->count(sw, port, false, len);
    c->classify(sw, &f);
    ralink_fdb_learn(sw, &f);
    ports = (forced ? forced : ralink_switch_lookup(sw, &f)) & ~BIT(port);
    if (!ports && c->filtered) {
        c->filtered(sw, port);
    }
    for (p = 0; p < RALINK_PORTS; p++) {
        if (ports & BIT(p)) {
            ralink_switch_output(sw, p, &f);
        }
    }
}

void ralink_switch_from_cpu(RalinkSwitch *sw, const uint8_t *data, size_t len,
                            uint32_t forced)
{
    ralink_switch_input(sw, RALINK_CPU_PORT, data, len, forced);
}

/* ------------------------------------------------------- net back ends */

static bool ralink_port_can_receive(NetClientState *nc)
{
    RalinkPort *p = qemu_get_nic_opaque(nc);
    RalinkSwitchClass *c = RALINK_SWITCH_GET_CLASS(p->sw);

    return ralink_fe_can_receive(p->sw->fe) ||
           (c->pauses && !c->pauses(p->sw, p->n));
}

static ssize_t ralink_port_receive(NetClientState *nc, const uint8_t *data,
                                   size_t len)
{
    RalinkPort *p = qemu_get_nic_opaque(nc);

    if (ralink_switch_link(p->sw, p->n)) {
        ralink_switch_input(p->sw, p->n, data, len, 0);
    }
    return len;
}

static void ralink_port_link_changed(NetClientState *nc)
{
    RalinkPort *p = qemu_get_nic_opaque(nc);

    RALINK_SWITCH_GET_CLASS(p->sw)->link_changed(p->sw, p->n);
}

static NetClientInfo ralink_port_info = {
    .type = NET_CLIENT_DRIVER_NIC,
    .size = sizeof(NICState),
    .can_receive = ralink_port_can_receive,
    .receive = ralink_port_receive,
    .link_status_changed = ralink_port_link_changed,
};

void ralink_switch_resume(RalinkSwitch *sw)
{
    unsigned n;

    for (n = 0; n < RALINK_PHYS; n++) {
        if (sw->port[n].nic) {
            qemu_flush_queued_packets(qemu_get_queue(sw->port[n].nic));
        }
    }
}

static void ralink_switch_realize(DeviceState *dev, Error **errp)
{
    RalinkSwitch *sw = RALINK_SWITCH(dev);
    unsigned n;

    for (n = 0; n < RALINK_PHYS; n++) {
        RalinkPort *p = &sw->port[n];
        g_autofree char *name = g_strdup_printf("port%u", n);

        p->sw = sw;
        p->n = n;
        if (!p->conf.peers.ncs[0]) {
            continue;
        }
        qemu_macaddr_default_if_unset(&p->conf.macaddr);
        p->nic = qemu_new_nic(&ralink_port_info, &p->conf,
                              object_get_typename(OBJECT(dev)), name,
                              &dev->mem_reentrancy_guard, p);
        qemu_format_nic_info_str(qemu_get_queue(p->nic), p->conf.macaddr.a);
    }
}

static void ralink_switch_after_reset(RalinkRegs *regs)
{
    RalinkSwitch *sw = RALINK_SWITCH(regs);
    unsigned n;

    ralink_fdb_flush(sw, true);
    memset(sw->phy, 0, sizeof(sw->phy));
    for (n = 0; n < RALINK_PHYS; n++) {
        sw->phy[n].bmcr = MII_BMCR_SPEED100 | MII_BMCR_AUTOEN | MII_BMCR_FD;
        sw->phy[n].anar = MII_ANAR_PAUSE | MII_ANAR_TXFD | MII_ANAR_TX |
                          MII_ANAR_10FD | MII_ANAR_10 | MII_ANAR_CSMACD;
    }
    sw->phy_page = 0;
    qemu_irq_lower(sw->irq);
}

static void ralink_switch_init(Object *obj)
{
    RalinkSwitch *sw = RALINK_SWITCH(obj);

    sw->fdb = g_hash_table_new_full(ralink_fdb_hash, ralink_fdb_equal,
                                    g_free, NULL);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &sw->irq);
}

static void ralink_switch_finalize(Object *obj)
{
    g_hash_table_unref(RALINK_SWITCH(obj)->fdb);
}

static Property ralink_switch_properties[] = {
    DEFINE_PROP_NETDEV("port0", RalinkSwitch, port[0].conf.peers),
    DEFINE_PROP_NETDEV("port1", RalinkSwitch, port[1].conf.peers),
    DEFINE_PROP_NETDEV("port2", RalinkSwitch, port[2].conf.peers),
    DEFINE_PROP_NETDEV("port3", RalinkSwitch, port[3].conf.peers),
    DEFINE_PROP_NETDEV("port4", RalinkSwitch, port[4].conf.peers),
    DEFINE_PROP_END_OF_LIST(),
};

static void ralink_switch_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = ralink_switch_realize;
    RALINK_REGS_CLASS(oc)->after_reset = ralink_switch_after_reset;
    device_class_set_props(dc, ralink_switch_properties);
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
}

static const TypeInfo ralink_switch_types[] = {
    {
        .name = TYPE_RALINK_SWITCH,
        .parent = TYPE_RALINK_REGS,
        .instance_size = sizeof(RalinkSwitch),
        .instance_init = ralink_switch_init,
        .instance_finalize = ralink_switch_finalize,
        .class_size = sizeof(RalinkSwitchClass),
        .class_init = ralink_switch_class_init,
        .abstract = true,
    },
};

DEFINE_TYPES(ralink_switch_types)
