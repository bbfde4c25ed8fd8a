/* SPDX-License-Identifier: MIT */
/*
 * Options of SOL_TCP, and those that change nothing here but what is told later. Private to
 * port/lwip/tcp.
 */
#ifndef PORT_LWIP_TCP_KEPT_H
#define PORT_LWIP_TCP_KEPT_H

#include "port/lwip/tcp/tcp.h"

enum {
	TCP_NODELAY = 1,
	TCP_MAXSEG,
	TCP_CORK,
	TCP_KEEPIDLE_,
	TCP_KEEPINTVL_,
	TCP_KEEPCNT_,
	TCP_SYNCNT,
	TCP_LINGER2,
	TCP_DEFER_ACCEPT,
	TCP_WINDOW_CLAMP,
	TCP_INFO,
	TCP_QUICKACK,
	TCP_CONGESTION,
	TCP_USER_TIMEOUT = 18,
	TCP_FASTOPEN = 23,
	TCP_NOTSENT_LOWAT = 25,
	TCP_ULP = 31,
};

/*
 * Keep one of these. WEAK: in images that name one by a constant, or any by none
 * (port/musl/wants/pith/socket.h). Errors: -ENOPROTOOPT: it is none; -EINVAL, -ENOENT. Context:
 * thread.
 */
WEAK must_use int tcp_keep_option(struct tcp_socket *t, int name, const void *value, size_t n);

#endif
