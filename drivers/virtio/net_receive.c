/* SPDX-License-Identifier: MIT */
/*
 * Receiving: the device has empty buffers, and answers with full ones, which go to the stack as
 * they are and come back by release().
 */
#include "base/errno.h"
#include "drivers/virtio/net_int.h"
#include "kern/mem/frame.h"

/* More than any frame is in: 64 KiB of payload. */
#define PARTS_MAX 40

static void give(struct vnet_pair *p, struct vnet_buffer *b)
{
	struct ring_segment in = {
		virt_to_phys(&b->header),
		p->n->header_size + (uint32_t)sizeof b->data,
	};

	/* A ring that takes nothing any more is found out by poll(). */
	if (ring_push_one(&p->receive, &in, true, b))
		net_pool_put(&p->n->pool, &b->b);
	else
		p->nr_posted++;
}

void vnet_release(struct net_buf *b)
{
	struct vnet_pair *p = b->device->data;

	net_pool_put(&p->n->pool, b);
	if (unlikely(p->nr_posted < VNET_FEW) && !p->n->dead)
		vnet_refill(p);
}

void vnet_refill(struct vnet_pair *p)
{
	struct net_pool *pool = &p->n->pool;
	uint16_t before = p->receive.pushed;
	struct net_buf *b;

	while (p->nr_posted < p->want && (b = net_pool_get(pool))) {
		give(p, container_of(b, struct vnet_buffer, b));
		if (p->receive.broken)
			return;
	}
	if (p->receive.pushed != before && ring_wants_notify(&p->receive))
		vnet_notify(p, VNET_RECEIVE);
}

/* The next answer, with (skip) bytes before its data; NULL when there is none. */
static struct net_buf *take(struct vnet_pair *p, uint32_t skip)
{
	uint32_t len;
	struct vnet_buffer *b = ring_pop(&p->receive, &len);

	if (!b)
		return NULL;
	p->nr_posted--;
	b->b.more = NULL;
	b->b.flags = 0;
	b->b.data = (uint8_t *)&b->header + skip;
	b->b.len = len > skip ? len - skip : 0;
	return &b->b;
}

/* The other parts of the frame that begins with (first) are there already: virtio 1.2, 5.1.6.4. */
static bool take_parts(struct vnet_pair *p, struct net_buf *first, unsigned nr)
{
	struct net_buf **end = &first->more;

	if (!nr || nr > PARTS_MAX)
		return false;
	for (; nr > 1; nr--) {
		struct net_buf *b = take(p, 0);

		if (!b)
			return false;
		*end = b;
		end = &b->more;
	}
	return true;
}

bool vnet_receive(struct vnet_pair *p, unsigned budget)
{
	struct vnet *n = p->n;
	struct net_buf *b;

	while (budget && (b = take(p, n->header_size))) {
		const struct net_header *h = &container_of(b, struct vnet_buffer, b)->header;

		if (n->merges && h->nr_buffers != 1 && !take_parts(p, b, h->nr_buffers)) {
			net_pool_put_all(&n->pool, b);
			vnet_fail(n, "says what cannot be of a frame");
			return false;
		}
		budget--;
		if (b->len < NET_HEADER) {
			net_pool_put_all(&n->pool, b);
			continue;
		}
		if (net_header_is_checked(h))
			b->flags = NET_BUF_CHECKED;
		if (unlikely(p->nr_posted < VNET_FEW) && n->pool.nr >= n->pool.max)
			b->flags |= NET_BUF_SCARCE;
		n->dev.received(&n->dev, b);
		if (unlikely(n->dead))
			return false;
	}
	return !budget;
}
