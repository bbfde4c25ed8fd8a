/* SPDX-License-Identifier: MIT */
/*
 * Sockets that share a port (SO_REUSEPORT): each of a ring gets the peers that a hash gives it, so
 * that one peer stays with one of them while the ring is as it is.
 */
#ifndef PORT_LWIP_SHARE_H
#define PORT_LWIP_SHARE_H

#include "base/list.h"
#include "lwip/ip_addr.h"
#include "port/lwip/stack.h"

/* Which of the ring that (one) is in has what comes from (port) of (ip); (one) if it is alone. */
struct list *inet_share_choose(struct list *one, const ip_addr_t *ip, uint16_t port)
	REQUIRES(&stack);

#endif
