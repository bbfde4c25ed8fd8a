/* SPDX-License-Identifier: MIT */
/*
 * Interrupts of virtio devices with registers in memory: each has a line, which is high from the
 * device's word until the driver's.
 *
 * The word is taken back before the queues are looked at, so what comes after that raises the line
 * anew. It is taken back unseen: to ask for it first would be one more exit.
 */
#include "arch/x86_64/mmio.h"
#include "drivers/virtio/mmio_int.h"

LINK_WITH(ioapic_find); /* their lines may be those of a second one */

#define ALL_REASONS 3 /* a queue; the configuration */

int vmmio_connect(struct virtio_device *d, enum irq_source source, unsigned nr_queues)
{
	(void)nr_queues;
	return irq_connect(source, d->line, IRQ_EDGE);
}

void vmmio_attend(struct virtio_device *d)
{
	mmio_write32(d->registers + MMIO_REASONS_CLEAR, ALL_REASONS);
}
