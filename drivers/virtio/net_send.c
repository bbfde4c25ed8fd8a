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

/* Tables stand first: the device reads descriptors that are aligned. */
int vnet_send_init(struct vnet_pair *p)
{
	size_t size =
		VNET_TABLES * sizeof(struct vnet_table) + p->send.size * sizeof(struct vnet_sent);
	struct vnet_sent *s;
	struct vnet_table *t;
	paddr_t pa;

	if (frame_alloc_run(ROUND_UP(size, PAGE_SIZE) / PAGE_SIZE, &pa))
		return -ENOMEM;
	t = phys_to_virt(pa);
	for (unsigned i = 0; i < VNET_TABLES; i++, t++) {
		t->next = p->free_tables;
		p->free_tables = t;
	}
	s = (struct vnet_sent *)t;
	for (unsigned i = 0; i < p->send.size; i++, s++) {
		s->next = p->free;
		p->free = s;
	}
	return 0;
}

void vnet_reclaim(struct vnet_pair *p)
{
	struct net_device *d = &p->n->dev;
	struct vnet_sent *s;
	uint32_t len;

	while ((s = ring_pop(&p->send, &len))) {
		void *token = s->token;

		if (s->table) {
			s->table->next = p->free_tables;
			p->free_tables = s->table;
		}
		s->next = p->free;
		p->free = s;
		if (token)
			d->sent(d, token);
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
static noinline bool make_room(struct vnet_pair *p)
{
	uint16_t before = p->send.popped;

	vnet_reclaim(p);
	if (p->send.popped != before)
		return true;
	if (virtio_failed(&p->n->device))
		return false; /* the next poll() finds out, too */
	if (!ring_arm(&p->send, (uint16_t)(p->send.pushed - p->send.popped) / 2))
		return false;
	vnet_reclaim(p);
	return p->send.popped != before;
}

static int push(struct vnet_pair *p, struct vnet_sent *s, const struct ring_segment *segments,
		unsigned nr)
{
	struct vnet_table *t = NULL;
	int err;

	if (nr > LONG && p->n->tables)
		t = p->free_tables;
	if (t) {
		struct vnet_table *next = t->next;

		ring_fill_table(t->descriptors, segments, nr);
		err = ring_push_table(&p->send, virt_to_phys(t->descriptors), nr, s);
		if (err)
			t->next = next;
		else
			p->free_tables = next;
	} else {
		err = ring_push(&p->send, segments, nr, 0, s);
	}
	s->table = err ? NULL : t;
	return err;
}

static cold int send_any(struct vnet_pair *p, const struct net_frame *f)
{
	struct vnet *n = p->n;
	struct ring_segment segments[VNET_SEGMENTS], *first = segments;
	struct vnet_sent *s, *next;
	uint32_t before = 0;
	uint8_t *header;
	int nr, err;

	if (unlikely(n->dead || !f->nr_pieces))
		return -EIO;
	/* The header goes before the frame where there is room, but to old devices stands apart. */
	if (f->room >= n->header_size && !n->device.legacy) {
		before = n->header_size;
		first++;
	}
	nr = find_pieces(f, segments + 1, VNET_SEGMENTS - 1, before);
	if (nr <= 0)
		return -EIO;
	do {
		s = p->free;
		err = -EAGAIN;
		if (s) {
			next = s->next;
			header = before ? (uint8_t *)(uintptr_t)f->pieces[0].data - before
					: (uint8_t *)&s->header;
			net_header_fill((void *)header, f, false);
			segments[0].pa = virt_to_phys(&s->header);
			segments[0].len = n->header_size;
			err = push(p, s, first, (unsigned)nr + !before);
			if (!err)
				break;
			s->next = next;
		}
	} while (err == -EAGAIN && make_room(p));
	if (err)
		return err == -EAGAIN ? -ENOBUFS : -EIO;
	s->token = f->token;
	p->free = next;
	return 0;
}

/* Most frames are one piece with room before it, and there is a place for them. */
int vnet_send(struct vnet_pair *p, const struct net_frame *f)
{
	struct vnet *n = p->n;
	struct vnet_sent *s = p->free, *next;
	uint32_t before = n->header_size;
	struct ring_segment one;
	uint8_t *at;

	if (unlikely(n->dead || n->device.legacy || f->nr_pieces != 1 || f->room < before || !s))
		return send_any(p, f);
	at = (uint8_t *)(uintptr_t)f->pieces[0].data - before;
	one.len = f->pieces[0].len + before;
	if (unlikely(dma_address(at, one.len, &one.pa) != one.len))
		return send_any(p, f);
	net_header_fill((void *)at, f, false);
	next = s->next;
	s->table = NULL;
	if (unlikely(ring_push_one(&p->send, &one, false, s)))
		return send_any(p, f);
	s->token = f->token;
	p->free = next;
	return 0;
}

void vnet_flush(struct vnet_pair *p)
{
	if (!p->n->dead && p->send.told != p->send.pushed && ring_wants_notify(&p->send))
		vnet_notify(p, VNET_SEND);
}
