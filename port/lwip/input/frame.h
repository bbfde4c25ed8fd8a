/* SPDX-License-Identifier: MIT */
/*
 * Frames of Ethernet as bytes: what they carry, and where. Private to port/lwip.
 */
#ifndef PORT_LWIP_INPUT_FRAME_H
#define PORT_LWIP_INPUT_FRAME_H

#include "kern/dev/net.h"
#include "lwip/prot/ieee.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"
#include "port/lwip/sum.h"

/* What a frame carries, as it says so: in network order. */
#define TYPE_IPV4 PP_HTONS(ETHTYPE_IP)
#define TYPE_ARP  PP_HTONS(ETHTYPE_ARP)
#define TYPE_IPV6 PP_HTONS(ETHTYPE_IPV6)

static always_inline uint16_t frame_type(const uint8_t *frame)
{
	uint16_t type;

	__builtin_memcpy(&type, frame + 12, sizeof type);
	return type;
}

/* Of the word from the sixth byte of a header of IPv4 on: where a fragment lies, and protocol. */
#define IPV4_PLACE_PROTOCOL 0xff00ff3fu
#define IPV4_WHOLE_TCP      ((uint32_t)IP_PROTO_TCP << 24)

/*
 * Where TCP's header stands in a frame that begins with the (n) bytes at (frame). 0: it is not TCP,
 * a fragment, has other headers between, or TCP's is not among these bytes.
 */
static always_inline size_t frame_tcp(const uint8_t *frame, size_t n)
{
	const uint8_t *ip = frame + NET_HEADER;
	size_t at = NET_HEADER;
	uint16_t type;

	if (n < NET_HEADER + IP_HLEN + TCP_HLEN)
		return 0;
	type = frame_type(frame);
	if (type == TYPE_IPV4 && (sum_load4(ip + 6) & IPV4_PLACE_PROTOCOL) == IPV4_WHOLE_TCP)
		at += (size_t)(ip[0] & 15) * 4;
	else if (type == TYPE_IPV6 && ip[6] == IP_PROTO_TCP)
		at += IP6_HLEN;
	else
		return 0;
	return n < at + TCP_HLEN ? 0 : at;
}

#endif
