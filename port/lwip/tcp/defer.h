/* SPDX-License-Identifier: MIT */
/*
 * TCP_DEFER_ACCEPT: a connection is accepted when its peer has said something, or the time is over.
 * Private to port/lwip.
 *
 * WEAK: an image has it whose application says that name (port/musl/wants/pith/socket.h).
 */
#ifndef PORT_LWIP_TCP_DEFER_H
#define PORT_LWIP_TCP_DEFER_H

#include "port/lwip/tcp/tcp.h"

/* Let (t) wait for so long: seconds, or fewer than 1 for not at all. Returns 0. */
WEAK int tcp_defer_set(struct tcp_socket *t, int seconds) REQUIRES(&stack);

/*
 * (t), which has a connection, is for (listener): give it that when it is to be accepted. Returns
 * false where that is now: (listener) does not wait, or for too many already.
 */
WEAK bool tcp_defer(struct tcp_socket *listener, struct tcp_socket *t) REQUIRES(&stack);

/* A tick of lwIP's timer: whose time is over? */
WEAK void tcp_defer_check(void);

/* (listener) is to be closed: forget those for it, of which their peers hear when they speak. */
WEAK void tcp_defer_end(struct tcp_socket *listener) REQUIRES(&stack);

#endif
