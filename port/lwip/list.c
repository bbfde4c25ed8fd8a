/* SPDX-License-Identifier: MIT */
/* What interfaces, addresses and routes there are, for those who ask: kern/net/interface.h. */
#include "base/string.h"
#include "kern/net/interface.h"
#include "lwip/netif.h"
#include "port/lwip/inet.h"
#include "port/lwip/interface.h"

LINK_WITH(interface_configure);

#define LOOPBACK_MTU 65536

bool inet_is_loop(const struct netif *n)
{
	return n->name[0] == 'l' && n->name[1] == 'o';
}

static void set_name(const struct netif *n, char name[NET_NAME_SIZE])
{
	memset(name, 0, NET_NAME_SIZE);
	name[0] = n->name[0];
	name[1] = n->name[1];
	if (inet_is_loop(n))
		return;
	memcpy(name, "eth", 3);
	name[3] = (char)('0' + n->num - 1); /* 0 is the loopback */
}

void inet_describe(const struct netif *n, struct net_interface *i)
{
	*i = (struct net_interface){
		.index = netif_get_index(n),
		.flags = inet_is_loop(n) ? NET_LOOPBACK : NET_BROADCAST | NET_MULTICAST,
		.mtu = inet_is_loop(n) ? LOOPBACK_MTU : n->mtu,
	};
	if (netif_is_up(n))
		i->flags |= NET_UP;
	if (netif_is_link_up(n))
		i->flags |= NET_RUNNING | NET_LOWER_UP;
	if (!inet_is_loop(n))
		memcpy(i->mac, n->hwaddr, sizeof i->mac);
	set_name(n, i->name);
}

struct netif *inet_find_interface(const char *name, uint32_t index)
{
	struct net_interface i;
	struct netif *n;

	NETIF_FOREACH(n)
	{
		inet_describe(n, &i);
		if (name ? !strncmp(i.name, name, sizeof i.name) : i.index == index)
			return n;
	}
	return NULL;
}

/* The interfaces in the order of their numbers, which is not the order of lwIP's list. */
bool net_interface_get(unsigned n, struct net_interface *i)
{
	struct netif *netif;

	stack_lock();
	netif = netif_get_by_index((u8_t)(n + 1));
	if (netif)
		inet_describe(netif, i);
	stack_unlock();
	return netif != NULL;
}

/* How many bits of (mask), host order, are the network's. */
static uint8_t prefix_of(uint32_t mask)
{
	return ~mask ? (uint8_t)__builtin_clz(~mask) : 32;
}

static void describe_ipv4(const struct netif *n, struct net_address *a) REQUIRES(&stack)
{
	uint32_t mask = lwip_ntohl(netif_ip4_netmask(n)->addr);

	*a = (struct net_address){
		.interface = netif_get_index(n),
		.family = SOCKET_INET,
		.prefix = prefix_of(mask),
		.scope = inet_is_loop(n) ? NET_SCOPE_HOST : NET_SCOPE_GLOBAL,
	};
	memcpy(a->bytes, &netif_ip4_addr(n)->addr, 4);
}

static void describe_ipv6(const struct netif *n, s8_t slot, struct net_address *a) REQUIRES(&stack)
{
	const ip6_addr_t *six = netif_ip6_addr(n, slot);

	*a = (struct net_address){
		.interface = netif_get_index(n),
		.family = SOCKET_INET6,
		.prefix = inet_is_loop(n) ? 128 : 64,
		.scope = inet_is_loop(n)             ? NET_SCOPE_HOST
			 : ip6_addr_islinklocal(six) ? NET_SCOPE_LINK
						     : NET_SCOPE_GLOBAL,
		.tentative = ip6_addr_istentative(netif_ip6_addr_state(n, slot)),
	};
	memcpy(a->bytes, six->addr, sizeof a->bytes);
}

/* The addresses of (n) count down (*left); true: the one that was asked for is in (*a). */
static bool find_address(const struct netif *n, unsigned *left, struct net_address *a)
	REQUIRES(&stack)
{
	if (netif_ip4_addr(n)->addr && !(*left)--) {
		describe_ipv4(n, a);
		return true;
	}
	for (s8_t slot = 0; slot < LWIP_IPV6_NUM_ADDRESSES; slot++) {
		if (!ip6_addr_isinvalid(netif_ip6_addr_state(n, slot)) && !(*left)--) {
			describe_ipv6(n, slot, a);
			return true;
		}
	}
	return false;
}

bool net_address_get(unsigned n, struct net_address *a)
{
	struct netif *netif;
	bool found = false;

	stack_lock();
	for (u8_t i = 1; !found && (netif = netif_get_by_index(i)) != NULL; i++)
		found = find_address(netif, &n, a);
	stack_unlock();
	return found;
}

static bool find_route(const struct netif *n, unsigned *left, struct net_route *r) REQUIRES(&stack)
{
	uint32_t address = netif_ip4_addr(n)->addr, mask = netif_ip4_netmask(n)->addr;
	uint32_t gateway = netif_ip4_gw(n)->addr, to = address & mask;

	if (inet_is_loop(n) || !address)
		return false;
	*r = (struct net_route){ .interface = netif_get_index(n), .family = SOCKET_INET };
	if (n == netif_default && gateway && !(*left)--) {
		r->has_gateway = true;
		memcpy(r->gateway, &gateway, sizeof gateway);
		return true;
	}
	if (!(*left)--) {
		r->prefix = prefix_of(lwip_ntohl(mask));
		r->scope = NET_SCOPE_LINK;
		memcpy(r->to, &to, sizeof to);
		return true;
	}
	return false;
}

bool net_route_get(unsigned n, struct net_route *r)
{
	struct netif *netif;
	bool found = false;

	stack_lock();
	for (u8_t i = 1; !found && (netif = netif_get_by_index(i)) != NULL; i++)
		found = find_route(netif, &n, r);
	stack_unlock();
	return found;
}
