/* SPDX-License-Identifier: MIT */
/*
 * What every packet passes on its way, so that raw sockets see it: where there are any. Private to
 * port/lwip.
 */
#ifndef PORT_LWIP_INPUT_RAW_H
#define PORT_LWIP_INPUT_RAW_H

#include "lwip/priv/raw_priv.h"
#include "port/lwip/stack.h"

/* How many raw sockets there are. */
extern uint32_t raw_nr_sockets; /* guarded by the stack's lock */

/* What they do with it. WEAK: raw_socket.c. */
WEAK raw_input_state_t raw_socket_input(struct pbuf *p, struct netif *in);

/* What lwIP calls for raw_input() with every packet (lwip.mk). Context: lwIP's callback. */
raw_input_state_t raw_demultiplex(struct pbuf *p, struct netif *in);

#endif
