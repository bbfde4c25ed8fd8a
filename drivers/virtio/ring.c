/* SPDX-License-Identifier: MIT */
#include "drivers/virtio/ring.h"

#include "arch/x86_64/mmio.h"
#include "base/errno.h"

#define DESCRIPTOR_NEXT  1
#define DESCRIPTOR_WRITE 2

#define USED_NO_NOTIFY 1

void ring_init(struct ring *r, void *memory, uint16_t size)
{
	uint8_t *p = memory;

	r->descriptors = (struct ring_descriptor *)p;
	r->available = (struct ring_available *)(p + size * sizeof *r->descriptors);
	r->used = (volatile struct ring_used *)(p + PAGE_SIZE);
	r->size = size;
	r->pushed = r->popped = 0;
	r->nr_free = size;
	r->free = 0;
	r->broken = false;
	for (uint16_t i = 0; i < size; i++) {
		r->slots[i].token = NULL;
		r->slots[i].next = (uint16_t)(i + 1);
	}
}

int ring_push(struct ring *r, const struct ring_segment *segments, unsigned nr_out, unsigned nr_in,
	      void *token)
{
	unsigned n = nr_out + nr_in;
	uint16_t head = r->free, at = head;
	uint32_t writable = 0;

	if (r->broken)
		return -EIO;
	if (!n || n > r->size)
		return -EINVAL;
	if (n > r->nr_free)
		return -EAGAIN;
	for (unsigned i = 0; i < n; i++) {
		struct ring_descriptor *d = &r->descriptors[at];

		d->pa = segments[i].pa;
		d->len = segments[i].len;
		d->flags = (uint16_t)((i >= nr_out ? DESCRIPTOR_WRITE : 0) |
				      (i + 1 < n ? DESCRIPTOR_NEXT : 0));
		d->next = r->slots[at].next;
		writable += i >= nr_out ? segments[i].len : 0;
		r->slots[head].last = at;
		at = r->slots[at].next;
	}
	r->free = at;
	r->nr_free = (uint16_t)(r->nr_free - n);
	r->slots[head].token = token;
	r->slots[head].writable = writable;
	r->slots[head].count = (uint16_t)n;
	r->available->heads[r->pushed & (r->size - 1u)] = head;
	mmio_order(); /* the chain, then the head, then the index that shows it */
	r->pushed++;
	*(volatile uint16_t *)&r->available->index = r->pushed;
	return 0;
}

bool ring_wants_notify(const struct ring *r)
{
	mmio_fence(); /* the device looks at the index after it clears this flag */
	return !(r->used->flags & USED_NO_NOTIFY);
}

/*
 * Put the chain from (head) back, by our own notes of it: the shared ones may have been
 * rewritten.
 */
static void free_chain(struct ring *r, uint16_t head)
{
	r->slots[r->slots[head].last].next = r->free;
	r->free = head;
	r->nr_free = (uint16_t)(r->nr_free + r->slots[head].count);
	r->slots[head].token = NULL;
}

void *ring_pop(struct ring *r, uint32_t *len)
{
	uint16_t waiting = (uint16_t)(r->used->index - r->popped);
	uint16_t out = (uint16_t)(r->pushed - r->popped);
	unsigned slot = r->popped & (r->size - 1u);
	uint32_t head, written;
	void *token;

	if (r->broken || !waiting)
		return NULL;
	mmio_order(); /* the index, then what it shows */
	head = r->used->done[slot].head;
	written = r->used->done[slot].len;
	if (waiting > out || head >= r->size || !r->slots[head].token ||
	    written > r->slots[head].writable) {
		r->broken = true;
		return NULL;
	}
	token = r->slots[head].token;
	free_chain(r, (uint16_t)head);
	r->popped++;
	*len = written;
	return token;
}
