/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CP0 Count at its real speed.  See mips_count.h.
 *
 * The timer of QEMU's CP0 Compare has to follow: it is set anew from the same
 * look at the clock as Count, or an interrupt that is due in between would be
 * lost until Count comes round again.
 */
#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "sysemu/cpu-timers.h"
#include "sysemu/qtest.h"
#include "cpu.h"
#include "internal.h"
#include "mips_count.h"

#define CYCLES          2           /* of the CPU for a step: 24K, 74K */
#define SLICE_NS        (2 * SCALE_MS)

struct MipsCount {
    MIPSCPU *cpu;
    QEMUTimer *timer;
    uint32_t hz;            /* of Count */
    uint64_t began;         /* when this frequency did */
    uint64_t looked;        /* the last time that steps were counted */
    uint64_t steps;         /* between the two */
};

static uint64_t mips_count_low_ns(uint32_t hz)
{
    return MAX(NANOSECONDS_PER_SECOND / hz, 1);
}

/* From @now on a step takes @ns; Count itself does not change. */
static void mips_count_take(MipsCount *mc, uint64_t now, uint64_t ns)
{
    CPUMIPSState *env = &mc->cpu->env;
    uint64_t old = env->cp0_count_ns;
    uint32_t left;

    mc->steps += now / old - mc->looked / old;
    mc->looked = now;
    if (ns == old) {
        return;
    }
    env->cp0_count_ns = ns;
    if (env->CP0_Cause & (1 << CP0Ca_DC)) {
        return;                 /* it does not count */
    }
    env->CP0_Count += (uint32_t)(now / old) - (uint32_t)(now / ns);
    if (timer_pending(env->timer) && !timer_expired(env->timer, now)) {
        left = env->CP0_Compare - env->CP0_Count - (uint32_t)(now / ns);
        timer_mod(env->timer, now + left * ns);
    }
}

static void mips_count_slice(CPUState *cs, run_on_cpu_data data)
{
    MipsCount *mc = data.host_ptr;
    uint64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    uint64_t low = mips_count_low_ns(mc->hz), due;

    if (NANOSECONDS_PER_SECOND % mc->hz == 0) {
        return;                 /* it was changed meanwhile */
    }
    mips_count_take(mc, now, mc->cpu->env.cp0_count_ns);
    due = muldiv64(now - mc->began, mc->hz, NANOSECONDS_PER_SECOND);
    mips_count_take(mc, now, mc->steps < due ? low : low + 1);
    timer_mod(mc->timer, now + SLICE_NS);
}

/*
 * The CPU runs meanwhile, and must not see one half of the change.  Not so with
 * -icount: the virtual clock's timers are its own thread's then, and a record
 * wants to be told of a timer while that thread holds the record.
 */
static void mips_count_timer(void *opaque)
{
    MipsCount *mc = opaque;

    if (icount_enabled()) {
        mips_count_slice(CPU(mc->cpu), RUN_ON_CPU_HOST_PTR(mc));
        return;
    }
    async_run_on_cpu(CPU(mc->cpu), mips_count_slice, RUN_ON_CPU_HOST_PTR(mc));
}

uint32_t mips_count_clock_hz(uint32_t cpu_hz)
{
    return CYCLES * (NANOSECONDS_PER_SECOND /
                     mips_count_low_ns(cpu_hz / CYCLES));
}

void mips_count_set_hz(MipsCount *mc, uint32_t cpu_hz)
{
    uint64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    uint32_t hz = MAX(cpu_hz / CYCLES, 1);

    if (hz == mc->hz) {
        return;
    }
    mips_count_take(mc, now, mips_count_low_ns(hz));
    mc->hz = hz;
    mc->began = mc->looked = now;
    mc->steps = 0;
    /* Under qtest no CPU runs that a correction could wait for. */
    if (NANOSECONDS_PER_SECOND % hz && !qtest_enabled()) {
        timer_mod(mc->timer, now + SLICE_NS);
    } else {
        timer_del(mc->timer);
    }
}

MipsCount *mips_count_init(MIPSCPU *cpu, uint32_t cpu_hz)
{
    MipsCount *mc = g_new0(MipsCount, 1);

    mc->cpu = cpu;
    mc->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, mips_count_timer, mc);
    mips_count_set_hz(mc, cpu_hz);
    return mc;
}
