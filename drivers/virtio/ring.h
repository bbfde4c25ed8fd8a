/* SPDX-License-Identifier: MIT */
/*
 * Descriptor rings: the shared memory under every virtio device (virtio 1.2, 2.7: split
 * virtqueues).
 *
 * A ring is owned by one driver and used by one CPU at a time, so it takes no lock of its own.
 * The driver publishes with ring_push() and tells the device when ring_wants_notify(); the device
 * answers through ring_pop(). Nothing here knows what the bytes mean.
 *
 * The device is not trusted. What it may write to is never read back as the truth: chains and
 * tokens are kept in private memory, and an answer that cannot be breaks the ring for good.
 *
 * Indices run freely and are masked on use. Comparing masked values would make a full ring look
 * empty.
 */
#ifndef DRIVERS_VIRTIO_RING_H
#define DRIVERS_VIRTIO_RING_H

#include "base/types.h"

#define RING_MAX   128 /* descriptors: so many that a page holds both tables of the driver */
#define RING_BYTES (2 * PAGE_SIZE)

/* A piece of physical memory. */
struct ring_segment {
	paddr_t pa;
	uint32_t len;
};

struct ring_descriptor {
	uint64_t pa;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

struct ring_available {
	uint16_t flags;
	uint16_t index;
	uint16_t heads[];
};

struct ring_used {
	uint16_t flags;
	uint16_t index;
	struct {
		uint32_t head;
		uint32_t len;
	} done[];
};

struct ring {
	struct ring_descriptor *descriptors; /* shared; the driver writes */
	struct ring_available *available;    /* shared; the driver writes */
	volatile struct ring_used *used;     /* shared; the device writes */
	uint16_t size;                       /* a power of two */
	uint16_t pushed;                     /* heads published; runs freely */
	uint16_t popped;                     /* answers taken; runs freely */
	uint16_t nr_free;                    /* descriptors */
	uint16_t free;                       /* the first of them */
	bool broken;                         /* the device answered what cannot be */
	struct {
		void *token;       /* of a head that the device has, else NULL */
		uint32_t writable; /* bytes that the device may write to this chain */
		uint16_t last;     /* of the chain from here */
		uint16_t count;
		uint16_t next; /* in the chain, or free */
	} slots[RING_MAX];
};

/*
 * Make (r) of (size) descriptors, a power of two up to RING_MAX, in (memory): RING_BYTES of zeros
 * at a page.
 */
void ring_init(struct ring *r, void *memory, uint16_t size);

/*
 * Give the device a chain: (nr_out) segments that it reads, then (nr_in) that it writes. (token)
 * is not NULL.
 *
 * Owns:    the device has the memory until ring_pop() returns (token).
 * Errors:  -EAGAIN when there are not as many free descriptors, -EINVAL for no or too many
 *          segments, -EIO when the ring is broken.
 * Context: any.
 */
must_use int ring_push(struct ring *r, const struct ring_segment *segments, unsigned nr_out,
		       unsigned nr_in, void *token);

/* Has the device asked to be told of what was pushed? Context: any. */
bool ring_wants_notify(const struct ring *r);

/*
 * Take an answer: the token of its chain, and in (*len) how many bytes the device says that it
 * wrote, which is at most as many as it could. NULL when there is none, or the ring is (or just
 * became) broken.
 * Context: any.
 */
void *ring_pop(struct ring *r, uint32_t *len);

#endif
