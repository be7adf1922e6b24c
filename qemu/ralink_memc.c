/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DDR controller of MT7620 and MT7628, and the RAM behind it.
 *
 * A boot loader finds out how much RAM there is by programming a geometry
 * and looking where addresses alias ([UB] mach-mtmips/ddr_init.c, which is
 * also the source of the registers: include/mach/mc.h).  So the aliases
 * follow the geometry: the columns take address bits 10:0, then come 13 rows
 * (14 when 256 MiB are programmed), then banks.  Chips of 64 and 128 MiB
 * have 13 rows.  Training is not modelled: every delay works.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "hw/qdev-properties.h"
#include "ralink.h"

enum { SDRAM_CFG1 = 1, DDR_CFG1 };

#define CHUNK       (16 * MiB)      /* where the first bank ends: 13 rows */
#define CHUNKS      16

#define SDRAM_INIT_START    BIT(31)
#define SDRAM_INIT_DONE     BIT(30)
#define DLL_LOCKED          BIT(0)

#define R_DDR_CFG1  0x44
#define CFG1_SIZE(v)    extract32(v, 18, 3)     /* 8 MiB << (size - 1) */

typedef struct RalinkMemc {
    RalinkRegs parent_obj;

    MemoryRegion *ram;
    MemoryRegion seen;
    MemoryRegion chunk[CHUNKS];
} RalinkMemc;

DECLARE_INSTANCE_CHECKER(RalinkMemc, RALINK_MEMC, TYPE_RALINK_MEMC)

static const RalinkReg ralink_memc[] = {
    { 0x00, "SDRAM_CFG0", 0, ~0u },
    { 0x04, "SDRAM_CFG1", 0, (uint32_t)~SDRAM_INIT_DONE, .tag = SDRAM_CFG1 },
    { 0x10, "DDR_SELF_REFRESH", 0, ~0u },
    { 0x14, "PWR_SAVE_CNT", 0, ~0u },
    { 0x20, "DLL_DBG", DLL_LOCKED },
    { 0x40, "DDR_CFG0", 0, ~0u },
    { R_DDR_CFG1, "DDR_CFG1", 0, ~0u, .tag = DDR_CFG1 },
    { 0x48, "DDR_CFG2", 0, ~0u },
    { 0x4c, "DDR_CFG3", 0, ~0u },
    { 0x50, "DDR_CFG4", 0, ~0u },
    { 0x60, "DDR_DQ_DLY", 0, ~0u },
    { 0x64, "DDR_DQS_DLY", 0, ~0u },
    { 0x68, "DDR_DLL_SLV", 0, ~0u },
};

static void ralink_memc_geometry(RalinkMemc *s)
{
    unsigned have = memory_region_size(s->ram) / CHUNK;
    unsigned size = CFG1_SIZE(RALINK_REG(s, R_DDR_CFG1));
    uint64_t programmed = size ? 4 * MiB << size : 0;
    unsigned extra_row = programmed == 256 * MiB && have < CHUNKS;
    unsigned reach = have;
    unsigned i;

    /* Less than 64 MiB are programmed only on the way to the true size. */
    if (programmed >= 64 * MiB && programmed / CHUNK < have) {
        reach = programmed / CHUNK;
    }
    memory_region_transaction_begin();
    for (i = 0; i < CHUNKS; i++) {
        memory_region_set_alias_offset(&s->chunk[i],
                                       (i >> extra_row) % reach * CHUNK);
    }
    memory_region_transaction_commit();
}

static void ralink_memc_write(RalinkRegs *regs, const RalinkReg *r,
                              unsigned i, uint32_t old, uint32_t written)
{
    RalinkMemc *s = RALINK_MEMC(regs);

    switch (r->tag) {
    case SDRAM_CFG1:
        if (written & SDRAM_INIT_START) {
            RALINK_REG(s, 0x04) |= SDRAM_INIT_DONE;
        }
        break;
    case DDR_CFG1:
        ralink_memc_geometry(s);
        break;
    }
}

static void ralink_memc_after_reset(RalinkRegs *regs)
{
    ralink_memc_geometry(RALINK_MEMC(regs));
}

static void ralink_memc_realize(DeviceState *dev, Error **errp)
{
    RalinkMemc *s = RALINK_MEMC(dev);
    uint64_t size = s->ram ? memory_region_size(s->ram) : 0;
    unsigned i;

    assert(size == 64 * MiB || size == 128 * MiB || size == 256 * MiB);
    memory_region_init(&s->seen, OBJECT(dev), "ralink-ram", CHUNKS * CHUNK);
    for (i = 0; i < CHUNKS; i++) {
        memory_region_init_alias(&s->chunk[i], OBJECT(dev), "ralink-ram-chunk",
                                 s->ram, i * CHUNK % size, CHUNK);
        memory_region_add_subregion(&s->seen, i * CHUNK, &s->chunk[i]);
    }
    sysbus_init_mmio(SYS_BUS_DEVICE(dev), &s->seen);
}

static Property ralink_memc_properties[] = {
    DEFINE_PROP_LINK("ram", RalinkMemc, ram, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_END_OF_LIST(),
};

static void ralink_memc_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    RalinkRegsClass *c = RALINK_REGS_CLASS(oc);

    ralink_regs_class_table(oc, ralink_memc, ARRAY_SIZE(ralink_memc), 0x100);
    c->write = ralink_memc_write;
    c->after_reset = ralink_memc_after_reset;
    dc->realize = ralink_memc_realize;
    device_class_set_props(dc, ralink_memc_properties);
}

static const TypeInfo ralink_memc_types[] = {
    {
        .name = TYPE_RALINK_MEMC,
        .parent = TYPE_RALINK_REGS,
        .instance_size = sizeof(RalinkMemc),
        .class_init = ralink_memc_class_init,
    },
};

DEFINE_TYPES(ralink_memc_types)
