/* SPDX-License-Identifier: MIT */
/*
 * The tool hears what an interface is called, each time that this changes.
 */
#include "kern/core/image.h"
#include "kern/dev/control.h"
#include "lwip/ip_addr.h"
#include "port/lwip/interface.h"

static size_t add_address(char *text, size_t at, size_t size, const ip_addr_t *a)
{
	size_t blank = at > 1;

	if (at + blank + IPADDR_STRLEN_MAX > size)
		return at;
	text[at] = ' ';
	ipaddr_ntoa_r(a, text + at + blank, IPADDR_STRLEN_MAX);
	/* lwIP writes capital letters; signs and digits have that bit. */
	while (text[at])
		text[at++] |= 0x20;
	return at;
}

void interface_tell(const struct netif *n)
{
	char text[CONTROL_SHARED_MAX];
	size_t at = 1;

	if (!control_present)
		return;
	text[0] = (char)interface_number(n->state);
	if (netif_ip4_addr(n)->addr)
		at = add_address(text, at, sizeof text, netif_ip_addr4(n));
	for (s8_t i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
		if (ip6_addr_isvalid(netif_ip6_addr_state(n, i)) &&
		    !ip6_addr_islinklocal(netif_ip6_addr(n, i)))
			at = add_address(text, at, sizeof text, netif_ip_addr6(n, i));
	image_tell_addresses(text, at);
}
