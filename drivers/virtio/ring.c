/* SPDX-License-Identifier: MIT */
#include "drivers/virtio/ring.h"

#include "arch/x86_64/mmio.h"
#include "base/errno.h"

#define DESCRIPTOR_NEXT  1
#define DESCRIPTOR_WRITE 2
#define DESCRIPTOR_TABLE 4

#define USED_NO_NOTIFY         1
#define AVAILABLE_NO_INTERRUPT 1

void ring_init(struct ring *r, void *memory, uint16_t size)
{
	uint8_t *p = memory;

	r->descriptors = (struct ring_descriptor *)p;
	r->available = (struct ring_available *)(p + size * sizeof *r->descriptors);
	r->used = (volatile struct ring_used *)ROUND_UP((uintptr_t)&r->available->heads[size + 1],
							PAGE_SIZE);
	r->slots = (struct ring_slot *)ROUND_UP((uintptr_t)&r->used->done[size] + 2, 8);
	r->size = size;
	r->pushed = r->popped = r->told = 0;
	r->nr_free = size;
	r->free = 0;
	r->events = r->broken = false;
	for (uint16_t i = 0; i < size; i++) {
		r->slots[i].token = NULL;
		r->slots[i].next = (uint16_t)(i + 1);
	}
}

/* One store for all but the address. */
static always_inline void fill(struct ring_descriptor *d, const struct ring_segment *s,
			       unsigned flags, uint16_t next)
{
	uint64_t rest = s->len | (uint64_t)flags << 32 | (uint64_t)next << 48;

	d->pa = s->pa;
	__builtin_memcpy(&d->len, &rest, sizeof rest);
}

/* Show the chain from (head) to (last), of (n) descriptors, to the device. */
static always_inline int publish(struct ring *r, uint16_t head, uint16_t last, unsigned n,
				 uint32_t writable, void *token)
{
	struct ring_slot *s = &r->slots[head];
	uint16_t at = r->pushed;

	r->free = r->slots[last].next;
	r->nr_free = (uint16_t)(r->nr_free - n);
	s->token = token;
	s->writable = writable;
	s->last = last;
	r->available->heads[at & (r->size - 1u)] = head;
	mmio_order(); /* the chain, then the head, then the index that shows it */
	r->pushed = ++at;
	*(volatile uint16_t *)&r->available->index = at;
	return 0;
}

int ring_push_one(struct ring *r, const struct ring_segment *s, bool in, void *token)
{
	uint16_t head = r->free;

	if (unlikely(r->broken))
		return -EIO;
	if (unlikely(!r->nr_free))
		return -EAGAIN;
	fill(&r->descriptors[head], s, in ? DESCRIPTOR_WRITE : 0, 0);
	return publish(r, head, head, 1, in ? s->len : 0, token);
}

int ring_push(struct ring *r, const struct ring_segment *segments, unsigned nr_out, unsigned nr_in,
	      void *token)
{
	const struct ring_segment *s = segments, *out = segments + nr_out, *end = out + nr_in;
	unsigned n = nr_out + nr_in, flags = DESCRIPTOR_NEXT;
	uint16_t at = r->free;
	uint32_t writable = 0;

	if (r->broken)
		return -EIO;
	if (!n || n > r->size)
		return -EINVAL;
	if (n > r->nr_free)
		return -EAGAIN;
	for (;; at = r->slots[at].next) {
		if (s == out)
			flags |= DESCRIPTOR_WRITE;
		if (s >= out)
			writable += s->len;
		if (s + 1 == end)
			break;
		fill(&r->descriptors[at], s++, flags, r->slots[at].next);
	}
	fill(&r->descriptors[at], s, flags & ~(unsigned)DESCRIPTOR_NEXT, 0);
	return publish(r, r->free, at, n, writable, token);
}

void ring_fill_table(struct ring_descriptor *t, const struct ring_segment *segments, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		t[i] = (struct ring_descriptor){
			.pa = segments[i].pa,
			.len = segments[i].len,
			.flags = i + 1 < n ? DESCRIPTOR_NEXT : 0,
			.next = (uint16_t)(i + 1),
		};
}

int ring_push_table(struct ring *r, paddr_t pa, unsigned n, void *token)
{
	struct ring_segment table = { pa, (uint32_t)(n * sizeof(struct ring_descriptor)) };
	uint16_t head = r->free;

	if (r->broken)
		return -EIO;
	if (!r->nr_free)
		return -EAGAIN;
	fill(&r->descriptors[head], &table, DESCRIPTOR_TABLE, 0);
	return publish(r, head, head, 1, 0, token);
}

/* Has an index that went from (old) to (now) passed (event)? Virtio 1.2, 2.7.7.1. */
static bool passed(uint16_t event, uint16_t now, uint16_t old)
{
	return (uint16_t)(now - event - 1) < (uint16_t)(now - old);
}

bool ring_wants_notify(struct ring *r)
{
	uint16_t old = r->told;

	mmio_fence(); /* the device looks at the index after it says what it wants */
	r->told = r->pushed;
	if (r->events)
		return passed(*(volatile uint16_t *)&r->used->done[r->size], r->pushed, old);
	return !(r->used->flags & USED_NO_NOTIFY);
}

/* With events: the one that was waited for has come, and others are not. */
void ring_quiet(struct ring *r)
{
	if (!r->events)
		r->available->flags = AVAILABLE_NO_INTERRUPT;
}

bool ring_arm(struct ring *r, unsigned ahead)
{
	if (r->events)
		*(volatile uint16_t *)&r->available->heads[r->size] = (uint16_t)(r->popped + ahead);
	else
		*(volatile uint16_t *)&r->available->flags = 0;
	mmio_fence(); /* the device looks at this after it shows an answer */
	return (uint16_t)(r->used->index - r->popped) > (r->events ? ahead : 0);
}

/*
 * Put the chain from (head) back, by our own notes of it: the shared ones may have been
 * rewritten.
 */
static always_inline void free_chain(struct ring *r, uint16_t head)
{
	uint16_t last = r->slots[head].last, n = 1;

	for (uint16_t at = head; at != last; at = r->slots[at].next)
		n++;
	r->nr_free = (uint16_t)(r->nr_free + n);
	r->slots[last].next = r->free;
	r->free = head;
	r->slots[head].token = NULL;
}

void *ring_pop(struct ring *r, uint32_t *len)
{
	uint16_t at = r->popped, waiting = (uint16_t)(r->used->index - at);
	const volatile struct ring_answer *done = &r->used->done[at & (r->size - 1u)];
	const struct ring_slot *s;
	uint32_t head;
	void *token;

	if (!waiting || r->broken)
		return NULL;
	mmio_order(); /* the index, then what it shows */
	head = done->head;
	*len = done->len;
	if (waiting > (uint16_t)(r->pushed - at) || head >= r->size)
		goto lie;
	s = &r->slots[head];
	token = s->token;
	if (!token || *len > s->writable)
		goto lie;
	free_chain(r, (uint16_t)head);
	r->popped = (uint16_t)(at + 1);
	return token;

lie:
	r->broken = true;
	return NULL;
}

void *ring_take_back(struct ring *r)
{
	for (uint16_t head = 0; head < r->size; head++) {
		void *token = r->slots[head].token;

		if (token) {
			free_chain(r, head);
			return token;
		}
	}
	return NULL;
}
