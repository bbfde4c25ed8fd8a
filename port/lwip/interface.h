/* SPDX-License-Identifier: MIT */
/*
 * Interfaces: network devices as lwIP's netifs. Private to port/lwip.
 */
#ifndef PORT_LWIP_INTERFACE_H
#define PORT_LWIP_INTERFACE_H

#include "kern/dev/net.h"
#include "lwip/netif.h"
#include "port/lwip/stack.h"

/* To whom frames with packets for (to) go: as lwIP found out within the last second. */
struct neighbour {
	uint32_t to; /* an address of IPv4; 0: nobody */
	uint8_t header[NET_HEADER];
};

#define INTERFACE_ASKED 1u /* for a neighbour's address: the packet that is on its way tells */
#define INTERFACE_PASST 2u /* passt is at the other end (input/passt.h) */

/*
 * A flag of a buffer, beside lwIP's (PBUF_FLAG_*): the application made it, with its checksums, and
 * right or wrong they stay.
 */
#define INTERFACE_AS_IT_IS 0x80u

#define NEIGHBOURS 16 /* a power of two */

struct interface {
	struct netif n;
	struct net_device *device;
	struct interface *next;
	bool leaves_checksums; /* of TCP to the device */
	bool cuts4, cuts6;     /* the device cuts what TCP sends (tcp/train.h) */
	bool queued;           /* frames that the device was not told of yet */
	uint8_t looks;         /* INTERFACE_*: at what is sent */
	ip6_addr_t gateway6;   /* a key's; any: none */
	struct neighbour neighbours[NEIGHBOURS];
};

/* The first of all. Context: the lock held. */
struct interface *interface_first(void) REQUIRES(&stack);

/* Tell devices of the frames that were queued: some were, if (interfaces_queued). */
extern bool interfaces_queued; /* guarded by the lock */
void interface_flush_devices(void) REQUIRES(&stack);

/*
 * Give (i)'s device a frame of (len) bytes, whose headers are in its first piece, as its send() has
 * it. One of TCP is summed by the device if that can.
 */
int interface_send(struct interface *i, struct net_frame *f, size_t len) REQUIRES(&stack);

/*
 * The same for a buffer of lwIP's, which is referred to as long as the device has it, and summed
 * only if it does not say INTERFACE_AS_IT_IS.
 */
int interface_send_one(struct interface *i, struct pbuf *p) REQUIRES(&stack);

/* Does what is sent by (n) go to a device that cuts TCP over IPv6, or IPv4, and to nobody else? */
bool interface_cuts(const struct netif *n, bool six) REQUIRES(&stack);

/* A notice to a device, or one of it, may have got lost: find out. */
void interface_remind_devices(void) REQUIRES(&stack);

/* What is known of neighbours may be wrong from now on. */
void interface_forget_neighbours(void) REQUIRES(&stack);

/*
 * As ip4_output_if(), in whose place TCP calls it: to a neighbour, by a device, in one piece, it
 * goes without asking for what it does not need.
 */
err_t interface_output_tcp(struct pbuf *p, const ip4_addr_t *from, const ip4_addr_t *to, u8_t ttl,
			   u8_t tos, u8_t protocol, struct netif *n) REQUIRES(&stack);

/* Which one (i) is, from 0. */
unsigned interface_number(const struct interface *i) REQUIRES(&stack);

/*
 * (p) came for (i), or is to be taken as if it had. Ours from here on. Whether checksums are looked
 * at was said before, by interface_look().
 */
void interface_input(struct interface *i, struct pbuf *p) REQUIRES(&stack);
void interface_look(struct interface *i, bool at_checksums) REQUIRES(&stack);

/* Tell the tool of its addresses: tell.c. */
void interface_tell(const struct netif *n) REQUIRES(&stack);

/* Give (i), which was just made, its addresses: configure.c. */
void interface_configure(struct interface *i) REQUIRES(&stack);

#endif
