/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * USB host of AR933x and AR934x: QEMU's EHCI in the CPU's byte order.
 *
 * Registers: those of a ChipIdea core (Linux 6.1, drivers/usb/chipidea), which
 * besides EHCI's has an identity (inferred, and of its roles only the host's)
 * and a mode.  There is no companion: a transaction translator in the port
 * takes slow devices, so PORTSC tells the speed of what is
 * plugged in and enables the port for each (Linux 6.1, ehci-hub.c and ehci.h,
 * "root hub transaction translators").  QEMU's EHCI does not look at the speed
 * in a queue head, so split transactions are like others; the isochronous ones
 * (siTD) it does not have.
 *
 * Descriptors are little-endian, as Linux writes them here, until software asks
 * for the CPU's order, as U-Boot 2023.01 does (arch/mips/mach-ath79/reset.c).
 * QEMU's EHCI has one order only, so in the latter case it sees memory through
 * an IOMMU that turns around the words of descriptors and nothing else.  What
 * is a descriptor is learned from the links between them, anew each time the
 * list is gone through; data next to one is at least 32 bytes away, as EHCI
 * itself demands.
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "exec/address-spaces.h"
#include "hw/qdev-properties.h"
#include "hw/sysbus.h"
#include "hw/usb/hcd-ehci.h"
#include "sysemu/reset.h"
#include "ath79_usb.h"

#define R_ID                0x000
#define R_DCCPARAMS         0x124
#define   DCCPARAMS_HC      BIT(8)
#define R_PERIODICLIST      0x154
#define R_ASYNCLIST         0x158
#define R_PORTSC            0x184
#define   PORTSC_CONNECTED  BIT(0)
#define   PORTSC_ENABLED    BIT(2)
#define   PORTSC_RESET      BIT(8)
#define   PORTSC_FAST       (2 << 26)
#define R_MODE              0x1a8
#define REGS_SIZE           0x200

#define LINK_END            BIT(0)
#define LINK_TYPE(v)        extract32(v, 1, 2)
#define   LINK_QH           1
#define FRAMES_SIZE         4096
#define PIECE               32      /* what descriptors are aligned to */

typedef enum Piece {
    PIECE_DATA, PIECE_FRAMES, PIECE_QH, PIECE_QH_REST, PIECE_QTD,
} Piece;

struct Ath79Usb {
    MemoryRegion regs;
    EHCIState *ehci;
    AddressSpace inner;         /* its own registers */
    uint32_t mode;

    bool swap;
    uint32_t frames;
    uint32_t head;
    GHashTable *known;          /* address / PIECE -> Piece */
    IOMMUMemoryRegion iommu;
    AddressSpace seen;          /* memory as EHCI sees it */
    MemoryRegion turned;
    AddressSpace turned_as;
};

#define TYPE_ATH79_EHCI "ath79-ehci"
#define TYPE_ATH79_USB_IOMMU "ath79-usb-iommu"

/* The IOMMU's class has no room for whom it belongs to. */
static Ath79Usb *ath79_usb_of(IOMMUMemoryRegion *iommu)
{
    return container_of(iommu, Ath79Usb, iommu);
}

static Piece ath79_usb_piece(Ath79Usb *s, uint32_t addr)
{
    if (addr >= s->frames && addr - s->frames < FRAMES_SIZE) {
        return PIECE_FRAMES;
    }
    return GPOINTER_TO_UINT(g_hash_table_lookup(s->known,
                            GUINT_TO_POINTER(addr / PIECE + 1)));
}

static void ath79_usb_learn(Ath79Usb *s, uint32_t link, Piece piece)
{
    uint32_t n = link / PIECE + 1;

    if (link & LINK_END) {
        return;
    }
    g_hash_table_insert(s->known, GUINT_TO_POINTER(n),
                        GUINT_TO_POINTER(piece));
    if (piece == PIECE_QH) {
        g_hash_table_insert(s->known, GUINT_TO_POINTER(n + 1),
                            GUINT_TO_POINTER(PIECE_QH_REST));
    }
}

/* A word of a descriptor was read: is it a link to another one? */
static void ath79_usb_follow(Ath79Usb *s, uint32_t addr, uint32_t value)
{
    int word = addr % PIECE / 4;

    switch (ath79_usb_piece(s, addr)) {
    case PIECE_FRAMES:
        if (LINK_TYPE(value) == LINK_QH) {
            ath79_usb_learn(s, value, PIECE_QH);
        }
        break;
    case PIECE_QH:
        if (word == 0 && addr == s->head) {
            g_hash_table_remove_all(s->known);
            ath79_usb_learn(s, s->head, PIECE_QH);
        }
        if (word == 0 && LINK_TYPE(value) == LINK_QH) {
            ath79_usb_learn(s, value, PIECE_QH);
        } else if (word >= 3 && word <= 5 && value >= PIECE) {
            ath79_usb_learn(s, value, PIECE_QTD);
        }
        break;
    case PIECE_QTD:
        if (word <= 1 && value >= PIECE) {
            ath79_usb_learn(s, value, PIECE_QTD);
        }
        break;
    default:
        break;
    }
}

static uint64_t ath79_usb_turned_read(void *opaque, hwaddr addr, unsigned size)
{
    Ath79Usb *s = opaque;
    uint32_t value = address_space_ldl_be(&address_space_memory, addr,
                                          MEMTXATTRS_UNSPECIFIED, NULL);

    ath79_usb_follow(s, addr, value);
    return value;
}

static void ath79_usb_turned_write(void *opaque, hwaddr addr, uint64_t value,
                                   unsigned size)
{
    address_space_stl_be(&address_space_memory, addr, value,
                         MEMTXATTRS_UNSPECIFIED, NULL);
}

static const MemoryRegionOps ath79_usb_turned_ops = {
    .read = ath79_usb_turned_read,
    .write = ath79_usb_turned_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static IOMMUTLBEntry ath79_usb_translate(IOMMUMemoryRegion *iommu, hwaddr addr,
                                         IOMMUAccessFlags flag, int idx)
{
    Ath79Usb *s = ath79_usb_of(iommu);
    bool turned = s->swap && ath79_usb_piece(s, addr) != PIECE_DATA;

    return (IOMMUTLBEntry) {
        .target_as = turned ? &s->turned_as : &address_space_memory,
        .iova = addr & ~(hwaddr)(PIECE - 1),
        .translated_addr = addr & ~(hwaddr)(PIECE - 1),
        .addr_mask = PIECE - 1,
        .perm = IOMMU_RW,
    };
}

static void ath79_usb_iommu_class_init(ObjectClass *klass, void *data)
{
    IOMMU_MEMORY_REGION_CLASS(klass)->translate = ath79_usb_translate;
}

static void ath79_ehci_class_init(ObjectClass *klass, void *data)
{
    SysBusEHCIClass *c = SYS_BUS_EHCI_CLASS(klass);

    c->capsbase = 0x100;
    c->opregbase = 0x140;
    /* The SoC has the first one; QEMU plugs a hub into a last free port. */
    c->portnr = 2;
}

static const TypeInfo ath79_usb_types[] = {
    {
        .name = TYPE_ATH79_USB_IOMMU,
        .parent = TYPE_IOMMU_MEMORY_REGION,
        .class_init = ath79_usb_iommu_class_init,
    }, {
        .name = TYPE_ATH79_EHCI,
        .parent = TYPE_SYS_BUS_EHCI,
        .class_init = ath79_ehci_class_init,
    },
};

DEFINE_TYPES(ath79_usb_types)

/*
 * What is plugged in, as PORTSC tells its speed.  None of QEMU's devices is a
 * low-speed one.
 */
static uint32_t ath79_usb_speed(Ath79Usb *s)
{
    return s->ehci->ports[0].dev->speed == USB_SPEED_HIGH ? PORTSC_FAST : 0;
}

/* QEMU's EHCI enables the port after a reset for fast devices alone. */
static void ath79_usb_port_write(Ath79Usb *s, uint32_t old)
{
    USBDevice *dev = s->ehci->ports[0].dev;

    if (dev && dev->attached && (old & PORTSC_RESET) &&
        !(s->ehci->portsc[0] & PORTSC_RESET)) {
        s->ehci->portsc[0] |= PORTSC_ENABLED;
    }
}

/* QEMU's EHCI is little-endian; the SoC's registers are in the CPU's order. */
static uint64_t ath79_usb_read(void *opaque, hwaddr offset, unsigned size)
{
    Ath79Usb *s = opaque;
    MemTxResult result = MEMTX_OK;
    uint32_t value;

    switch (offset) {
    case R_ID:
        return 0x0042fa05;
    case R_DCCPARAMS:
        return DCCPARAMS_HC;
    case R_MODE:
        return s->mode;
    }
    value = address_space_ldl_le(&s->inner, offset, MEMTXATTRS_UNSPECIFIED,
                                 &result);
    if (result != MEMTX_OK) {
        qemu_log_mask(LOG_UNIMP, "usb: read of unknown register 0x%03"
                      HWADDR_PRIx "\n", offset);
        return 0;
    }
    if (offset == R_PORTSC && (value & PORTSC_CONNECTED)) {
        value |= ath79_usb_speed(s);
    }
    return value;
}

static void ath79_usb_write(void *opaque, hwaddr offset, uint64_t value,
                            unsigned size)
{
    Ath79Usb *s = opaque;
    MemTxResult result = MEMTX_OK;
    uint32_t portsc;

    switch (offset) {
    case R_MODE:
        s->mode = value;
        return;
    case R_PERIODICLIST:
        s->frames = value & ~(FRAMES_SIZE - 1);
        break;
    case R_ASYNCLIST:
        s->head = value & ~(PIECE - 1);
        ath79_usb_learn(s, s->head, PIECE_QH);
        break;
    }
    portsc = s->ehci->portsc[0];
    address_space_stl_le(&s->inner, offset, value, MEMTXATTRS_UNSPECIFIED,
                         &result);
    if (offset == R_PORTSC) {
        ath79_usb_port_write(s, portsc);
    }
    if (result != MEMTX_OK) {
        qemu_log_mask(LOG_UNIMP, "usb: write of 0x%08" PRIx64 " to unknown "
                      "register 0x%03" HWADDR_PRIx "\n", value, offset);
    }
}

static const MemoryRegionOps ath79_usb_ops = {
    .read = ath79_usb_read,
    .write = ath79_usb_write,
    .endianness = DEVICE_BIG_ENDIAN,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void ath79_usb_reset(void *opaque)
{
    Ath79Usb *s = opaque;

    s->mode = 0;
    s->frames = ~0u;
    s->head = 0;
    g_hash_table_remove_all(s->known);
}

void ath79_usb_set_swap(Ath79Usb *s, bool swap)
{
    s->swap = swap;
}

Ath79Usb *ath79_usb_create(Object *parent, hwaddr base, qemu_irq irq)
{
    Ath79Usb *s = g_new0(Ath79Usb, 1);
    DeviceState *dev = qdev_new(TYPE_ATH79_EHCI);

    object_property_add_child(parent, "ehci", OBJECT(dev));
    s->known = g_hash_table_new(NULL, NULL);
    ath79_usb_reset(s);
    qemu_register_reset(ath79_usb_reset, s);
    memory_region_init_io(&s->turned, parent, &ath79_usb_turned_ops, s,
                          "usb-descriptors", 1ull << 32);
    address_space_init(&s->turned_as, &s->turned, "usb-descriptors");
    memory_region_init_iommu(&s->iommu, sizeof(s->iommu), TYPE_ATH79_USB_IOMMU,
                             parent, "usb-iommu", 1ull << 32);
    address_space_init(&s->seen, MEMORY_REGION(&s->iommu), "usb-memory");
    s->ehci = &SYS_BUS_EHCI(dev)->ehci;
    s->ehci->as = &s->seen;
    s->ehci->caps[4] = 1;       /* HCSPARAMS: ports */
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_fatal);
    s->ehci->ports[0].speedmask |= USB_SPEED_MASK_FULL;
    sysbus_connect_irq(SYS_BUS_DEVICE(dev), 0, irq);
    address_space_init(&s->inner,
                       sysbus_mmio_get_region(SYS_BUS_DEVICE(dev), 0), "usb");
    memory_region_init_io(&s->regs, parent, &ath79_usb_ops, s, "usb",
                          REGS_SIZE);
    memory_region_add_subregion(get_system_memory(), base, &s->regs);
    return s;
}
