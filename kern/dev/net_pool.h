/* SPDX-License-Identifier: MIT */
/*
 * Buffers for received frames: as many as are needed, up to a part of the memory. What is in one
 * behind struct net_buf is the driver's.
 */
#ifndef KERN_DEV_NET_POOL_H
#define KERN_DEV_NET_POOL_H

#include "kern/dev/net.h"

#define NET_BUFFER_SIZE 2048 /* of one, with its struct net_buf: two in a page frame */

/* Guarded by whoever may call the device. */
struct net_pool {
	struct net_device *device; /* constant, as is (release) */
	void (*release)(struct net_buf *b);
	struct net_buf *spare; /* those that nobody has */
	uint32_t nr;           /* that there are */
	uint32_t max;          /* 0: not known yet */
};

/* More of them: false when there is no memory for it. */
bool net_pool_grow(struct net_pool *p);

/* How many there may be at most. */
uint32_t net_pool_max(struct net_pool *p);

static inline void net_pool_put(struct net_pool *p, struct net_buf *b)
{
	b->next = p->spare;
	p->spare = b;
}

/* All parts of a frame. */
static inline void net_pool_put_all(struct net_pool *p, struct net_buf *b)
{
	while (b) {
		struct net_buf *more = b->more;

		net_pool_put(p, b);
		b = more;
	}
}

/* One, or NULL. */
static inline struct net_buf *net_pool_get(struct net_pool *p)
{
	struct net_buf *b;

	if (!p->spare && !net_pool_grow(p))
		return NULL;
	b = p->spare;
	p->spare = b->next;
	return b;
}

#endif
