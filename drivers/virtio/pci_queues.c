/* SPDX-License-Identifier: MIT */
/*
 * Messages of their own for queues of a device on PCI, each to a CPU (PCI 3.0, 6.8.2).
 */
#include "arch/x86_64/mmio.h"
#include "base/errno.h"
#include "drivers/virtio/pci_int.h"

#define TABLE_SIZE_SHIFT 16 /* in the capability's first word: one less than there are */
#define TABLE_SIZE_MASK  0x7ffu

unsigned virtio_messages(struct virtio_device *d, unsigned n)
{
	unsigned cap = d->transport == &virtio_pci ? vpci_find_messages(d->slot) : 0;
	uint32_t where;

	if (!cap)
		return 1;
	n = MIN(n, (pci_read(d->slot, cap) >> TABLE_SIZE_SHIFT & TABLE_SIZE_MASK) + 1);
	where = pci_read(d->slot, cap + MESSAGES_TABLE);
	d->messages = pci_map_bar(d->slot, where & 7, where & ~7u, n * ENTRY_SIZE);
	return d->messages ? n : 1;
}

int virtio_set_message(struct virtio_device *d, unsigned first, unsigned nr, unsigned message)
{
	return vpci_use_message(d, first, first + nr, message);
}

/* The entry is masked until this, as all are from the start. */
int virtio_aim_message(struct virtio_device *d, unsigned message, enum irq_source source,
		       const struct cpu *c)
{
	uint64_t address;
	uint32_t data;
	int err = irq_message_to(c, source, &address, &data);

	if (!err)
		vpci_fill_message(d->messages + message * ENTRY_SIZE, address, data);
	return err;
}
