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
#include "kern/dev/irq.h"

/* Kinds of devices (virtio 1.2, 5). */
enum virtio_kind {
	VIRTIO_NET = 1,
	VIRTIO_BLOCK = 2,
	VIRTIO_RNG = 4,
};

#define VIRTIO_F_TABLES    (1ull << 28) /* chains in tables of their own (INDIRECT_DESC) */
#define VIRTIO_F_EVENTS    (1ull << 29) /* struct ring's (events) (EVENT_IDX) */
#define VIRTIO_F_VERSION_1 (1ull << 32)

enum virtio_status {
	VIRTIO_ACKNOWLEDGE = 1,
	VIRTIO_DRIVER = 2,
	VIRTIO_DRIVER_OK = 4,
	VIRTIO_FEATURES_OK = 8,
	VIRTIO_NEEDS_RESET = 64, /* the device says that it failed */
	VIRTIO_FAILED = 128,
};

#define VIRTIO_DOORBELLS 32

struct virtio_device {
	const struct virtio_transport *transport;
	bool legacy;        /* before version 1: features of 32 bits, no FEATURES_OK */
	uint8_t *registers; /* MMIO: all; PCI: the common configuration */
	uint8_t *config;    /* of its kind, or NULL */
	uint32_t config_size;
	unsigned line; /* interrupt: MMIO */

	uint8_t *notify; /* PCI, as all that follows */
	uint32_t notify_multiplier;
	uint32_t notify_size; /* bytes at (notify) */
	uint8_t *reasons;     /* of its interrupt; reading clears them. NULL: not asked for them */
	uint16_t slot;        /* bus, device and function */
	uint8_t *messages;    /* virtio_messages(): the table of them */
	uint8_t *doorbells[VIRTIO_DOORBELLS]; /* of its first queues, once they were looked for */
};

/* A way to reach devices. */
struct virtio_transport {
	/* Find the (i)th device of (kind). Errors: -ENODEV. */
	int (*find)(enum virtio_kind kind, unsigned i, struct virtio_device *d);
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

	/* virtio_connect() and virtio_attend(): WEAK */
	int (*connect)(struct virtio_device *d, enum irq_source source, unsigned nr_queues);
	void (*attend)(struct virtio_device *d);
};

extern const struct virtio_transport virtio_mmio, virtio_pci;

/* Find the (i)th device of (kind). Errors: -ENODEV. Context: thread. */
must_use int virtio_find(enum virtio_kind kind, unsigned i, struct virtio_device *d);

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

/*
 * Let its first (nr_queues) queues, which it has, raise (source), which has a handler, and that
 * handler call virtio_attend() before it looks at them.
 * Errors:  -ENODEV when there is no way, -ENOMEM, -EIO. Context: thread.
 */
must_use int virtio_connect(struct virtio_device *d, enum irq_source source, unsigned nr_queues);
void virtio_attend(struct virtio_device *d);

/*
 * Messages of its own for some queues, beside virtio_connect(): how many there can be, (n) at most,
 * with number 0, which that function took; that queues [first, first + nr) send (message), before
 * virtio_ready(); and that (message), which is not 0, from now on raises (source) on (c), a CPU
 * that runs.
 * Errors:  -ENODEV, -EIO: that does not work. Context: thread; of virtio_aim_message(): any.
 */
unsigned virtio_messages(struct virtio_device *d, unsigned n);
must_use int virtio_set_message(struct virtio_device *d, unsigned first, unsigned nr,
				unsigned message);
must_use int virtio_aim_message(struct virtio_device *d, unsigned message, enum irq_source source,
				const struct cpu *c);

/*
 * (n) <= 4 bytes of its kind's configuration from (offset) on, as a number; those that are not
 * there are 0. Context: any.
 */
uint32_t virtio_config(const struct virtio_device *d, uint32_t offset, unsigned n);

void virtio_ready(struct virtio_device *d);

/* Has it failed, by its own word, or was it reset behind our back? Context: any. */
bool virtio_failed(struct virtio_device *d);

/* Errors: -EIO when it does not stop: then it may still touch memory. Context: any. */
int virtio_stop(struct virtio_device *d);

/* What stands at (offset) from the start of a queue's memory: see ring_init(). */
static always_inline uint64_t ring_pa(paddr_t pa, const struct ring *r, const volatile void *part)
{
	return pa + (uint64_t)((const volatile uint8_t *)part -
			       (const volatile uint8_t *)r->descriptors);
}

#endif
