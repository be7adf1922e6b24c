/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * USB host of AR933x and AR934x: QEMU's EHCI in the CPU's byte order.
 */
#ifndef ATH79_USB_H
#define ATH79_USB_H

#include "exec/memory.h"
#include "hw/irq.h"

typedef struct Ath79Usb Ath79Usb;

/* Maps it at @base of the system's memory; one machine has one. */
Ath79Usb *ath79_usb_create(Object *parent, hwaddr base, qemu_irq irq);

/* Are descriptors in the CPU's byte order, or little-endian? */
void ath79_usb_set_swap(Ath79Usb *s, bool swap);

#endif
