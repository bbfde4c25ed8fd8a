/* SPDX-License-Identifier: MIT */
/*
 * Virtio devices (virtio 1.2), whichever way they are reached: registers in memory, of version 1
 * and 2, or PCI.
 *
 * A driver finds its device, starts it, gives it queues, and says that it is ready:
 * virtio_find(), virtio_start(), virtio_add_queue(), virtio_ready(). After virtio_stop() the
 * device does not touch memory any more.
 */
#ifndef DRIVERS_VIRTIO_VIRTIO_H
#define DRIVERS_VIRTIO_VIRTIO_H

#include "drivers/virtio/ring.h"

/* Kinds of devices (virtio 1.2, 5). */
enum virtio_kind {
	VIRTIO_NET = 1,
	VIRTIO_BLOCK = 2,
	VIRTIO_RNG = 4,
};

#define VIRTIO_F_VERSION_1 (1ull << 32)

enum virtio_status {
	VIRTIO_ACKNOWLEDGE = 1,
	VIRTIO_DRIVER = 2,
	VIRTIO_DRIVER_OK = 4,
	VIRTIO_FEATURES_OK = 8,
	VIRTIO_FAILED = 128,
};

struct virtio_device {
	const struct virtio_transport *transport;
	bool legacy;        /* before version 1: features of 32 bits, no FEATURES_OK */
	uint8_t *registers; /* MMIO: all; PCI: the common configuration */
	uint8_t *notify;    /* PCI */
	uint32_t notify_multiplier;
	uint32_t notify_size; /* bytes at (notify) */
};

/* A way to reach devices. */
struct virtio_transport {
	/* Find the first device of (kind). Errors: -ENODEV. */
	int (*find)(enum virtio_kind kind, struct virtio_device *d);
	uint8_t (*get_status)(struct virtio_device *d);
	void (*set_status)(struct virtio_device *d, uint8_t status);
	uint32_t (*get_features)(struct virtio_device *d, unsigned word);
	void (*set_features)(struct virtio_device *d, unsigned word, uint32_t features);

	/*
	 * How many descriptors queue (index) may have, 0: there is none; then use (r), which is
	 * at (pa).
	 */
	uint16_t (*queue_max)(struct virtio_device *d, uint16_t index);
	void (*set_queue)(struct virtio_device *d, uint16_t index, const struct ring *r,
			  paddr_t pa);
	int (*notify)(struct virtio_device *d, uint16_t index);
};

extern const struct virtio_transport virtio_mmio, virtio_pci;

/* Find the first device of (kind). Errors: -ENODEV. Context: thread. */
must_use int virtio_find(enum virtio_kind kind, struct virtio_device *d);

/*
 * Reset it and agree on those of (features) that it has, returned in (*agreed).
 * Errors:  -EIO when it does not follow. Context: thread.
 */
must_use int virtio_start(struct virtio_device *d, uint64_t features, uint64_t *agreed);

/*
 * Give it queue (index) of at most (size) descriptors, a power of two up to RING_MAX.
 * Errors:  -ENODEV when it has no such queue, -ENOMEM. Context: thread.
 */
must_use int virtio_add_queue(struct virtio_device *d, uint16_t index, uint16_t size,
			      struct ring *r);

void virtio_ready(struct virtio_device *d);
void virtio_stop(struct virtio_device *d);

/* What stands at (offset) from the start of a queue's memory: see ring_init(). */
static always_inline uint64_t ring_pa(paddr_t pa, const struct ring *r, const volatile void *part)
{
	return pa + (uint64_t)((const volatile uint8_t *)part -
			       (const volatile uint8_t *)r->descriptors);
}

#endif
