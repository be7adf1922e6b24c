/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Atheros AR9331 and AR9341, and the blocks they are made of.
 *
 * Every block's file names the source of its registers.  Where no public
 * source gives a reset value, the comment next to it says "inferred".
 */
#ifndef ATH79_SOC_H
#define ATH79_SOC_H

#include "hw/sysbus.h"
#include "hw/ssi/ssi.h"
#include "net/net.h"
#include "qom/object.h"
#include "target/mips/cpu.h"
#include "ath79_bank.h"
#include "ath79_usb.h"
#include "mips_count.h"

#define TYPE_AR933X_UART "ar933x-uart"

/*
 * "ath79-reset": timers, watchdog, MISC interrupt controller, identity.
 * Inputs 0..31 are the MISC interrupts; sysbus irq 0 is the CPU's.
 * Outputs "module" 0..31 follow RESET_MODULE: 1 holds the block in reset.
 */
#define TYPE_ATH79_RESET "ath79-reset"
enum {
    ATH79_MISC_TIMER = 0,
    ATH79_MISC_GPIO = 2,
    ATH79_MISC_UART = 3,
    ATH79_MISC_WDOG = 4,
    ATH79_MISC_TIMER2 = 8,
    ATH79_MISC_ETHSW = 12,
};
enum {
    ATH79_MODULE_SWITCH = 8,
    ATH79_MODULE_GE0_MAC = 9,
    ATH79_MODULE_SWITCH_ANALOG = 12,    /* AR934x */
    ATH79_MODULE_GE1_MAC = 13,
    ATH79_MODULE_GE0_MDIO = 22,
    ATH79_MODULE_GE1_MDIO = 23,
    ATH79_MODULE_FULL_CHIP = 24,
};
/* The watchdog's clock, which is the reference clock until this is called */
void ath79_reset_set_wdog_hz(DeviceState *dev, uint32_t hz);

/*
 * "ath79-gpio": inputs "pin", outputs "pin-out" (see gpio_panel.h), sysbus
 * irq 0.  Property "oe-inverted": a 1 in OE makes an input.
 */
#define TYPE_ATH79_GPIO "ath79-gpio"

/*
 * "ath79-spi": sysbus mmio 0 is the window of 16 MiB, irq outputs 0..2 are
 * chip selects.  The chip select 0 shown in the window is a flash of
 * "flash-size" bytes, which has the boot vector.
 */
#define TYPE_ATH79_SPI "ath79-spi"
OBJECT_DECLARE_SIMPLE_TYPE(Ath79Spi, ATH79_SPI)
SSIBus *ath79_spi_bus(Ath79Spi *s);
/* After the flash got its contents: shows them in the window. */
void ath79_spi_flash_ready(Ath79Spi *s);

/*
 * "ath79-switch": five PHYs and the switch between them and the two MACs.
 */
#define TYPE_ATH79_SWITCH "ath79-switch"
#define ATH79_PHYS 5
OBJECT_DECLARE_SIMPLE_TYPE(Ath79Switch, ATH79_SWITCH)

/*
 * "ag71xx": an Ethernet MAC.  Sysbus irq 0; input 0 holds it in reset, input 1
 * its MDIO.
 */
#define TYPE_AG71XX "ag71xx"
OBJECT_DECLARE_SIMPLE_TYPE(Ag71xx, AG71XX)
/* A frame without FCS comes in from the PHY or switch. */
void ag71xx_receive(Ag71xx *s, const uint8_t *buf, size_t size);

/* What the MACs ask of the switch; mac is 0 or 1. */
void ath79_switch_send(Ath79Switch *s, int mac, const uint8_t *buf,
                       size_t size);
uint16_t ath79_switch_mdio_read(Ath79Switch *s, int phy, int reg);
void ath79_switch_mdio_write(Ath79Switch *s, int phy, int reg, uint16_t val);
/* ETH_CFG says whether GMAC0's wires go to PHY4, or out of the chip. */
void ath79_switch_set_gmac0_inside(Ath79Switch *s, bool inside);
/* Its gpio inputs: 0 holds it in reset, this one its PHYs */
#define ATH79_SWITCH_ANALOG     1

/* "ar9331", "ar9341": the whole chip. */
#define TYPE_ATH79_SOC "ath79-soc"
OBJECT_DECLARE_TYPE(Ath79Soc, Ath79SocClass, ATH79_SOC)
#define TYPE_AR9331 "ar9331"
#define TYPE_AR9341 "ar9341"

struct Ath79Soc {
    SysBusDevice parent_obj;

    /* properties */
    MemoryRegion *ram;
    uint32_t ref_hz;            /* 25 or 40 MHz */
    uint32_t flash_size;
    uint32_t fast_read_dummies; /* see ath79_spi.c */

    MIPSCPU *cpu;
    MipsCount *count;
    MemoryRegion ram_mirror[32];
    MemoryRegion sram;
    DeviceState *reset;
    DeviceState *gpio;
    Ath79Spi *spi;
    Ath79Switch *sw;
    Ag71xx *mac[2];
    Ath79Bank *pll;
    Ath79Bank *srif;
    Ath79Usb *usb;
};

#endif
