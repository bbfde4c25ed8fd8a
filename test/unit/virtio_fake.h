/* SPDX-License-Identifier: MIT */
/*
 * A virtio device in memory, as a driver finds it: for the unit tests and fuzz targets of drivers. What the device
 * does with its queues is the test's.
 */
#ifndef TEST_UNIT_VIRTIO_FAKE_H
#define TEST_UNIT_VIRTIO_FAKE_H

#include "drivers/virtio/virtio.h"

#define FAKE_QUEUES 40

extern struct fake_device {
	enum virtio_kind kind;
	enum irq_source source; /* what its driver connects */
	unsigned nr_queues;     /* what it connects; and */
	unsigned nr_more;       /* there are so many more, */
	unsigned messages;      /* that may have so many messages of their own; 0: none but one */
	unsigned message_of[FAKE_QUEUES];
	const struct cpu *cpu_of[FAKE_QUEUES]; /* where a message goes to */
	uint64_t features;                     /* offered */
	uint64_t agreed;
	uint8_t status;
	uint8_t config[16];
	unsigned config_size;
	bool never_stops;                /* the status keeps a bit */
	struct ring *rings[FAKE_QUEUES]; /* as the driver sees them */
	uint16_t taken[FAKE_QUEUES];     /* of what is available */
	unsigned notified[FAKE_QUEUES];
	int (*rung)(void); /* what a notification does, or NULL */
	void (*interrupt)(void);
	unsigned errors; /* lines in the log */
} fake_device;

/* The device takes the next available head of (queue); -1: there is none. */
int fake_take(unsigned queue);
void fake_answer(unsigned queue, uint32_t head, uint32_t len);

#endif
