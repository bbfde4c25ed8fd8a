/* SPDX-License-Identifier: MIT */
/*
 * Interrupts of virtio devices on PCI: messages (MSI-X; PCI 3.0, 6.8.2), else the line that the
 * firmware says it has.
 *
 * A message needs no word back. The line is low until the device was asked for its reasons.
 */
#include "arch/x86_64/mmio.h"
#include "base/errno.h"
#include "drivers/virtio/pci_int.h"

#define PCI_MESSAGES_CAP 0x11

#define NO_LINE 0xff

unsigned vpci_find_messages(unsigned slot)
{
	unsigned cap = pci_read(slot, PCI_CAPABILITIES) & 0xfc;

	for (unsigned i = 0; cap >= 0x40 && i < PCI_CAPS_MAX; i++) {
		uint32_t head = pci_read(slot, cap);

		if ((head & 0xff) == PCI_MESSAGES_CAP && cap <= 0x100 - 12)
			return cap;
		cap = head >> 8 & 0xfc;
	}
	return 0;
}

void vpci_fill_message(uint8_t *entry, uint64_t address, uint32_t data)
{
	mmio_write32(entry + ENTRY_ADDRESS, (uint32_t)address);
	mmio_write32(entry + ENTRY_ADDRESS + 4, (uint32_t)(address >> 32));
	mmio_write32(entry + ENTRY_DATA, data);
	mmio_write32(entry + ENTRY_CONTROL, 0);
}

/* The device says that it took that by saying so when asked. */
int vpci_use_message(struct virtio_device *d, unsigned first, unsigned end, unsigned message)
{
	for (unsigned i = first; i < end; i++) {
		mmio_write16(d->registers + COMMON_QUEUE, (uint16_t)i);
		mmio_write16(d->registers + COMMON_QUEUE_MESSAGE, (uint16_t)message);
		if (mmio_read16(d->registers + COMMON_QUEUE_MESSAGE) != message)
			return -EIO;
	}
	return 0;
}

/* Every queue sends message 0. */
static int use_message(struct virtio_device *d, unsigned nr_queues)
{
	mmio_write16(d->registers + COMMON_CONFIG_MESSAGE, 0);
	if (mmio_read16(d->registers + COMMON_CONFIG_MESSAGE))
		return -EIO;
	d->reasons = NULL;
	return vpci_use_message(d, 0, nr_queues, 0);
}

static int connect_message(struct virtio_device *d, unsigned cap, enum irq_source source,
			   unsigned nr_queues)
{
	uint32_t where = pci_read(d->slot, cap + MESSAGES_TABLE);
	uint8_t *entry = pci_map_bar(d->slot, where & 7, where & ~7u, ENTRY_SIZE);
	uint64_t address;
	uint32_t data;

	if (!entry)
		return -ENODEV;
	pci_write(d->slot, cap, pci_read(d->slot, cap) | MESSAGES_ON);
	irq_message(source, &address, &data);
	vpci_fill_message(entry, address, data);
	return use_message(d, nr_queues);
}

int vpci_connect(struct virtio_device *d, enum irq_source source, unsigned nr_queues)
{
	unsigned cap = vpci_find_messages(d->slot);
	unsigned line = pci_read(d->slot, PCI_INTERRUPT) & 0xff;

	if (cap)
		return connect_message(d, cap, source, nr_queues);
	if (!d->reasons || !line || line == NO_LINE)
		return -ENODEV;
	return irq_connect(source, line, IRQ_LEVEL);
}

void vpci_attend(struct virtio_device *d)
{
	if (d->reasons)
		(void)mmio_read8(d->reasons);
}
