/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the frame engine, which moves frames to and from memory, and the
 * switch, whose port 6 it sits on.  Private to ralink_fe.c, ralink_switch.c,
 * mt7620_gsw.c and ralink_esw.c.
 */
#ifndef HW_PHRAMEWORK_RALINK_ETH_H
#define HW_PHRAMEWORK_RALINK_ETH_H

#include "net/eth.h"
#include "net/net.h"
#include "ralink.h"

#define RALINK_PORTS        7
#define RALINK_PHYS         5       /* on ports 0 to 4 */
#define RALINK_CPU_PORT     6
#define RALINK_FRAME_MAX    1540    /* bytes, without FCS */

typedef struct RalinkFe RalinkFe;
typedef struct RalinkSwitch RalinkSwitch;

/* ------------------------------------------------------- frame engine */

/* False while frames should wait, because the receive ring is full. */
bool ralink_fe_can_receive(RalinkFe *fe);
/* A frame for the CPU, from a port of the switch. */
void ralink_fe_receive(RalinkFe *fe, unsigned port, const uint8_t *data,
                       size_t len);

/* -------------------------------------------------------------- switch */

typedef struct RalinkPort {
    RalinkSwitch *sw;
    unsigned n;
    NICConf conf;
    NICState *nic;          /* NULL: nothing is plugged in */
} RalinkPort;

typedef struct RalinkPhy {
    uint16_t bmcr;
    uint16_t anar;
    uint16_t paged[8][2][15];   /* 16-30, by page and global or local */
} RalinkPhy;

#define TYPE_RALINK_SWITCH "ralink-switch"
OBJECT_DECLARE_TYPE(RalinkSwitch, RalinkSwitchClass, RALINK_SWITCH)

struct RalinkSwitch {
    RalinkRegs parent_obj;

    qemu_irq irq;
    RalinkFe *fe;
    RalinkPort port[RALINK_PHYS];
    RalinkPhy phy[RALINK_PHYS];
    uint16_t phy_page;
    GHashTable *fdb;        /* of RalinkFdbEntry, by address and set */
};

#define RALINK_FDB_MAX  2048

/*
 * Addresses are kept in sets, one for each VLAN or one for many: a number
 * that the class chooses.
 */
typedef struct RalinkFdbEntry {
    uint8_t mac[ETH_ALEN];
    uint16_t set;
    uint16_t vid;           /* of the frame or command that brought it */
    uint8_t fid;
    uint32_t ports;
    bool fixed;             /* neither learned over nor aged out */
    int64_t seen;           /* virtual time */
} RalinkFdbEntry;

/* A frame on its way through the switch */
typedef struct RalinkFrame {
    const uint8_t *data;
    size_t len;
    unsigned port;          /* where it came in */
    bool has_tag;           /* it carries an 802.1Q tag, with this TCI */
    uint16_t tci;

    /* The switch's verdict; the class's classify fills in what follows. */
    bool tagged;            /* the port looks at tags, and this has one */
    uint16_t vid;
    uint8_t fid;            /* its filter, where the switch has such */
    uint16_t set;           /* of addresses */
    bool learn;             /* where its sender is */
    uint32_t allowed;       /* ports it may leave by; 0 drops it */
    uint32_t unknown;       /* of these, when the address is not known */
    uint32_t broadcast;     /* and when it is a group address */
    bool as_is;             /* leaves as it came */
    uint32_t tag_ports;     /* else: leaves by these ports with a tag */
} RalinkFrame;

struct RalinkSwitchClass {
    RalinkRegsClass parent_class;

    void (*classify)(RalinkSwitch *sw, RalinkFrame *f);
    void (*link_changed)(RalinkSwitch *sw, unsigned port);
    /* A port took a frame in, or sent one; len without FCS. */
    void (*count)(RalinkSwitch *sw, unsigned port, bool sent, size_t len);
    /*
     * Optional: does this port send PAUSE frames?  Then frames wait outside
     * while the receive ring is full; else they are lost.  Default: it does.
     */
    bool (*pauses)(RalinkSwitch *sw, unsigned port);
    /* Optional: one that came in goes nowhere. */
    void (*filtered)(RalinkSwitch *sw, unsigned port);
    /* Optional: after this time an address is forgotten; 0: never. */
    int64_t (*age_ns)(RalinkSwitch *sw);
};

/* A frame from the CPU; forced: by these ports, or 0 to look it up. */
void ralink_switch_from_cpu(RalinkSwitch *sw, const uint8_t *data, size_t len,
                            uint32_t forced);
/* The receive ring has room again. */
void ralink_switch_resume(RalinkSwitch *sw);
/* The address table; an entry that is too old is none. */
RalinkFdbEntry *ralink_fdb_find(RalinkSwitch *sw, const uint8_t *mac,
                                uint16_t set);
/* A new entry, or the one that is there; NULL when the table is full. */
RalinkFdbEntry *ralink_fdb_add(RalinkSwitch *sw, const uint8_t *mac,
                               uint16_t set);
void ralink_fdb_remove(RalinkSwitch *sw, RalinkFdbEntry *e);
void ralink_fdb_flush(RalinkSwitch *sw, bool fixed_too);
bool ralink_switch_link(RalinkSwitch *sw, unsigned port);

uint16_t ralink_switch_phy_read(RalinkSwitch *sw, unsigned phy, unsigned reg);
void ralink_switch_phy_write(RalinkSwitch *sw, unsigned phy, unsigned reg,
                             uint16_t value);

#endif
