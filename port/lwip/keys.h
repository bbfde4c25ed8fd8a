/* SPDX-License-Identifier: MIT */
/*
 * The keys `net.NAME` of an image with a network, and what their values mean. A value that means
 * nothing stops the start, and the sentence names the key. Private to port/lwip. Context: boot.
 */
#ifndef PORT_LWIP_KEYS_H
#define PORT_LWIP_KEYS_H

#include "base/types.h"
#include "lwip/ip_addr.h"

/* Of one interface, `net.ethN.NAME`; of the first also `net.NAME`. Each is false or 0: not said. */
struct interface_keys {
	bool has_ip, has_ip6;
	bool passt; /* it is at the other end */
	ip4_addr_t ip, mask, gateway;
	ip6_addr_t ip6, gateway6;
	uint16_t mtu;
};

/* What is said of interface (number). */
void keys_of(unsigned number, struct interface_keys *keys);

/* The servers for names and for time, whatever DHCP says. Returns whether one is named. */
bool keys_name_server(ip_addr_t *server);
bool keys_time_server(ip_addr_t *server);

#endif
