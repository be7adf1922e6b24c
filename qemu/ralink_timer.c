/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers with watchdog: of MT7620 (two channels, the second one can be the
 * watchdog) and of MT7628 (timer 0, watchdog, timer 1).  And SYSTICK.
 *
 * Sources: [K] drivers/watchdog/rt2880_wdt.c, mt7621_wdt.c,
 * arch/mips/ralink/timer.c, cevt-rt3352.c.  MT7628's interrupt line for
 * timers 0 and 1 stands in none of them; all three channels share one here.
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "hw/irq.h"
#include "hw/ptimer.h"
#include "ralink.h"

#define CHANNELS_MAX    3

enum { TMRSTAT = 1, LOAD, COUNT, CTL };

typedef struct RalinkTimer RalinkTimer;

typedef struct RalinkChannel {
    RalinkTimer *timer;
    unsigned n;
    ptimer_state *ptimer;
} RalinkChannel;

struct RalinkTimer {
    RalinkRegs parent_obj;

    qemu_irq irq;
    qemu_irq wdt;
    uint32_t pending;       /* by channel */
    RalinkChannel channel[CHANNELS_MAX];
};

#define TYPE_RALINK_TIMER "ralink-timer"
typedef struct RalinkTimerClass {
    RalinkRegsClass parent_class;

    unsigned channels;
    unsigned restart_shift;     /* of the bits that reload, in TMRSTAT */
    uint32_t load, ctl;         /* offsets of channel 0; stride 16 */
    uint32_t (*hz)(uint32_t ctl);
    bool (*is_periodic)(uint32_t ctl);
    bool (*is_watchdog)(unsigned channel, uint32_t ctl);
} RalinkTimerClass;
DECLARE_OBJ_CHECKERS(RalinkTimer, RalinkTimerClass, RALINK_TIMER,
                     TYPE_RALINK_TIMER)

#define CTL_ENABLE      BIT(7)

static const RalinkReg mt7620_timer[] = {
    { 0x00, "TMRSTAT", .tag = TMRSTAT },
    { 0x10, "TMRLOAD", 0, 0xffff, 2, 16, LOAD },
    { 0x14, "TMRVAL", 0, 0, 2, 16, COUNT },
    { 0x18, "TMRCTL", 0, 0xffff, 2, 16, CTL },
};

static uint32_t mt7620_timer_hz(uint32_t ctl)
{
    unsigned prescale = ctl & 0xf;

    return 40000000 >> (prescale ? prescale + 1 : 0);
}

static bool mt7620_timer_is_periodic(uint32_t ctl)
{
    return extract32(ctl, 4, 2) < 2;        /* free running and periodic */
}

static bool mt7620_timer_is_watchdog(unsigned channel, uint32_t ctl)
{
    return channel == 1 && extract32(ctl, 4, 2) == 3;
}

static const RalinkReg mt7628_timer[] = {
    { 0x00, "TGLB", .tag = TMRSTAT },
    { 0x10, "TCTL", 0, ~0u, 3, 16, CTL },
    { 0x14, "TLMT", 0, 0xffff, 3, 16, LOAD },
    { 0x18, "TVAL", 0, 0, 3, 16, COUNT },
};

static uint32_t mt7628_timer_hz(uint32_t ctl)
{
    return 1000000 / MAX(ctl >> 16, 1);     /* prescale counts us */
}

static bool mt7628_timer_is_periodic(uint32_t ctl)
{
    return ctl & BIT(4);
}

static bool mt7628_timer_is_watchdog(unsigned channel, uint32_t ctl)
{
    return channel == 1;
}

static void ralink_timer_update(RalinkTimer *s)
{
    qemu_set_irq(s->irq, !!s->pending);
}

static void ralink_timer_expired(void *opaque)
{
    RalinkChannel *ch = opaque;
    RalinkTimer *s = ch->timer;
    RalinkTimerClass *c = RALINK_TIMER_GET_CLASS(s);

    if (c->is_watchdog(ch->n, RALINK_REG(s, c->ctl + 16 * ch->n))) {
        qemu_irq_pulse(s->wdt);
        return;
    }
    s->pending |= BIT(ch->n);
    ralink_timer_update(s);
}

/* Counts from the load value again, if the channel is on. */
static void ralink_timer_restart(RalinkTimer *s, unsigned n)
{
    RalinkTimerClass *c = RALINK_TIMER_GET_CLASS(s);
    uint32_t ctl = RALINK_REG(s, c->ctl + 16 * n);
    uint32_t load = RALINK_REG(s, c->load + 16 * n);
    ptimer_state *p = s->channel[n].ptimer;

    ptimer_transaction_begin(p);
    ptimer_stop(p);
    ptimer_set_freq(p, c->hz(ctl));
    ptimer_set_limit(p, load ? load : 0x10000, 1);
    if (ctl & CTL_ENABLE) {
        ptimer_run(p, !c->is_periodic(ctl));
    }
    ptimer_transaction_commit(p);
}

static uint32_t ralink_timer_read(RalinkRegs *regs, const RalinkReg *r,
                                  unsigned i, uint32_t value)
{
    RalinkTimer *s = RALINK_TIMER(regs);

    switch (r->tag) {
    case TMRSTAT:
        return s->pending;
    case COUNT:
        return ptimer_get_count(s->channel[i].ptimer);
    }
    return value;
}

static void ralink_timer_write(RalinkRegs *regs, const RalinkReg *r,
                               unsigned i, uint32_t old, uint32_t written)
{
    RalinkTimer *s = RALINK_TIMER(regs);
    RalinkTimerClass *c = RALINK_TIMER_GET_CLASS(s);
    unsigned n;

    switch (r->tag) {
    case TMRSTAT:
        s->pending &= ~written;
        ralink_timer_update(s);
        for (n = 0; n < c->channels; n++) {
            if (written & BIT(c->restart_shift + n)) {
                ralink_timer_restart(s, n);
            }
        }
        break;
    case LOAD:
        ralink_timer_restart(s, i);
        break;
    case CTL:
        if (old != RALINK_REG(s, c->ctl + 16 * i)) {
            ralink_timer_restart(s, i);
        }
        break;
    }
}

static void ralink_timer_after_reset(RalinkRegs *regs)
{
    RalinkTimer *s = RALINK_TIMER(regs);
    unsigned n;

    s->pending = 0;
    for (n = 0; n < RALINK_TIMER_GET_CLASS(s)->channels; n++) {
        ralink_timer_restart(s, n);
    }
    ralink_timer_update(s);
}

static void ralink_timer_init(Object *obj)
{
    RalinkTimer *s = RALINK_TIMER(obj);
    unsigned n;

    for (n = 0; n < CHANNELS_MAX; n++) {
        s->channel[n].timer = s;
        s->channel[n].n = n;
        s->channel[n].ptimer = ptimer_init(ralink_timer_expired,
                                           &s->channel[n],
                                           PTIMER_POLICY_LEGACY);
    }
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
    qdev_init_gpio_out_named(DEVICE(obj), &s->wdt, "wdt", 1);
}

static void ralink_timer_finalize(Object *obj)
{
    RalinkTimer *s = RALINK_TIMER(obj);
    unsigned n;

    for (n = 0; n < CHANNELS_MAX; n++) {
        ptimer_free(s->channel[n].ptimer);
    }
}

static void ralink_timer_class_init(ObjectClass *oc, void *data)
{
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);

    c->read = ralink_timer_read;
    c->write = ralink_timer_write;
    c->after_reset = ralink_timer_after_reset;
}

static void mt7620_timer_class_init(ObjectClass *oc, void *data)
{
    RalinkTimerClass *c = RALINK_TIMER_CLASS(oc);

    ralink_regs_class_table(oc, mt7620_timer, ARRAY_SIZE(mt7620_timer), 0x40);
    c->channels = 2;
    c->restart_shift = 4;
    c->load = 0x10;
    c->ctl = 0x18;
    c->hz = mt7620_timer_hz;
    c->is_periodic = mt7620_timer_is_periodic;
    c->is_watchdog = mt7620_timer_is_watchdog;
}

static void mt7628_timer_class_init(ObjectClass *oc, void *data)
{
    RalinkTimerClass *c = RALINK_TIMER_CLASS(oc);

    ralink_regs_class_table(oc, mt7628_timer, ARRAY_SIZE(mt7628_timer), 0x40);
    c->channels = 3;
    c->restart_shift = 8;
    c->load = 0x14;
    c->ctl = 0x10;
    c->hz = mt7628_timer_hz;
    c->is_periodic = mt7628_timer_is_periodic;
    c->is_watchdog = mt7628_timer_is_watchdog;
}

/* ------------------------------------------------------------- SYSTICK */

enum { STK_CONFIG = 1, STK_COMPARE, STK_COUNT };

#define STK_HZ          50000
#define STK_EXTERNAL    BIT(1)      /* interrupts the CPU as 7 */
#define STK_RUN         BIT(0)

typedef struct RalinkSystick {
    RalinkRegs parent_obj;

    qemu_irq irq;
    QEMUTimer *timer;
    int64_t start;          /* the time at which the count was 0 */
} RalinkSystick;

DECLARE_INSTANCE_CHECKER(RalinkSystick, RALINK_SYSTICK, TYPE_RALINK_SYSTICK)

static const RalinkReg ralink_systick[] = {
    { 0x00, "STCK_CNT_CFG", 0, STK_EXTERNAL | STK_RUN, .tag = STK_CONFIG },
    { 0x04, "CMP_CNT", 0, 0xffff, .tag = STK_COMPARE },
    { 0x08, "CNT", .tag = STK_COUNT },
};

static uint32_t ralink_systick_count(RalinkSystick *s)
{
    int64_t since = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) - s->start;

    if (!(RALINK_REG(s, 0x00) & STK_RUN)) {
        return 0;
    }
    return muldiv64(since, STK_HZ, NANOSECONDS_PER_SECOND) & 0xffff;
}

static void ralink_systick_fired(void *opaque)
{
    qemu_irq_raise(((RalinkSystick *)opaque)->irq);
}

static void ralink_systick_arm(RalinkSystick *s)
{
    uint32_t config = RALINK_REG(s, 0x00);
    uint32_t wait = (RALINK_REG(s, 0x04) - ralink_systick_count(s)) & 0xffff;

    qemu_irq_lower(s->irq);
    if (config != (STK_EXTERNAL | STK_RUN)) {
        timer_del(s->timer);
        return;
    }
    timer_mod(s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
              muldiv64(wait, NANOSECONDS_PER_SECOND, STK_HZ));
}

static uint32_t ralink_systick_read(RalinkRegs *regs, const RalinkReg *r,
                                    unsigned i, uint32_t value)
{
    return r->tag == STK_COUNT ? ralink_systick_count(RALINK_SYSTICK(regs)) :
                                 value;
}

static void ralink_systick_write(RalinkRegs *regs, const RalinkReg *r,
                                 unsigned i, uint32_t old, uint32_t written)
{
    RalinkSystick *s = RALINK_SYSTICK(regs);

    if (r->tag == STK_CONFIG && !(old & STK_RUN)) {
        s->start = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    }
    ralink_systick_arm(s);
}

static void ralink_systick_after_reset(RalinkRegs *regs)
{
    ralink_systick_arm(RALINK_SYSTICK(regs));
}

static void ralink_systick_init(Object *obj)
{
    RalinkSystick *s = RALINK_SYSTICK(obj);

    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, ralink_systick_fired, s);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
}

static void ralink_systick_finalize(Object *obj)
{
    timer_free(RALINK_SYSTICK(obj)->timer);
}

static void ralink_systick_class_init(ObjectClass *oc, void *data)
{
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);

    ralink_regs_class_table(oc, ralink_systick, ARRAY_SIZE(ralink_systick),
                            0x10);
    c->read = ralink_systick_read;
    c->write = ralink_systick_write;
    c->after_reset = ralink_systick_after_reset;
}

static const TypeInfo ralink_timer_types[] = {
    {
        .name = TYPE_RALINK_TIMER,
        .parent = TYPE_RALINK_REGS,
        .instance_size = sizeof(RalinkTimer),
        .instance_init = ralink_timer_init,
        .instance_finalize = ralink_timer_finalize,
        .class_size = sizeof(RalinkTimerClass),
        .class_init = ralink_timer_class_init,
        .abstract = true,
    }, {
        .name = TYPE_MT7620_TIMER,
        .parent = TYPE_RALINK_TIMER,
        .class_init = mt7620_timer_class_init,
    }, {
        .name = TYPE_MT7628_TIMER,
        .parent = TYPE_RALINK_TIMER,
        .class_init = mt7628_timer_class_init,
    }, {
        .name = TYPE_RALINK_SYSTICK,
        .parent = TYPE_RALINK_REGS,
        .instance_size = sizeof(RalinkSystick),
        .instance_init = ralink_systick_init,
        .instance_finalize = ralink_systick_finalize,
        .class_init = ralink_systick_class_init,
    },
};

DEFINE_TYPES(ralink_timer_types)
