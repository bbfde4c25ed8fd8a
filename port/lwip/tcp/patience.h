/* SPDX-License-Identifier: MIT */
/*
 * TCP_USER_TIMEOUT (RFC 5482): how long a peer may leave bytes unacknowledged, or its window
 * closed, until the connection is given up. Private to port/lwip.
 *
 * WEAK: an image has it whose application says that name (port/musl/wants/pith/socket.h).
 */
#ifndef PORT_LWIP_TCP_PATIENCE_H
#define PORT_LWIP_TCP_PATIENCE_H

#include "port/lwip/tcp/tcp.h"

/*
 * Let (t)'s pcb, which does not listen, be given up as (t) says. It holds as long as the pcb is
 * there, also when (t) is closed.
 */
WEAK void tcp_patience_apply(struct tcp_socket *t) REQUIRES(&stack);

/* A tick of lwIP's timer: look at all. */
WEAK void tcp_patience_check(void);

#endif
