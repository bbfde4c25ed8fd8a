/* SPDX-License-Identifier: MIT */
/*
 * All addresses that begin with 127 are the loopback interface's, as on Linux; lwIP takes packets
 * for its one address alone, and for broadcasts. So these are such, in the one place where that is
 * asked of where a packet goes to. It is included before the source that does so (lwip.mk).
 */
#ifndef PORT_LWIP_LOOPBACK_H
#define PORT_LWIP_LOOPBACK_H

#include <lwip/ip.h>
#include <lwip/ip4_addr.h>
#include <lwip/netif.h>

static u8_t __attribute__((__noinline__))
loopback_takes(const u32_t *address, const struct netif *n)
{
	if (address == &ip_data.current_iphdr_dest.u_addr.ip4.addr &&
	    ip4_addr_isloopback(ip_2_ip4(&ip_data.current_iphdr_dest)) && n->name[0] == 'l')
		return 1;
	return ip4_addr_isbroadcast_u32(*address, n);
}

#define ip4_addr_isbroadcast_u32(address, n) loopback_takes(&(address), n)

#endif
