/* SPDX-License-Identifier: MIT */
/*
 * The class of network devices: what sends and receives Ethernet frames.
 *
 * A device is driven by one user, the network stack (kern/net/stack.h), under a lock of that:
 * whoever has something to tell it (an interrupt, a signal of the host) calls net_device_attend(),
 * which takes the lock and calls the device's poll(), and that calls received() and sent(). So a
 * driver needs no lock of its own, and is never entered twice.
 *
 * A received frame is handed over in the driver's buffer and comes back by release(). A frame that
 * is sent is in pieces where they lie, which stay until sent() was told its token.
 */
#ifndef KERN_DEV_NET_H
#define KERN_DEV_NET_H

#include "base/types.h"

#define NET_MAC_SIZE   6
#define NET_HEADER     14 /* Ethernet: two addresses and a type */
#define NET_PIECES_MAX 20 /* of one frame */
#define NET_STACK_AREA 64 /* bytes in a buffer that are the stack's while it has it */

/* What a device does for the stack: struct net_device's (features). */
#define NET_CAN_CHECKSUM 1u /* fills in checksums of TCP and UDP: struct net_frame */
#define NET_CAN_CUT4     2u /* cuts TCP over IPv4 into segments: struct net_frame, too */
#define NET_CAN_CUT6     4u /* and over IPv6 */

/* What a device says of a frame: struct net_buf's (flags). */
#define NET_BUF_CHECKED 1u /* its transport checksum is right, or is not to be looked at */
#define NET_BUF_SCARCE  2u /* the device has few buffers: copy what is to be kept for long */

struct net_device;

/* A received frame, or a part of one. */
struct net_buf {
	struct net_buf *next; /* for lists of whoever has it */
	struct net_buf *more; /* the frame goes on there, or NULL; each part is given back */
	uint8_t *data;        /* the frame's first byte, or the part's */
	uint32_t len;         /* of this part; the first one's is at least NET_HEADER */
	uint32_t flags;       /* NET_BUF_*; the first one's count */
	struct net_device *device;
	/* Give it back. Context: the stack's lock held. */
	void (*release)(struct net_buf *b);
	uint8_t stack[NET_STACK_AREA] aligned(16);
};

struct net_piece {
	const void *data;
	uint32_t len;
};

/* A frame to send: the pieces one behind the other. */
struct net_frame {
	const struct net_piece *pieces;
	uint16_t nr_pieces; /* <= NET_PIECES_MAX */
	uint16_t room;      /* bytes before the first piece that are the device's until sent() */
	/*
	 * NET_CAN_CHECKSUM: sum what is from (checksum_start) on and store it (checksum_offset)
	 * bytes behind that, where the sum of the pseudo header stands already. Start 0: do not.
	 */
	uint16_t checksum_start;
	uint16_t checksum_offset;
	/*
	 * NET_CAN_CUT4, NET_CAN_CUT6: one segment of TCP in a packet of up to 64 KiB, with a
	 * checksum to be filled in. Send a frame for each (cut) bytes behind the first
	 * (cut_headers), which each of them begins with. Cut 0: it is one frame.
	 */
	uint16_t cut;
	uint16_t cut_headers;
	bool cut_six; /* it is of IPv6 */
	void *token;  /* what sent() is told; NULL: it is told nothing, the pieces were copied */
};

/* Context of all of these: the stack's lock held, interrupts masked; they never sleep. */
struct net_device_ops {
	/*
	 * Queue (f). Returns 0, or 1 when it was copied: sent() will not be told of it. May itself
	 * tell sent() of others.
	 * Errors: -ENOBUFS: full, nothing was taken, and poll() will be called when there is room;
	 *         -EIO: the device failed, or (f) is nothing that it can send.
	 */
	int (*send)(struct net_device *d, const struct net_frame *f);

	/* Let the device know of what was queued. */
	void (*flush)(struct net_device *d);

	/*
	 * Hand over what was sent and what came, of that at most (budget) frames. Returns whether
	 * there is more; else the device raises its interrupt from now on.
	 */
	bool (*poll)(struct net_device *d, unsigned budget);

	/*
	 * Tell the device again what it was told, and look whether it has told us: one of both
	 * may have been missed. Before poll(), now and then. NULL: nothing gets lost.
	 */
	void (*remind)(struct net_device *d);
};

struct net_device {
	const struct net_device_ops *ops; /* constant, as is the next group */
	uint8_t mac[NET_MAC_SIZE];
	uint16_t mtu; /* without NET_HEADER */
	uint32_t features;
	void *data; /* the driver's own */

	/* Set by the stack before anything is polled; the same context as the ops. */
	void (*received)(struct net_device *d, struct net_buf *b);
	void (*sent)(struct net_device *d, void *token);
	void *stack;
};

/*
 * Devices are looked for when there are memory and configuration, and a process is not sealed yet:
 * a driver's probe() only adds to this list who looks for its devices.
 */
struct net_finder {
	void (*find)(void); /* calls net_device_add() for each */
	struct net_finder *next;
};
extern struct net_finder *net_finders;

/* Look for all devices. Called by the stack at its start. Context: boot. */
void net_devices_find(void);

/*
 * A driver has found (d), which stays for good. WEAK: only in an image that has a network. Context:
 * boot, or thread.
 */
WEAK void net_device_add(struct net_device *d);

/*
 * Start the network, and wait for addresses, though not for ever; in an image without one, nothing
 * (start.c). Context: boot; what threads need is there, and a process is not sealed yet.
 */
void network_begin(void);

/* (d) has something to tell. WEAK: as above. Context: any, the stack's lock not held. */
WEAK void net_device_attend(struct net_device *d);

#endif
