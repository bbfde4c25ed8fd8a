/* SPDX-License-Identifier: MIT */
/*
 * What there is of a network, for those who ask by a protocol of their own (kern/net/netlink).
 *
 * The stack answers, one at a time by number from 0 on; what comes or goes meanwhile may be missed
 * or told twice, as in any list that is read so. WEAK: absent in an image without a stack.
 */
#ifndef KERN_NET_INTERFACE_H
#define KERN_NET_INTERFACE_H

#include "base/compiler.h"
#include "base/types.h"

#define NET_NAME_SIZE 16 /* with the terminator */

/* Flags of interfaces: IFF_*. */
#define NET_UP        0x1u
#define NET_BROADCAST 0x2u
#define NET_LOOPBACK  0x8u
#define NET_RUNNING   0x40u
#define NET_MULTICAST 0x1000u
#define NET_LOWER_UP  0x10000u

struct net_interface {
	uint32_t index; /* from 1 on */
	uint32_t flags; /* NET_* */
	uint32_t mtu;
	uint8_t mac[6];
	char name[NET_NAME_SIZE];
};

/* How far an address, or a route, is known: RT_SCOPE_*. */
#define NET_SCOPE_GLOBAL 0u
#define NET_SCOPE_LINK   253u
#define NET_SCOPE_HOST   254u

struct net_address {
	uint32_t interface; /* its index */
	uint8_t family;     /* SOCKET_INET, of which 4 bytes count, or SOCKET_INET6 */
	uint8_t prefix;     /* bits that are the network's */
	uint8_t scope;
	bool tentative; /* it is not yet known whether somebody else has it */
	bool dynamic;   /* it was given for a time */
	uint8_t bytes[16];
};

struct net_route {
	uint32_t interface;
	uint8_t family;
	uint8_t prefix; /* 0: everywhere */
	uint8_t scope;
	bool has_gateway;
	uint8_t to[16];
	uint8_t gateway[16];
};

/* The (n)th. Returns false where there is none. Context: thread, no lock held. */
WEAK bool net_interface_get(unsigned n, struct net_interface *i);
WEAK bool net_address_get(unsigned n, struct net_address *a);
WEAK bool net_route_get(unsigned n, struct net_route *r);

/*
 * Some of that has changed; who wants to know finds out what. WEAK: absent without netlink.
 * Context: any, the stack's lock held.
 */
WEAK void net_changed(void);

/* What ioctl() asks of interfaces through a socket of any family. Errors: -ENOTTY, and Linux's. */
WEAK int net_interface_ioctl(unsigned cmd, uintptr_t arg);

#endif
