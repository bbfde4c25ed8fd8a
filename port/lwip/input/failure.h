/* SPDX-License-Identifier: MIT */
/*
 * What ICMP says of something that was sent: it did not arrive. Whoever sent it is told, as its
 * next error (connected sockets, or by IP_RECVERR) and in a queue of its own (IP_RECVERR,
 * MSG_ERRQUEUE; ip(7)). Private to port/lwip.
 */
#ifndef PORT_LWIP_INPUT_FAILURE_H
#define PORT_LWIP_INPUT_FAILURE_H

#include "port/lwip/inet.h"

struct inet_failure {
	ip_addr_t from, to; /* what was sent: by whom, to whom */
	/* How its transport began, in host order: ports, or an echo's identifier. */
	uint16_t words[3];
	uint8_t protocol;
	uint8_t type; /* what ICMP said */
	uint8_t code;
	uint8_t err;    /* Linux's number for it */
	bool is_final;  /* it will not be better next time */
	uint32_t info;  /* of ICMP, as applications are told */
	struct pbuf *p; /* the message; what was sent stands in it, from its transport on, */
	uint16_t at;    /* here */
};

/* Where the kinds of sockets look for whose it is. WEAK: udp_socket.c, raw_socket.c. */
WEAK void udp_on_failure(const struct inet_failure *f) REQUIRES(&stack);
WEAK void raw_on_failure(const struct inet_failure *f) REQUIRES(&stack);

/*
 * (f) is of what (s) sent to (port); bytes of (skip) of its transport are not the application's.
 * Context: lwIP's callback.
 */
void inet_fail(struct socket *s, struct inet_datagrams *q, const struct inet_options *o,
	       bool connected, const struct inet_failure *f, uint16_t port, uint16_t skip)
	REQUIRES(&stack);

/* Receive by MSG_ERRQUEUE. WEAK: in images that say IP_RECVERR. Errors, context: inet_dequeue(). */
WEAK must_use int inet_dequeue_failure(struct socket *s, struct inet_datagrams *q,
				       const struct inet_options *o, struct socket_message *m);

/* Queue it. WEAK, as above. */
WEAK void inet_queue_failure(struct socket *s, struct inet_datagrams *q,
			     const struct inet_failure *f, uint16_t port, uint16_t skip)
	REQUIRES(&stack);

/* A message of ICMP came, or of ICMPv6, at whose header (p) is. WEAK: sockets bring it. */
WEAK void failure_input(struct pbuf *p, const struct netif *in, bool six) REQUIRES(&stack);

/* What lwIP calls for icmp_input() and icmp6_input() (lwip.mk). Context: lwIP's callback. */
void icmp_demultiplex(struct pbuf *p, struct netif *in);
void icmp6_demultiplex(struct pbuf *p, struct netif *in);

#endif
