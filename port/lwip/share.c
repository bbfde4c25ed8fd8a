/* SPDX-License-Identifier: MIT */
/* Who of those that share a port has a peer. */
#include "port/lwip/share.h"

static uint32_t hash(const ip_addr_t *ip, uint16_t port)
{
	uint32_t h = port;

	if (IP_IS_V6(ip)) {
		for (unsigned i = 0; i < 4; i++)
			h = (h ^ ip_2_ip6(ip)->addr[i]) * 2654435761u;
	} else {
		h = (h ^ ip4_addr_get_u32(ip_2_ip4(ip))) * 2654435761u;
	}
	return h >> 16;
}

struct list *inet_share_choose(struct list *one, const ip_addr_t *ip, uint16_t port)
{
	uint32_t n = 1;

	list_for_each (other, one)
		n++;
	if (n == 1)
		return one;
	for (n = hash(ip, port) % n; n; n--)
		one = one->next;
	return one;
}
