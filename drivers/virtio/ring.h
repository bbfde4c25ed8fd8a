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

#define RING_MAX 256 /* descriptors */

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

struct ring_answer {
	uint32_t head;
	uint32_t len;
};

struct ring_used {
	uint16_t flags;
	uint16_t index;
	struct ring_answer done[];
};

/* Of a head or a descriptor: ours alone, though it stands behind what is shared. */
struct ring_slot {
	void *token;       /* of a head that the device has, else NULL */
	uint32_t writable; /* bytes that the device may write to this chain */
	uint16_t last;     /* of the chain from here */
	uint16_t next;     /* in the chain, or free */
};

struct ring {
	struct ring_descriptor *descriptors; /* shared; the driver writes */
	struct ring_available *available;    /* shared; the driver writes */
	volatile struct ring_used *used;     /* shared; the device writes */
	struct ring_slot *slots;
	uint16_t size;    /* a power of two */
	uint16_t pushed;  /* heads published; runs freely */
	uint16_t popped;  /* answers taken; runs freely */
	uint16_t told;    /* (pushed) when the device was last told */
	uint16_t nr_free; /* descriptors */
	uint16_t free;    /* the first of them */
	bool events; /* who wants to hear of what is said by indices: EVENT_IDX was agreed on */
	bool broken; /* the device answered what cannot be */
};

/* How much memory a ring of (size) descriptors takes: both tables of the driver, the rest. */
static inline size_t ring_bytes(uint16_t size)
{
	size_t own = size * sizeof(struct ring_descriptor) + 2u * size + 6;

	return ROUND_UP(ROUND_UP(own, PAGE_SIZE) + 8u * size + 8 + size * sizeof(struct ring_slot),
			PAGE_SIZE);
}

/*
 * Make (r) of (size) descriptors, a power of two up to RING_MAX, in (memory): ring_bytes(size)
 * zeros at a page.
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

/* The same with one segment, that it writes if (in): less to decide. */
must_use int ring_push_one(struct ring *r, const struct ring_segment *s, bool in, void *token);

/*
 * Give it a chain that it only reads, whose (n) descriptors stand in a table of their own at (pa):
 * INDIRECT_DESC was agreed on. Otherwise as above.
 */
must_use int ring_push_table(struct ring *r, paddr_t pa, unsigned n, void *token);

/* Fill such a table, at (t). */
void ring_fill_table(struct ring_descriptor *t, const struct ring_segment *segments, unsigned n);

/* Does the device want to be told of what was pushed since this was asked? Context: any. */
bool ring_wants_notify(struct ring *r);

/*
 * Be told of the next answers no more; or of the one (ahead) behind the next. True: there are so
 * many already, and nobody will tell. Context: any.
 */
void ring_quiet(struct ring *r);
bool ring_arm(struct ring *r, unsigned ahead);

/*
 * Take an answer: the token of its chain, and in (*len) how many bytes the device says that it
 * wrote, which is at most as many as it could. NULL when there is none, or the ring is (or just
 * became) broken.
 * Context: any.
 */
void *ring_pop(struct ring *r, uint32_t *len);

/*
 * The device was stopped: take back what it still had, one token with each call; then NULL.
 * Context: any.
 */
void *ring_take_back(struct ring *r);

#endif
