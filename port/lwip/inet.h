/* SPDX-License-Identifier: MIT */
/*
 * Sockets of AF_INET and AF_INET6. Private to port/lwip.
 */
#ifndef PORT_LWIP_INET_H
#define PORT_LWIP_INET_H

#include "kern/net/socket.h"
#include "lwip/err.h"
#include "lwip/ip_addr.h"
#include "port/lwip/stack.h"

/*
 * What a socket of UDP, TCP and the rest is. WEAK, as inet_create() is, which each brings. Errors:
 * -ENOMEM.
 */
WEAK must_use int tcp_create(unsigned family, struct socket **s);
WEAK must_use int udp_create(unsigned family, struct socket **s);
WEAK must_use int raw_create(unsigned family, unsigned type, unsigned protocol, struct socket **s);

/* Linux's number for lwIP's error. */
int inet_errno(err_t err);

/*
 * Between addresses as (s) has them and lwIP's. An IPv4 address of an IPv6 socket is mapped.
 * Errors:  -EINVAL, -EAFNOSUPPORT; -ENETUNREACH for one that (s) cannot have.
 */
must_use int inet_get_address(const struct socket *s, const struct socket_address *a, ip_addr_t *ip,
			      uint16_t *port);
void inet_put_address(const struct socket *s, struct socket_address *a, const ip_addr_t *ip,
		      uint16_t port);

/* The address that stands for all of (s)'s own. */
void inet_any(const struct socket *s, ip_addr_t *ip);

/* As Linux: what is sent to the address that stands for all of ours comes to ourselves. */
void inet_any_is_self(ip_addr_t *ip);

/* Is (ip) one of ours, or one for all? Context: the lock held. */
bool inet_is_own(const ip_addr_t *ip) REQUIRES(&stack);

/* A datagram that waits to be read. */
struct inet_datagram {
	struct inet_datagram *next;
	struct pbuf *p;
	ip_addr_t from;
	uint16_t port;
	ip_addr_t to;
	nsec_t came;   /* socket_stamp() */
	uint32_t lost; /* before it, if that is to be told */
	uint8_t interface;
	uint8_t ttl;
	uint8_t tos;
};

/* Those of a socket: the same for UDP and raw ones. */
struct inet_datagrams {
	struct inet_datagram *first, *last;
	uint32_t bytes;
	uint32_t failure_bytes;
	struct inet_datagram *failures, *last_failure; /* input/failures.c */
};

#define INET_OVERHEAD 256 /* of a datagram's memory, beside its bytes */

/* Options of IP that tell of datagrams, or go with them. */
struct inet_options {
	bool tell_info;  /* IP_PKTINFO, of a datagram of IPv4 */
	bool tell_info6; /* IPV6_RECVPKTINFO */
	bool tell_ttl;
	bool tell_tos;
	bool tell_errors; /* IP_RECVERR */
	bool free_bind;   /* addresses that are nobody's here may be bound to */
	bool transparent; /* the same, and those of others */
	bool late_port;   /* IP_BIND_ADDRESS_NO_PORT: kept alone */
	bool mtu_is_set;  /* else it is as it is by default */
	uint8_t mtu_discover;
};

/* Tell (data) in a control message, if there is room for it. */
void inet_tell(struct socket_control *c, int level, int type, const void *data, size_t n);

/* Tell (m), if there is room, that (lost) messages before it had none; 0: nobody wants to know. */
void inet_tell_lost(struct socket_message *m, uint32_t lost);

/* Add (p), which came to (s) from (from): takes it over. Context: lwIP's callback. */
void inet_queue(struct socket *s, struct inet_datagrams *q, struct pbuf *p, const ip_addr_t *from,
		uint16_t port);
/* Receive the first of (q). Errors: -EAGAIN, -EFAULT. Context: thread. */
must_use int inet_dequeue(struct socket *s, struct inet_datagrams *q, const struct inet_options *o,
			  struct socket_message *m);
void inet_drop(struct inet_datagrams *q) REQUIRES(&stack);

/* Note in (d) how the packet came that comes to (s) now. Context: lwIP's callback. */
void inet_note(const struct socket *s, struct inet_datagram *d);

/* The bytes of (d), which is of no queue any more, to (m), its sender, and when it came. */
must_use int inet_copy_datagram(struct socket *s, const struct inet_datagram *d,
				struct socket_message *m);

/* What options of IP ask to be told beside the bytes. */
void inet_tell_options(const struct inet_datagram *d, const struct inet_options *o,
		       struct socket_control *c);

/*
 * The bytes of (m) in a buffer of lwIP's, with room for headers. Errors: -EMSGSIZE, -ENOBUFS,
 * -EFAULT. Context: thread, the lock not held, as memory of the application is touched.
 */
must_use int inet_take_bytes(struct socket_message *m, size_t max, struct pbuf **p);

/* How one datagram goes, where that is not as its socket says. */
struct inet_sending {
	int ttl; /* -1: as the socket says */
	int tos;
	ip_addr_t from;     /* any: as the socket says, or the route */
	uint32_t interface; /* 0: the same */
};

/*
 * What stands beside the bytes of (m), which go from (s) by IPv4 or IPv6; where one says what only
 * the other knows, that is for nobody. Errors: -EINVAL. Context: any.
 */
must_use int inet_take_control(const struct socket *s, const struct socket_message *m, bool v4,
			       struct inet_sending *how);

/*
 * The interface that what goes to (to) takes, where (how) says it or what it comes from; else NULL.
 * Errors: -EINVAL, -ENETUNREACH: that is not ours; -ENODEV.
 */
struct netif;
must_use int inet_find_way(const struct inet_sending *how, const ip_addr_t *to, struct netif **n)
	REQUIRES(&stack);

/* Options that are the same for all kinds: SOL_IP, SOL_IPV6. */
struct ip_pcb;
must_use int inet_set_option(struct socket *s, struct ip_pcb *pcb, struct inet_options *o,
			     int level, int name, const void *value, size_t n);
must_use int inet_get_option(struct socket *s, struct ip_pcb *pcb, struct inet_options *o,
			     int level, int name, void *value, size_t *n);

/* May a socket with (o) be bound to (ip)? */
static inline bool inet_may_bind(const struct inet_options *o, const ip_addr_t *ip) REQUIRES(&stack)
{
	return o->free_bind || o->transparent || inet_is_own(ip);
}

/* The checksum of an IPv4 header, which lwIP leaves out of packets to ourselves: others see it. */
void inet_fill_checksum(void *header);

/*
 * SO_BINDTODEVICE: the number of the interface that (value) names, 0 for none; and its name.
 * Errors: -ENODEV; -EINVAL.
 */
must_use int inet_set_device(const void *value, size_t n, uint8_t *index) REQUIRES(&stack);
must_use int inet_get_device(uint8_t index, void *value, size_t *n) REQUIRES(&stack);

/* Is (n) the loopback interface? */
bool inet_is_loop(const struct netif *n);

/* The interface with (name), or where that is NULL with the number (index); NULL: there is none. */
struct netif *inet_find_interface(const char *name, uint32_t index) REQUIRES(&stack);

/* What there is to say of (n), with its name as Linux has it: "lo", "eth0". */
struct net_interface;
void inet_describe(const struct netif *n, struct net_interface *i) REQUIRES(&stack);

#endif
