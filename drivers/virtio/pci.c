/* SPDX-License-Identifier: MIT */
/*
 * Virtio over PCI (virtio 1.2, 4.1), by its capabilities: transitional devices have them, too.
 * The configuration space is reached by the ports of every PC; only bus 0 is searched, where
 * monitors put what they are told to.
 */
#include "arch/x86_64/mmio.h"
#include "arch/x86_64/port.h"
#include "base/errno.h"
#include "drivers/virtio/pci_int.h"
#include "kern/dev/mmio.h"

#define PCI_ADDRESS 0xcf8
#define PCI_DATA    0xcfc

#define PCI_COMMAND_ON      0x06 /* memory, and the device may read and write it */
#define PCI_STATUS_HAS_CAPS (1u << 20)
#define PCI_VENDOR_CAP      0x09

#define VIRTIO_VENDOR 0x1af4
#define VIRTIO_FIRST  0x1040 /* device ids of version 1: this plus the kind */

enum { CAP_COMMON = 1, CAP_NOTIFY = 2, CAP_REASONS = 3, CAP_KIND = 4 };

uint32_t pci_read(unsigned slot, unsigned offset)
{
	port_out32(PCI_ADDRESS, 0x80000000u | slot << 8 | (offset & 0xfc));
	return port_in32(PCI_DATA);
}

void pci_write(unsigned slot, unsigned offset, uint32_t value)
{
	port_out32(PCI_ADDRESS, 0x80000000u | slot << 8 | (offset & 0xfc));
	port_out32(PCI_DATA, value);
}

uint8_t *pci_map_bar(unsigned slot, unsigned bar, uint32_t offset, uint32_t len)
{
	uint32_t low = bar < 6 ? pci_read(slot, PCI_BAR + 4 * bar) : 1;
	paddr_t pa = low & ~15u;

	if (low & 1)
		return NULL;
	if ((low & 6) == 4 && bar < 5)
		pa |= (uint64_t)pci_read(slot, PCI_BAR + 4 * bar + 4) << 32;
	if (!pa || !len || offset > UINT32_MAX - len)
		return NULL;
	return mmio_map(pa + offset, len);
}

/* Take what the vendor's capability at (cap) describes. */
static void take_capability(unsigned slot, unsigned cap, struct virtio_device *d)
{
	unsigned type = pci_read(slot, cap) >> 24;
	unsigned bar = pci_read(slot, cap + 4) & 0xff;
	uint32_t offset = pci_read(slot, cap + 8), len = pci_read(slot, cap + 12);

	if (type == CAP_COMMON && len >= COMMON_SIZE && !d->registers) {
		d->registers = pci_map_bar(slot, bar, offset, COMMON_SIZE);
	} else if (type == CAP_NOTIFY && !d->notify) {
		len = MIN(len, 64u * KIB);
		d->notify = pci_map_bar(slot, bar, offset, len);
		d->notify_size = len;
		d->notify_multiplier = pci_read(slot, cap + 16);
	} else if (type == CAP_REASONS && len && !d->reasons) {
		d->reasons = pci_map_bar(slot, bar, offset, 1);
	} else if (type == CAP_KIND && !d->config) {
		len = MIN(len, 4u * KIB);
		d->config = pci_map_bar(slot, bar, offset, len);
		d->config_size = len;
	}
}

static bool open_slot(unsigned slot, struct virtio_device *d)
{
	unsigned cap = pci_read(slot, PCI_CAPABILITIES) & 0xfc;

	*d = (struct virtio_device){ .transport = &virtio_pci, .slot = (uint16_t)slot };
	if (!(pci_read(slot, PCI_COMMAND) & PCI_STATUS_HAS_CAPS))
		return false;
	for (unsigned i = 0; cap >= 0x40 && i < PCI_CAPS_MAX; i++) {
		uint32_t head = pci_read(slot, cap);

		if ((head & 0xff) == PCI_VENDOR_CAP && cap <= 0x100 - 20)
			take_capability(slot, cap, d);
		cap = head >> 8 & 0xfc;
	}
	if (!d->registers || !d->notify)
		return false;
	pci_write(slot, PCI_COMMAND, (pci_read(slot, PCI_COMMAND) & 0xffff) | PCI_COMMAND_ON);
	return true;
}

/* Device ids from before version 1 are not regular. */
static bool is_kind(uint32_t id, enum virtio_kind kind)
{
	static const struct {
		uint16_t id;
		uint8_t kind;
	} transitional[] = { { 0x1000, VIRTIO_NET },
			     { 0x1001, VIRTIO_BLOCK },
			     { 0x1005, VIRTIO_RNG } };

	if ((id & 0xffff) != VIRTIO_VENDOR)
		return false;
	for (unsigned i = 0; i < nitems(transitional); i++)
		if (id >> 16 == transitional[i].id)
			return transitional[i].kind == kind;
	return id >> 16 == VIRTIO_FIRST + (uint32_t)kind;
}

static int vpci_find(enum virtio_kind kind, unsigned nr, struct virtio_device *d)
{
	for (unsigned slot = 0, step; slot < 32 * 8; slot += step) {
		uint32_t id = pci_read(slot, PCI_ID);
		bool absent = id == UINT32_MAX;

		/* Functions above 0 exist only where function 0 does, and says so. */
		step = slot & 7 || (!absent && pci_read(slot, PCI_HEADER) & 0x800000) ? 1 : 8;
		if (is_kind(id, kind) && open_slot(slot, d) && !nr--)
			return 0;
	}
	return -ENODEV;
}

static uint8_t vpci_get_status(struct virtio_device *d)
{
	return mmio_read8(d->registers + COMMON_STATUS);
}

static void vpci_set_status(struct virtio_device *d, uint8_t status)
{
	mmio_write8(d->registers + COMMON_STATUS, status);
}

static uint32_t vpci_get_features(struct virtio_device *d, unsigned word)
{
	mmio_write32(d->registers + COMMON_FEATURES_WORD, word);
	return mmio_read32(d->registers + COMMON_FEATURES);
}

static void vpci_set_features(struct virtio_device *d, unsigned word, uint32_t features)
{
	mmio_write32(d->registers + COMMON_DRIVER_FEATURES_WORD, word);
	mmio_write32(d->registers + COMMON_DRIVER_FEATURES, features);
}

static uint16_t vpci_queue_max(struct virtio_device *d, uint16_t index)
{
	mmio_write16(d->registers + COMMON_QUEUE, index);
	return MIN(mmio_read16(d->registers + COMMON_QUEUE_SIZE), RING_MAX);
}

static void set_address(struct virtio_device *d, enum common_register reg, uint64_t pa)
{
	mmio_write32(d->registers + reg, (uint32_t)pa);
	mmio_write32(d->registers + reg + 4, (uint32_t)(pa >> 32));
}

static void vpci_set_queue(struct virtio_device *d, uint16_t index, const struct ring *r,
			   paddr_t pa)
{
	mmio_write16(d->registers + COMMON_QUEUE, index);
	mmio_write16(d->registers + COMMON_QUEUE_SIZE, r->size);
	set_address(d, COMMON_QUEUE_DESCRIPTORS, pa);
	set_address(d, COMMON_QUEUE_AVAILABLE, ring_pa(pa, r, r->available));
	set_address(d, COMMON_QUEUE_USED, ring_pa(pa, r, r->used));
	mmio_write16(d->registers + COMMON_QUEUE_ENABLE, 1);
}

/* Where to tell of queue (index), or NULL. */
static uint8_t *find_doorbell(struct virtio_device *d, uint16_t index)
{
	uint64_t offset;

	mmio_write16(d->registers + COMMON_QUEUE, index);
	offset = (uint64_t)mmio_read16(d->registers + COMMON_QUEUE_NOTIFY) * d->notify_multiplier;
	return offset + 2 > d->notify_size ? NULL : d->notify + offset;
}

static int vpci_notify(struct virtio_device *d, uint16_t index)
{
	uint8_t *none = NULL, **at = index < nitems(d->doorbells) ? &d->doorbells[index] : &none;

	if (!*at)
		*at = find_doorbell(d, index);
	if (!*at)
		return -EIO;
	mmio_write16(*at, index);
	return 0;
}

const struct virtio_transport virtio_pci = {
	.find = vpci_find,
	.get_status = vpci_get_status,
	.set_status = vpci_set_status,
	.get_features = vpci_get_features,
	.set_features = vpci_set_features,
	.queue_max = vpci_queue_max,
	.set_queue = vpci_set_queue,
	.notify = vpci_notify,
	.connect = vpci_connect,
	.attend = vpci_attend,
};
