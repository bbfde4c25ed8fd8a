/* SPDX-License-Identifier: MIT */
/*
 * Private to the network device's driver: net.c finds and starts, net_receive.c and net_send.c move
 * frames (virtio 1.2, 5.1), by a pair of queues; net_queues.c has further pairs, for further CPUs.
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

/* Features of its kind: a queue of orders to it, and more pairs than one. */
#define VNET_HAS_CONTROL (1ull << 17)
#define VNET_HAS_PAIRS   (1ull << 22)

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

/* A queue to receive by and one to send by. */
struct vnet_pair {
	struct vnet *n; /* constant, as is the next group */
	uint16_t queue; /* the device's number of its first */
	uint32_t want;  /* buffers that the device is to have */

	struct ring receive;
	uint32_t nr_posted; /* those that it has */

	struct ring send;
	struct vnet_sent *free;
	struct vnet_table *free_tables;
};

struct vnet {
	struct net_device dev;
	struct virtio_device device;
	struct vnet *next; /* of all; constant, as is the next group */
	uint32_t header_size;
	bool merges; /* a frame may be in several buffers */
	bool tables;
	bool events;
	struct vnet_queues *queues; /* or NULL: one pair */

	struct net_pool pool;
	struct vnet_pair first;
	bool dead;
};

/* Queue sizes, and how many frames may be under way with a table of their own. */
#define VNET_RING   256
#define VNET_TABLES 24

/* Buffers that come back are given to the device at once when it has fewer than this. */
#define VNET_FEW (VNET_RING / 4u)

/* Tell the device of one of its queues. */
void vnet_notify(struct vnet_pair *p, unsigned queue);

/* A buffer comes back: struct net_buf's. */
void vnet_release(struct net_buf *b);

/* Give the device buffers, as many as it takes and there are. */
void vnet_refill(struct vnet_pair *p);

/* Hand over at most (budget) frames; returns whether there may be more. */
bool vnet_receive(struct vnet_pair *p, unsigned budget);

/* Hand over what was sent. */
void vnet_reclaim(struct vnet_pair *p);

/* What struct net_device_ops has, by this pair. */
int vnet_send(struct vnet_pair *p, const struct net_frame *f);
void vnet_flush(struct vnet_pair *p);
bool vnet_poll(struct vnet_pair *p, unsigned budget);
void vnet_remind(struct vnet_pair *p);

/*
 * Make (p), which is zeros, pair (nr) of the device, of (nr_pairs) that share its buffers. Errors:
 * -ENODEV when there are no such queues, -ENOMEM.
 */
must_use int vnet_add_pair(struct vnet *n, struct vnet_pair *p, unsigned nr, unsigned nr_pairs);
must_use int vnet_send_init(struct vnet_pair *p);

/* The device was stopped: take back what it had of this pair. */
void vnet_take_back(struct vnet_pair *p);

/* (n) did what cannot be, or stopped: say so once and use it no more. */
void vnet_fail(struct vnet *n, const char *what) cold;

/* More pairs than one: net_queues.c, in images that may have more CPUs than one. */
struct vnet_more {
	/* Which of the features (offered) by (v) it wants; 0: there will be one pair. */
	uint64_t (*wanted)(struct virtio_device *v, uint32_t offered);

	/* They were agreed on, and the first pair is there: set up others. */
	void (*start)(struct vnet *n);

	/* Did the device answer on (n)->queues what cannot be? */
	bool (*is_broken)(const struct vnet *n);

	/* It was stopped: take back what it had of them. */
	void (*take_back)(struct vnet *n);
};
extern const struct vnet_more *vnet_more; /* NULL: there is one pair */

#endif
