/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: requests by netlink. Each answer is walked as a program would.
 *
 * Links: kern/net/netlink/request.c kern/net/netlink/route.c kern/net/netlink/reply.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kern/mem/heap.h"
#include "kern/net/interface.h"
#include "kern/net/netlink/netlink_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void *heap_alloc_zero(size_t size)
{
	return calloc(1, size);
}

unsigned wait_wake(struct wait_queue *q, unsigned n)
{
	(void)q;
	return n;
}

bool net_interface_get(unsigned n, struct net_interface *i)
{
	*i = (struct net_interface){ .index = n + 1, .flags = n ? NET_UP : NET_LOOPBACK };
	memcpy(i->name, "eth0", 5);
	return n < 20;
}

bool net_address_get(unsigned n, struct net_address *a)
{
	*a = (struct net_address){
		.interface = n % 7,
		.family = n % 2 ? SOCKET_INET : SOCKET_INET6,
		.prefix = (uint8_t)(n * 9 % 33),
	};
	return n < 100;
}

bool net_route_get(unsigned n, struct net_route *r)
{
	*r = (struct net_route){
		.interface = 1,
		.family = SOCKET_INET,
		.prefix = (uint8_t)n,
		.has_gateway = n % 2,
	};
	return n < 30;
}

/* All of (a) are whole messages with whole attributes, or the end of one. */
static void walk(const struct netlink_answer *a)
{
	size_t at = 0;

	while (at < a->len) {
		const struct nlmsghdr *h = (const void *)(a->data + at);

		if (a->len - at < sizeof *h || h->len < sizeof *h || h->len > a->len - at)
			abort();
		at += NLMSG_ALIGN(h->len);
	}
	if (at != a->len || a->len > NETLINK_DATAGRAM)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct netlink_socket s = { .port = 1 };
	uint8_t *copy = malloc(size + 1);

	memcpy(copy, data, size);
	s.socket.receive_size = 100000;
	s.socket.readable.waiters = (struct list)LIST_INIT(s.socket.readable.waiters);
	netlink_answer(&s, copy, size);
	free(copy);
	while (s.first) {
		struct netlink_answer *a = s.first;

		walk(a);
		s.first = a->next;
		free(a);
	}
	return 0;
}
