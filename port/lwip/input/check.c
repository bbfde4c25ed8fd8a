/* SPDX-License-Identifier: MIT */
/* Frames and segments that lwIP does not look at closely enough: see check.h. */
#include "port/lwip/input/check.h"

#include "lwip/def.h"
#include "port/lwip/input/frame.h"

#define ARP_SIZE 28

/* Extension headers of IPv6 (RFC 8200, 4). */
enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, DESTINATION = 60 };

/* Options of a header that has (n) bytes: each is a byte, or a type, a length and as many bytes. */
static bool check_options6(const uint8_t *h, size_t n)
{
	for (size_t at = 2; at < n; at += h[at] ? 2u + h[at + 1] : 1u) {
		if (h[at] && (at + 2 > n || at + 2 + h[at + 1] > n))
			return false;
	}
	return true;
}

static bool check_ip6(const uint8_t *ip, size_t n)
{
	size_t said = IP6_HLEN + ((size_t)ip[4] << 8 | ip[5]), size;
	unsigned next = ip[6];

	n = MIN(n, said);
	for (size_t at = IP6_HLEN;; at += size) {
		const uint8_t *h = ip + at;

		if (next != HOP_BY_HOP && next != ROUTING && next != FRAGMENT &&
		    next != DESTINATION)
			return true;
		if (n < at + 8)
			return false;
		size = next == FRAGMENT ? 8 : 8 * (1u + h[1]);
		if (n < at + size)
			return false;
		if ((next == HOP_BY_HOP || next == DESTINATION) && !check_options6(h, size))
			return false;
		next = h[0];
	}
}

bool check_frame(const struct pbuf *p)
{
	const uint8_t *frame = p->payload, *packet = frame + NET_HEADER;
	size_t n = p->len - NET_HEADER;

	switch (frame_type(frame)) {
	case TYPE_ARP:
		return n >= ARP_SIZE;
	case TYPE_IPV4:
		return n >= IP_HLEN;
	case TYPE_IPV6:
		return n >= IP6_HLEN && check_ip6(packet, n);
	default:
		return true;
	}
}

/* The peer's time, as RFC 7323, appendix A, recommends: nearly all have it alone. */
static bool is_time(const uint8_t *o)
{
	uint32_t first;

	__builtin_memcpy(&first, o, sizeof first);
	return first == PP_HTONL(TCP_TIME_OPTION);
}

bool check_tcp_options(const struct tcp_hdr *h, size_t n)
{
	const uint8_t *o = (const uint8_t *)h;
	size_t end = (size_t)TCPH_HDRLEN_BYTES(h);

	if (end > n) /* lwIP sees to that */
		return true;
	if (likely(end == TCP_HLEN + TCP_TIME_SIZE && is_time(o + TCP_HLEN)))
		return true;
	for (size_t at = TCP_HLEN; at < end && o[at]; at += o[at] == 1 ? 1 : o[at + 1]) {
		if (o[at] == 1)
			continue;
		if (at + 2 > end || o[at + 1] < 2 || at + o[at + 1] > end)
			return false;
	}
	return true;
}
