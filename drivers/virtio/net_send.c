/* SPDX-License-Identifier: MIT */
/*
 * Sending: the device reads the pieces where they lie. What it has of each frame is a chain of a
 * header and those; a long one stands in a table, so that it takes one descriptor of the ring.
 */
#include "base/errno.h"
#include "drivers/virtio/net_int.h"
#include "kern/dev/dma.h"

/* Chains that are longer get a table, if there is one. */
#define LONG 4

int vnet_send_init(struct vnet *n)
{
	size_t frames = ROUND_UP(n->send.size * sizeof(struct vnet_sent), PAGE_SIZE) / PAGE_SIZE;
	size_t tables = ROUND_UP(VNET_TABLES * sizeof(struct vnet_table), PAGE_SIZE) / PAGE_SIZE;
	struct vnet_sent *s;
	struct vnet_table *t;
	paddr_t pa, table_pa;

	if (frame_alloc_run(frames, &pa))
		return -ENOMEM;
	if (frame_alloc_run(tables, &table_pa)) {
		frame_free_run(pa, frames);
		return -ENOMEM;
	}
	s = phys_to_virt(pa);
	t = phys_to_virt(table_pa);
	for (unsigned i = 0; i < n->send.size; i++, s++) {
		s->next = n->free;
		n->free = s;
	}
	for (unsigned i = 0; i < VNET_TABLES; i++, t++) {
		t->next = n->free_tables;
		n->free_tables = t;
	}
	return 0;
}

void vnet_reclaim(struct vnet *n)
{
	struct vnet_sent *s;
	uint32_t len;

	while ((s = ring_pop(&n->send, &len))) {
		void *token = s->token;

		if (s->table) {
			s->table->next = n->free_tables;
			n->free_tables = s->table;
		}
		s->next = n->free;
		n->free = s;
		if (token)
			n->dev.sent(&n->dev, token);
	}
}

/*
 * Where the pieces of (f) are, from (s) on, and what stands (before) the first. Returns how many
 * places; < 0: nowhere, or too many.
 */
static int find_pieces(const struct net_frame *f, struct ring_segment *s, unsigned room,
		       uint32_t before)
{
	unsigned nr = 0;

	for (unsigned i = 0; i < f->nr_pieces; i++, before = 0) {
		const uint8_t *p = (const uint8_t *)f->pieces[i].data - before;
		size_t left = f->pieces[i].len + before, n;

		for (; left; left -= n, p += n, nr++) {
			if (nr == room)
				return -EIO;
			n = dma_address(p, left, &s[nr].pa);
			if (!n)
				return -EIO;
			s[nr].len = (uint32_t)n;
		}
	}
	return (int)nr;
}

/* The ring is full: hear of it when half of what is under way was sent. True: try again. */
static noinline bool make_room(struct vnet *n)
{
	uint16_t before = n->send.popped;

	vnet_reclaim(n);
	if (n->send.popped != before)
		return true;
	if (virtio_failed(&n->device))
		return false; /* the next poll() finds out, too */
	if (!ring_arm(&n->send, (uint16_t)(n->send.pushed - n->send.popped) / 2))
		return false;
	vnet_reclaim(n);
	return n->send.popped != before;
}

static int push(struct vnet *n, struct vnet_sent *s, const struct ring_segment *segments,
		unsigned nr)
{
	struct vnet_table *t = NULL;
	int err;

	if (nr == 1) {
		s->table = NULL;
		return ring_push_one(&n->send, segments, false, s);
	}
	if (nr > LONG && n->tables)
		t = n->free_tables;
	if (t) {
		struct vnet_table *next = t->next;

		ring_fill_table(t->descriptors, segments, nr);
		err = ring_push_table(&n->send, virt_to_phys(t->descriptors), nr, s);
		if (err)
			t->next = next;
		else
			n->free_tables = next;
	} else {
		err = ring_push(&n->send, segments, nr, 0, s);
	}
	s->table = err ? NULL : t;
	return err;
}

int vnet_send(struct net_device *d, const struct net_frame *f)
{
	struct vnet *n = d->data;
	struct ring_segment segments[VNET_SEGMENTS], *first = segments;
	struct vnet_sent *s, *next;
	uint32_t before = 0;
	int nr, err;

	if (unlikely(n->dead || !f->nr_pieces))
		return -EIO;
	/* The header goes before the frame where there is room, but to old devices stands apart. */
	if (f->room >= n->header_size && !n->device.legacy) {
		before = n->header_size;
		first++;
		net_header_fill((void *)((uintptr_t)f->pieces[0].data - before), f, false);
	}
	nr = find_pieces(f, segments + 1, VNET_SEGMENTS - 1, before);
	if (nr <= 0)
		return -EIO;
	do {
		s = n->free;
		err = -EAGAIN;
		if (s) {
			next = s->next;
			if (!before) {
				net_header_fill(&s->header, f, false);
				segments[0].pa = virt_to_phys(&s->header);
				segments[0].len = n->header_size;
			}
			err = push(n, s, first, (unsigned)nr + !before);
			if (!err)
				break;
			s->next = next;
		}
	} while (err == -EAGAIN && make_room(n));
	if (err)
		return err == -EAGAIN ? -ENOBUFS : -EIO;
	s->token = f->token;
	n->free = next;
	return 0;
}

void vnet_flush(struct net_device *d)
{
	struct vnet *n = d->data;

	if (!n->dead && n->send.told != n->send.pushed && ring_wants_notify(&n->send))
		(void)n->device.transport->notify(&n->device, VNET_SEND);
}
