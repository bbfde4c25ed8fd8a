/* SPDX-License-Identifier: MIT */
/*
 * Private to drivers/virtio: registers in memory (virtio 1.2, 4.2.2 and 4.2.4).
 */
#ifndef DRIVERS_VIRTIO_MMIO_INT_H
#define DRIVERS_VIRTIO_MMIO_INT_H

#include "drivers/virtio/virtio.h"

enum mmio_register {
	MMIO_MAGIC = 0x000,
	MMIO_VERSION = 0x004,
	MMIO_KIND = 0x008,
	MMIO_FEATURES = 0x010,
	MMIO_FEATURES_WORD = 0x014,
	MMIO_DRIVER_FEATURES = 0x020,
	MMIO_DRIVER_FEATURES_WORD = 0x024,
	MMIO_PAGE_SIZE = 0x028, /* version 1 */
	MMIO_QUEUE = 0x030,
	MMIO_QUEUE_MAX = 0x034,
	MMIO_QUEUE_SIZE = 0x038,
	MMIO_QUEUE_ALIGN = 0x03c, /* version 1 */
	MMIO_QUEUE_PAGE = 0x040,  /* version 1 */
	MMIO_QUEUE_READY = 0x044,
	MMIO_NOTIFY = 0x050,
	MMIO_REASONS_CLEAR = 0x064, /* of its interrupt */
	MMIO_STATUS = 0x070,
	MMIO_QUEUE_DESCRIPTORS = 0x080, /* two words each */
	MMIO_QUEUE_AVAILABLE = 0x090,
	MMIO_QUEUE_USED = 0x0a0,
	MMIO_SIZE = 0x100, /* what is behind is the device's own */
};

/* Where it interrupts. WEAK: only where somebody wants to hear. */
WEAK int vmmio_connect(struct virtio_device *d, enum irq_source source, unsigned nr_queues);
WEAK void vmmio_attend(struct virtio_device *d);

#endif
