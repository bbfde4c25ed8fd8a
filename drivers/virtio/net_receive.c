/* SPDX-License-Identifier: MIT */
/*
 * Receiving: the device has empty buffers, and answers with full ones, which go to the stack as
 * they are and come back by release().
 */
#include "base/errno.h"
#include "drivers/virtio/net_int.h"
#include "kern/mem/frame.h"

/* Buffers that come back are given to the device at once when it has fewer than this. */
#define FEW (VNET_RING / 4u)

/* More than any frame is in: 64 KiB of payload. */
#define PARTS_MAX 40

static void give(struct vnet *n, struct vnet_buffer *b)
{
	struct ring_segment in = {
		virt_to_phys(&b->header),
		n->header_size + (uint32_t)sizeof b->data,
	};

	/* A ring that takes nothing any more is found out by poll(). */
	if (ring_push_one(&n->receive, &in, true, b))
		net_pool_put(&n->pool, &b->b);
	else
		n->nr_posted++;
}

void vnet_release(struct net_buf *b)
{
	struct vnet *n = b->device->data;

	net_pool_put(&n->pool, b);
	if (unlikely(n->nr_posted < FEW) && !n->dead)
		vnet_refill(n);
}

void vnet_refill(struct vnet *n)
{
	/* A machine with little memory has no use for a full ring. */
	uint32_t want = MIN((uint32_t)n->receive.size, net_pool_max(&n->pool) / 2);
	uint16_t before = n->receive.pushed;
	struct net_buf *b;

	while (n->nr_posted < want && (b = net_pool_get(&n->pool))) {
		give(n, container_of(b, struct vnet_buffer, b));
		if (n->receive.broken)
			return;
	}
	if (n->receive.pushed != before && ring_wants_notify(&n->receive))
		(void)n->device.transport->notify(&n->device, VNET_RECEIVE);
}

/* The next answer, with (skip) bytes before its data; NULL when there is none. */
static struct net_buf *take(struct vnet *n, uint32_t skip)
{
	uint32_t len;
	struct vnet_buffer *b = ring_pop(&n->receive, &len);

	if (!b)
		return NULL;
	n->nr_posted--;
	b->b.more = NULL;
	b->b.flags = 0;
	b->b.data = (uint8_t *)&b->header + skip;
	b->b.len = len > skip ? len - skip : 0;
	return &b->b;
}

/* The other parts of the frame that begins with (first) are there already: virtio 1.2, 5.1.6.4. */
static bool take_parts(struct vnet *n, struct net_buf *first, unsigned nr)
{
	struct net_buf **end = &first->more;

	if (!nr || nr > PARTS_MAX)
		return false;
	for (; nr > 1; nr--) {
		struct net_buf *b = take(n, 0);

		if (!b)
			return false;
		*end = b;
		end = &b->more;
	}
	return true;
}

bool vnet_receive(struct vnet *n, unsigned budget)
{
	struct net_buf *b;

	while (budget && (b = take(n, n->header_size))) {
		const struct net_header *h = &container_of(b, struct vnet_buffer, b)->header;

		if (n->merges && h->nr_buffers != 1 && !take_parts(n, b, h->nr_buffers)) {
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
		if (unlikely(n->nr_posted < FEW) && n->pool.nr >= n->pool.max)
			b->flags |= NET_BUF_SCARCE;
		n->dev.received(&n->dev, b);
		if (unlikely(n->dead))
			return false;
	}
	return !budget;
}
