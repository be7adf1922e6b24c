/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reset block of AR933x and AR934x: timers, watchdog, MISC interrupts, module
 * resets, bootstrap and revision.
 *
 * Registers: Linux 6.1, arch/mips/include/asm/mach-ath79/ar71xx_regs.h,
 * drivers/irqchip/irq-ath79-misc.c and drivers/watchdog/ath79_wdt.c.
 *
 * Timers count the reference clock (AR933x: inferred).  So does the watchdog of
 * AR934x; that of AR933x counts AHB's (Linux, commit a1191927ace7).  Not
 * modelled: performance counters, NMI.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/timer.h"
#include "hw/irq.h"
#include "hw/ptimer.h"
#include "hw/qdev-properties.h"
#include "sysemu/runstate.h"
#include "sysemu/watchdog.h"
#include "ath79_soc.h"

#define R_TIMER             0x00
#define R_TIMER_RELOAD      0x04
#define R_WDOG_CTRL         0x08
#define   WDOG_LAST_RESET   BIT(31)
#define   WDOG_ACTION       0x3
#define   WDOG_ACTION_NONE  0
#define   WDOG_ACTION_GPI   1
#define   WDOG_ACTION_NMI   2
#define   WDOG_ACTION_RESET 3
#define R_WDOG              0x0c
#define R_MISC_STATUS       0x10
#define R_MISC_ENABLE       0x14
#define R_RESET_MODULE      0x1c
#define   RESET_CPU_COLD    BIT(20)
#define   RESET_FULL_CHIP   BIT(24)
#define R_REV_ID            0x90
#define R_TIMER2            0x94    /* then its reload, timer 3, timer 4 */
#define R_TIMER4_RELOAD     0xa8
#define R_AC                0xac
#define R_B0                0xb0

#define TIMERS 4

OBJECT_DECLARE_SIMPLE_TYPE(Ath79Reset, ATH79_RESET)

typedef struct Ath79Timer {
    Ath79Reset *owner;
    int misc;
    ptimer_state *count;
    uint32_t reload;
} Ath79Timer;

struct Ath79Reset {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    qemu_irq module[32];
    Ath79Timer timer[TIMERS];
    QEMUTimer *wdog;
    uint32_t wdog_hz;
    uint32_t wdog_ctrl;
    int64_t wdog_end;           /* ns */
    uint32_t level;             /* MISC lines that are asserted now */
    uint32_t latched;           /* and those that stay until cleared */
    uint32_t enable;
    uint32_t reset_module;
    uint32_t strap;             /* what software made of the bootstrap */
    bool bitten;
    bool last_reset;

    /* properties */
    uint32_t ref_hz;
    uint32_t rev_id;
    uint32_t bootstrap;
    uint32_t modules;           /* RESET_MODULE after reset */
    uint8_t bootstrap_offset;
};

static void ath79_reset_update(Ath79Reset *s)
{
    qemu_set_irq(s->irq, ((s->level | s->latched) & s->enable) != 0);
}

static void ath79_reset_misc(void *opaque, int n, int level)
{
    Ath79Reset *s = opaque;

    s->level = deposit32(s->level, n, 1, !!level);
    ath79_reset_update(s);
}

static void ath79_timer_expired(void *opaque)
{
    Ath79Timer *t = opaque;

    t->owner->latched |= BIT(t->misc);
    ath79_reset_update(t->owner);
}

static void ath79_timer_write(Ath79Timer *t, bool is_reload, uint32_t value)
{
    ptimer_transaction_begin(t->count);
    if (is_reload) {
        t->reload = value;
        ptimer_set_limit(t->count, value, 0);
    } else {
        ptimer_set_count(t->count, value);
    }
    if (t->reload) {
        ptimer_run(t->count, 0);
    } else {
        ptimer_stop(t->count);
    }
    ptimer_transaction_commit(t->count);
}

static void ath79_wdog_bite(void *opaque)
{
    Ath79Reset *s = opaque;

    switch (s->wdog_ctrl & WDOG_ACTION) {
    case WDOG_ACTION_GPI:
        s->latched |= BIT(ATH79_MISC_WDOG);
        ath79_reset_update(s);
        break;
    case WDOG_ACTION_NMI:
        qemu_log_mask(LOG_UNIMP, "ath79-reset: watchdog's NMI\n");
        break;
    case WDOG_ACTION_RESET:
        s->bitten = true;
        watchdog_perform_action();
        break;
    }
}

/* The counter runs whether or not anything happens at its end. */
static void ath79_wdog_load(Ath79Reset *s, uint32_t value)
{
    s->wdog_end = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                  muldiv64(value, NANOSECONDS_PER_SECOND, s->wdog_hz);
    timer_mod(s->wdog, s->wdog_end);
}

static uint32_t ath79_wdog_count(Ath79Reset *s)
{
    int64_t left = s->wdog_end - qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    return left <= 0 ? 0 : muldiv64(left, s->wdog_hz, NANOSECONDS_PER_SECOND);
}

void ath79_reset_set_wdog_hz(DeviceState *dev, uint32_t hz)
{
    Ath79Reset *s = ATH79_RESET(dev);
    uint32_t left = ath79_wdog_count(s);

    s->wdog_hz = MAX(hz, 1);
    if (timer_pending(s->wdog)) {
        ath79_wdog_load(s, left);
    }
}

static void ath79_reset_modules(Ath79Reset *s, uint32_t value)
{
    int i;

    s->reset_module = value;
    for (i = 0; i < 32; i++) {
        qemu_set_irq(s->module[i], extract32(value, i, 1));
    }
    if (value & (RESET_FULL_CHIP | RESET_CPU_COLD)) {
        qemu_system_reset_request(SHUTDOWN_CAUSE_GUEST_RESET);
    }
}

static uint64_t ath79_reset_read(void *opaque, hwaddr offset, unsigned size)
{
    Ath79Reset *s = opaque;
    Ath79Timer *t;

    switch (offset) {
    case R_TIMER:
    case R_TIMER_RELOAD:
        t = &s->timer[0];
        return offset == R_TIMER ? ptimer_get_count(t->count) : t->reload;
    case R_WDOG_CTRL:
        return s->wdog_ctrl | (s->last_reset ? WDOG_LAST_RESET : 0);
    case R_WDOG:
        return ath79_wdog_count(s);
    case R_MISC_STATUS:
        return s->level | s->latched;
    case R_MISC_ENABLE:
        return s->enable;
    case R_RESET_MODULE:
        return s->reset_module;
    case R_REV_ID:
        return s->rev_id;
    case R_TIMER2 ... R_TIMER4_RELOAD:
        t = &s->timer[1 + (offset - R_TIMER2) / 8];
        return (offset - R_TIMER2) % 8 ? t->reload
                                       : ptimer_get_count(t->count);
    case R_AC:
    case R_B0:
        if (offset == s->bootstrap_offset) {
            return s->strap;
        }
        if (offset == R_AC) {
            return 0;           /* PCIe and WMAC: no interrupt pending */
        }
        break;
    }
    qemu_log_mask(LOG_UNIMP, "ath79-reset: read of unknown register 0x%02"
                  HWADDR_PRIx "\n", offset);
    return 0;
}

static void ath79_reset_write(void *opaque, hwaddr offset, uint64_t value,
                              unsigned size)
{
    Ath79Reset *s = opaque;

    switch (offset) {
    case R_TIMER:
    case R_TIMER_RELOAD:
        ath79_timer_write(&s->timer[0], offset == R_TIMER_RELOAD, value);
        return;
    case R_WDOG_CTRL:
        s->wdog_ctrl = value & WDOG_ACTION;
        if (s->wdog_ctrl != WDOG_ACTION_NONE && !ath79_wdog_count(s)) {
            ath79_wdog_bite(s);
        }
        return;
    case R_WDOG:
        ath79_wdog_load(s, value);
        return;
    case R_MISC_STATUS:
        s->latched &= value;
        break;
    case R_MISC_ENABLE:
        s->enable = value;
        break;
    case R_RESET_MODULE:
        ath79_reset_modules(s, value);
        return;
    case R_TIMER2 ... R_TIMER4_RELOAD:
        ath79_timer_write(&s->timer[1 + (offset - R_TIMER2) / 8],
                          (offset - R_TIMER2) % 8, value);
        return;
    case R_AC:
    case R_B0:
        if (offset == s->bootstrap_offset) {
            s->strap = value;
            return;
        }
        /* fall through */
    default:
        qemu_log_mask(LOG_UNIMP, "ath79-reset: write of 0x%08" PRIx64
                      " to unknown register 0x%02" HWADDR_PRIx "\n",
                      value, offset);
        return;
    }
    ath79_reset_update(s);
}

static const MemoryRegionOps ath79_reset_ops = {
    .read = ath79_reset_read,
    .write = ath79_reset_write,
    .endianness = DEVICE_BIG_ENDIAN,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void ath79_reset_reset(DeviceState *dev)
{
    Ath79Reset *s = ATH79_RESET(dev);
    int i;

    for (i = 0; i < TIMERS; i++) {
        s->timer[i].reload = 0;
        ptimer_transaction_begin(s->timer[i].count);
        ptimer_stop(s->timer[i].count);
        ptimer_set_limit(s->timer[i].count, 0, 1);
        ptimer_transaction_commit(s->timer[i].count);
    }
    timer_del(s->wdog);
    s->wdog_ctrl = WDOG_ACTION_NONE;
    s->wdog_end = 0;
    s->last_reset = s->bitten;
    s->bitten = false;
    s->latched = 0;
    s->enable = 0;
    s->strap = s->bootstrap;
    ath79_reset_modules(s, s->modules);
    ath79_reset_update(s);
}

static void ath79_reset_realize(DeviceState *dev, Error **errp)
{
    Ath79Reset *s = ATH79_RESET(dev);
    int i;

    assert(s->ref_hz);
    memory_region_init_io(&s->iomem, OBJECT(s), &ath79_reset_ops, s,
                          TYPE_ATH79_RESET, 0x100);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(s), &s->irq);
    qdev_init_gpio_in(dev, ath79_reset_misc, 32);
    qdev_init_gpio_out_named(dev, s->module, "module", 32);
    s->wdog_hz = s->ref_hz;
    s->wdog = timer_new_ns(QEMU_CLOCK_VIRTUAL, ath79_wdog_bite, s);
    for (i = 0; i < TIMERS; i++) {
        Ath79Timer *t = &s->timer[i];

        t->owner = s;
        t->misc = i ? ATH79_MISC_TIMER2 + i - 1 : ATH79_MISC_TIMER;
        t->count = ptimer_init(ath79_timer_expired, t,
                               PTIMER_POLICY_NO_IMMEDIATE_TRIGGER |
                               PTIMER_POLICY_NO_IMMEDIATE_RELOAD);
        ptimer_transaction_begin(t->count);
        ptimer_set_freq(t->count, s->ref_hz);
        ptimer_transaction_commit(t->count);
    }
}

static Property ath79_reset_properties[] = {
    DEFINE_PROP_UINT32("ref-hz", Ath79Reset, ref_hz, 0),
    DEFINE_PROP_UINT32("rev-id", Ath79Reset, rev_id, 0),
    DEFINE_PROP_UINT32("bootstrap", Ath79Reset, bootstrap, 0),
    DEFINE_PROP_UINT32("modules", Ath79Reset, modules, 0),
    DEFINE_PROP_UINT8("bootstrap-offset", Ath79Reset, bootstrap_offset, R_B0),
    DEFINE_PROP_END_OF_LIST(),
};

static void ath79_reset_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "ath79 reset block";
    dc->realize = ath79_reset_realize;
    dc->reset = ath79_reset_reset;
    dc->user_creatable = false;
    device_class_set_props(dc, ath79_reset_properties);
}

static const TypeInfo ath79_reset_info = {
    .name = TYPE_ATH79_RESET,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Ath79Reset),
    .class_init = ath79_reset_class_init,
};

static void ath79_reset_register(void)
{
    type_register_static(&ath79_reset_info);
}

type_init(ath79_reset_register)
