/* SPDX-License-Identifier: MIT */
/*
 * Segments that lwIP sends one behind the other, as one long frame: a device that cuts it up
 * (NET_CAN_CUT4) costs as much for 45 of them as for one. Private to port/lwip.
 *
 * lwIP has its segments as before: each waits for its acknowledgement, and is sent again alone. The
 * first of a train passes IP and is held where it would go to the device; whatever of its
 * connection follows on joins it without passing IP at all. It leaves with what cannot join, and at
 * the latest when the stack's lock is let go.
 */
#ifndef PORT_LWIP_TCP_TRAIN_H
#define PORT_LWIP_TCP_TRAIN_H

#include "port/lwip/interface.h"

/* There is one, of whatever interface. */
struct train {
	struct pbuf *expected; /* may be the first when it comes to its interface; or NULL */
	struct pbuf *first;    /* its frame, held; NULL: there is no train */
};
extern struct train train; /* guarded by the stack's lock */

/* The frame (p) of what was expected is to go to (i)'s device. False: it is no first one. */
bool train_hold(struct interface *i, struct pbuf *p) REQUIRES(&stack);

/* Give the train to its device: as net_device_ops' send(), and -ENOBUFS leaves it there. */
int train_leave(void) REQUIRES(&stack);

/* A device was told (token) for a frame, and has sent it. Was that a train, which is freed now? */
bool train_is_sent(void *token) REQUIRES(&stack);

/* What lwIP's TCP calls for ip4_output_if() and ip6_output_if() (lwip.mk). */
err_t train_output4(struct pbuf *p, const ip4_addr_t *src, const ip4_addr_t *dest, u8_t ttl,
		    u8_t tos, u8_t protocol, struct netif *n);
err_t train_output6(struct pbuf *p, const ip6_addr_t *src, const ip6_addr_t *dest, u8_t ttl,
		    u8_t tos, u8_t protocol, struct netif *n);

#endif
