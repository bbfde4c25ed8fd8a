/* SPDX-License-Identifier: MIT */
/*
 * Private to the network device's driver: net.c finds and starts, net_receive.c and net_send.c move
 * frames (virtio 1.2, 5.1).
 *
 * The device is not trusted, as ring.h says. What it answers that cannot be is told to
 * vnet_fail(), which stops it for good.
 */
#ifndef DRIVERS_VIRTIO_NET_INT_H
#define DRIVERS_VIRTIO_NET_INT_H

#include "drivers/virtio/virtio.h"
#include "kern/dev/net_header.h"
#include "kern/dev/net_pool.h"

enum { VNET_RECEIVE, VNET_SEND, VNET_QUEUES }; /* the queues' numbers */

/* A buffer that frames are received to. The device writes from (header) on. */
struct vnet_buffer {
	struct net_buf b;
	struct net_header header;
	uint8_t data[NET_BUFFER_SIZE - sizeof(struct net_buf) - sizeof(struct net_header)];
};
static_assert(sizeof(struct vnet_buffer) == NET_BUFFER_SIZE, "it is a whole one");

/* What is kept of a frame that is sent: its header, which the device reads, and its token. */
struct vnet_sent {
	void *token;
	union {
		struct net_header header;
		struct vnet_sent *next; /* while it is free */
	};
	struct vnet_table *table; /* or NULL */
};

/* A header, and pieces that may stand in two places each. */
#define VNET_SEGMENTS (1 + 2 * NET_PIECES_MAX)

struct vnet_table {
	union {
		struct ring_descriptor descriptors[VNET_SEGMENTS];
		struct vnet_table *next; /* while it is free */
	};
};

struct vnet {
	struct net_device dev;
	struct virtio_device device;
	struct vnet *next; /* of all; constant, as is the next group */
	uint32_t header_size;
	bool merges; /* a frame may be in several buffers */
	bool tables;

	struct ring receive;
	struct net_pool pool;
	uint32_t nr_posted; /* buffers that the device has */

	struct ring send;
	struct vnet_sent *free;
	struct vnet_table *free_tables;
	bool dead;
};

/* Queue sizes, and how many frames may be under way with a table of their own. */
#define VNET_RING   256
#define VNET_TABLES 24

/* A buffer comes back: struct net_buf's. */
void vnet_release(struct net_buf *b);

/* Give the device buffers, as many as it takes and there are. */
void vnet_refill(struct vnet *n);

/* Hand over at most (budget) frames; returns whether there may be more. */
bool vnet_receive(struct vnet *n, unsigned budget);

int vnet_send(struct net_device *d, const struct net_frame *f);
void vnet_flush(struct net_device *d);

/* Set up what frames are sent with. Errors: -ENOMEM. */
must_use int vnet_send_init(struct vnet *n);

/* Hand over what was sent. */
void vnet_reclaim(struct vnet *n);

/* (n) did what cannot be, or stopped: say so once and use it no more. */
void vnet_fail(struct vnet *n, const char *what) cold;

#endif
