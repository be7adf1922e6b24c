/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ralink/MediaTek MIPS SoCs: the blocks, and how a SoC and a board use them.
 *
 * A SoC (mt7620.c, mt7628.c) is a table of blocks; ralink_soc.c creates,
 * maps and wires them.  A board (mt300a.c, mt300n_v2.c) is a struct
 * RalinkBoard.  A block that is nothing but 32-bit registers is a table of
 * RalinkReg and at most a hook for reading and one for writing.
 *
 * Sources of all numbers, named in each file:
 *   [K]   Linux 6.1, arch/mips/ralink and the drivers of these SoCs
 *   [UB]  U-Boot 2023.01, arch/mips/mach-mtmips and its drivers
 *   [OW]  OpenWrt, target/linux/ramips
 * Where none of them gives a reset value, it is 0 here.
 *
 * Registers that no table names read as zero, ignore writes, and are
 * reported under -d unimp.
 */
#ifndef HW_PHRAMEWORK_RALINK_H
#define HW_PHRAMEWORK_RALINK_H

#include "hw/sysbus.h"
#include "hw/boards.h"
#include "hw/clock.h"
#include "net/net.h"
#include "sysemu/block-backend.h"
#include "qom/object.h"

/* ------------------------------------------------ blocks of registers */

typedef struct RalinkReg {
    uint32_t offset;        /* in bytes, of the first one */
    const char *name;
    uint32_t reset;         /* value after reset */
    uint32_t writable;      /* bits that keep what is written */
    uint8_t count;          /* how many there are; 0 means 1 */
    uint16_t stride;        /* bytes from one to the next; 0 means 4 */
    uint16_t tag;           /* what the block's hooks know it by; 0: none */
} RalinkReg;

#define TYPE_RALINK_REGS "ralink-regs"
OBJECT_DECLARE_TYPE(RalinkRegs, RalinkRegsClass, RALINK_REGS)

struct RalinkRegs {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    uint32_t *value;        /* by offset / 4 */
    uint8_t *row;           /* by offset / 4: row of the table + 1, or 0 */
};

struct RalinkRegsClass {
    SysBusDeviceClass parent_class;

    const RalinkReg *regs;
    unsigned nregs;         /* at most 255 */
    uint32_t size;          /* of the block, in bytes */

    /*
     * Called for registers with a tag; i counts from 0 for the first of
     * r->count.  read returns what the guest sees, value being what is
     * kept.  write is called after the writable bits of what was written
     * have been kept; old is what was kept before.
     */
    uint32_t (*read)(RalinkRegs *s, const RalinkReg *r, unsigned i,
                     uint32_t value);
    void (*write)(RalinkRegs *s, const RalinkReg *r, unsigned i,
                  uint32_t old, uint32_t written);
    /* Called after all registers got their reset values. */
    void (*after_reset)(RalinkRegs *s);
};

#define RALINK_REG(s, offset) (RALINK_REGS(s)->value[(offset) / 4])

/*
 * For class_init functions: the table and the size of the block.  Devices
 * get one MMIO region, number 0, of that size.
 */
void ralink_regs_class_table(ObjectClass *oc, const RalinkReg *regs,
                             unsigned nregs, uint32_t size);

/* Registers a type that is a table without hooks. */
typedef struct RalinkPlainBlock {
    const RalinkReg *regs;
    unsigned nregs;
    uint32_t size;
} RalinkPlainBlock;

void ralink_regs_plain_class_init(ObjectClass *oc, void *plain_block);

/* ----------------------------------------------------- types of blocks */

/*
 * SYSC.  Named outputs "reset" [32]: lines of RSTCTRL, high in reset.
 * Named input "wdt": rising, the watchdog resets the machine.
 */
#define TYPE_MT7620_SYSC "mt7620-sysc"
#define TYPE_MT7628_SYSC "mt7628-sysc"

/*
 * Memory controller.  Link "ram"; MMIO region 1 is RAM as the CPU sees it,
 * 256 MiB with mirrors.
 */
#define TYPE_RALINK_MEMC "ralink-memc"

/* INTC.  Inputs 32k+n share line n.  Outputs 0, 1: CPU interrupts 2 and 3. */
#define TYPE_MT7620_INTC "mt7620-intc"
#define TYPE_MT7628_INTC "mt7628-intc"

/* Timers with watchdog.  Named output "wdt". */
#define TYPE_MT7620_TIMER "mt7620-timer"
#define TYPE_MT7628_TIMER "mt7628-timer"
#define TYPE_RALINK_SYSTICK "ralink-systick"

/* UARTs.  Property "chardev". */
#define TYPE_MT7620_UART "mt7620-uart"
#define TYPE_MT7628_UART "mt7628-uart"

/*
 * GPIO.  Named inputs "pin": levels put on the pins from outside; outputs
 * "pin-out": what the pins drive, see gpio_panel.h.  Numbered through all
 * banks.
 */
#define TYPE_MT7620_GPIO "mt7620-gpio"
#define TYPE_MT7628_GPIO "mt7628-gpio"

/*
 * SPI.  Bus "spi"; IRQs 1 and 2 are chip selects 0 and 1 (IRQ 0 the
 * interrupt).  Link "window": a ralink-flash-window that follows what is
 * done to the flash at chip select 0.
 */
#define TYPE_MT7620_SPI "mt7620-spi"
#define TYPE_MT7628_SPI "mt7628-spi"

/* USB 2.0 host with two ports. */
#define TYPE_RALINK_EHCI "ralink-ehci"

/* Frame engines.  Link "switch". */
#define TYPE_MT7620_FE "mt7620-fe"
#define TYPE_MT7628_FE "mt7628-fe"

/* Switches.  Properties "port0" ... "port4": net back ends. */
#define TYPE_MT7620_GSW "mt7620-gsw"
#define TYPE_MT7628_ESW "mt7628-esw"

/* -------------------------------------------------------- flash window */

#define TYPE_RALINK_FLASH_WINDOW "ralink-flash-window"
OBJECT_DECLARE_SIMPLE_TYPE(RalinkFlashWindow, RALINK_FLASH_WINDOW)

/* The SPI controller tells the window what passes on the bus. */
void ralink_flash_window_select(RalinkFlashWindow *w, bool selected);
void ralink_flash_window_sent(RalinkFlashWindow *w, uint8_t byte);
/* Before realize: what the flash holds at power-on; NULL: erased. */
void ralink_flash_window_source(RalinkFlashWindow *w, BlockBackend *blk);

/* ----------------------------------------------------------------- SoC */

#define TYPE_RALINK_SOC "ralink-soc"
OBJECT_DECLARE_TYPE(RalinkSoC, RalinkSoCClass, RALINK_SOC)

#define TYPE_MT7620A "mt7620a"
#define TYPE_MT7628AN "mt7628an"

#define RALINK_NONE -1

typedef struct RalinkBlock {
    const char *name;       /* in the tree of objects, and for lookups */
    const char *type;       /* NULL: unimplemented, size bytes */
    hwaddr base;
    uint32_t size;
    int8_t irq;             /* line of INTC, or RALINK_NONE */
    int8_t cpu_irq;         /* interrupt of the CPU, or RALINK_NONE */
    int8_t reset;           /* bit of RSTCTRL, or RALINK_NONE */
    int8_t serial;          /* serial port number, or RALINK_NONE */
} RalinkBlock;

struct RalinkSoC {
    DeviceState parent_obj;

    MemoryRegion *ram;
    Clock *cpu_clk;
    MemoryRegion window_boot;
    MemoryRegion sram;
    DeviceState **block;    /* by row of the class's table */
    /* To be set before realize */
    NICInfo *nic[5];        /* by port of the switch; NULL: not plugged in */
    BlockBackend *flash_blk;    /* what the flash holds; NULL: erased */
    uint32_t flash_bytes;
};

struct RalinkSoCClass {
    DeviceClass parent_class;

    const char *cpu_type;
    uint32_t cpu_hz;
    const RalinkBlock *blocks;
    unsigned nblocks;
    hwaddr sram_base;       /* RAM of the wifi block, and its size; or 0 */
    uint32_t sram_size;
};

/* The block of that name; it is a fault if the SoC has none. */
DeviceState *ralink_soc_block(RalinkSoC *soc, const char *name);

/* --------------------------------------------------------------- board */

/*
 * -drive if=mtd is the flash, -nic the jacks in the order of the table.
 * LEDs and buttons come from the board's device tree (-dtb), which must
 * agree on memory and flash; without one the board works and has none.
 */
typedef struct RalinkBoard {
    const char *soc;        /* type */
    const char *flash;      /* type of the m25p80 chip */
    uint32_t flash_bytes;
    uint32_t ram_bytes;
    int jacks[6];           /* ports of the switch; ends with RALINK_NONE */
} RalinkBoard;

/* A board's init function and what its class has besides. */
void ralink_board_init(MachineState *machine, const RalinkBoard *board);
void ralink_board_class_init(MachineClass *mc, const RalinkBoard *board,
                             const char *desc);

#endif
