/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A block of plain registers, given by a table: what is written can be read
 * again.  An access to a register that is not in the table is logged under
 * -d unimp, reads as 0 and is otherwise ignored.
 */
#ifndef ATH79_BANK_H
#define ATH79_BANK_H

#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_ATH79_BANK "ath79-bank"
OBJECT_DECLARE_SIMPLE_TYPE(Ath79Bank, ATH79_BANK)

typedef struct Ath79Reg {
    uint16_t offset;
    uint16_t count;             /* equal registers in a row; 0 means 1 */
    uint32_t reset;
    uint32_t writable;          /* bits that keep what is written */
    uint32_t one;               /* bits that always read as 1 */
} Ath79Reg;

/* Told after each write. */
typedef void Ath79BankWritten(void *opaque, Ath79Bank *bank, hwaddr offset);

/*
 * Maps a bank of @size bytes at @base.  @table ends with a row whose writable,
 * reset and one are all 0; it is borrowed, @written may be NULL.
 */
Ath79Bank *ath79_bank_create(Object *parent, const char *name, hwaddr base,
                             uint32_t size, const Ath79Reg *table,
                             Ath79BankWritten *written, void *opaque);

uint32_t ath79_bank_get(Ath79Bank *bank, hwaddr offset);

#endif
