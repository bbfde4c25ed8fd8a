/* SPDX-License-Identifier: MIT */
/*
 * Where frames are seen: an interface's functions for what comes and goes are wrapped once there
 * is a packet socket. What lwIP sends to ourselves passes no interface and has no frame: it is
 * shown as Linux does, on the loopback interface, as it goes and as it comes.
 */
#include "base/errno.h"
#include "base/string.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "port/lwip/input/frame.h"
#include "port/lwip/inet.h"
#include "port/lwip/interface.h"
#include "port/lwip/packet/packet.h"

#define HARDWARE_ETHERNET 1
#define HARDWARE_LOOPBACK 772
#define LOOPBACK          1 /* the number of its interface, which is the first */

static struct {
	netif_input_fn input; /* what Ethernet's interfaces had */
	netif_linkoutput_fn output;
	const struct socket *sender; /* of the frame that goes out */
	bool seen;                   /* what goes to lwIP now is no news */
} tap;

unsigned tap_hardware(const struct netif *n)
{
	return inet_is_loop(n) ? HARDWARE_LOOPBACK : HARDWARE_ETHERNET;
}

size_t packet_copy(const struct packet_seen *f, size_t at, void *to, size_t n)
{
	size_t header = f->header ? NET_HEADER : 0, first = 0;

	n = at < f->len ? MIN(n, f->len - at) : 0;
	if (at < header) {
		first = MIN(n, header - at);
		memcpy(to, f->header + at, first);
	}
	if (n > first)
		pbuf_copy_partial(f->p, (char *)to + first, (u16_t)(n - first),
				  (u16_t)(at + first - header));
	return n;
}

/* To whom a frame goes that came to (n). */
static enum packet_kind kind_of(const struct netif *n, const uint8_t *to)
{
	static const uint8_t all[NET_MAC_SIZE] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

	if (!memcmp(to, all, sizeof all))
		return PACKET_BROADCAST;
	if (to[0] & 1)
		return PACKET_MULTICAST;
	return memcmp(to, n->hwaddr, NET_MAC_SIZE) ? PACKET_OTHERHOST : PACKET_HOST;
}

/* Show the frame (p), whose header is in one piece. */
static void show(const struct netif *n, const struct pbuf *p, enum packet_kind kind,
		 const struct socket *but) REQUIRES(&stack)
{
	const uint8_t *header = p->payload;
	struct packet_seen f = {
		.p = p,
		.len = p->tot_len,
		.interface = netif_get_index(n),
		.kind = (uint8_t)kind,
		.hardware = (uint16_t)tap_hardware(n),
	};

	if (p->len < NET_HEADER)
		return;
	f.type = lwip_ntohs(frame_type(header));
	memcpy(f.from, header + NET_MAC_SIZE, NET_MAC_SIZE);
	packet_pass(&f, but);
}

static FROM_LWIP err_t input(struct pbuf *p, struct netif *n)
{
	err_t r;

	show(n, p, kind_of(n, p->payload), NULL);
	tap.seen = true;
	r = tap.input(p, n);
	tap.seen = false;
	return r;
}

static FROM_LWIP err_t output(struct netif *n, struct pbuf *p)
{
	show(n, p, PACKET_OUTGOING, tap.sender);
	return tap.output(n, p);
}

/* A packet comes to lwIP: from a frame that was seen, or from ourselves. */
static FROM_LWIP int looped(struct pbuf *p, bool six)
{
	uint16_t type = six ? ETHTYPE_IPV6 : ETHTYPE_IP;
	uint8_t header[NET_HEADER] = { [12] = (uint8_t)(type >> 8), (uint8_t)type };
	struct packet_seen f = {
		.header = header,
		.p = p,
		.len = NET_HEADER + p->tot_len,
		.type = type,
		.interface = LOOPBACK,
		.kind = PACKET_OUTGOING,
		.hardware = HARDWARE_LOOPBACK,
	};

	if (tap.seen)
		return 0;
	if (!six && p->len >= IP_HLEN)
		inet_fill_checksum(p->payload);
	packet_pass(&f, NULL);
	f.kind = PACKET_HOST;
	packet_pass(&f, NULL);
	return 0;
}

/* A frame on the loopback interface comes back at once. */
static void loop(struct netif *n, struct pbuf *p, const struct socket *by) REQUIRES(&stack)
{
	const uint8_t *header = p->payload;
	uint16_t type = frame_type(header);

	show(n, p, PACKET_OUTGOING, by);
	show(n, p, PACKET_HOST, NULL);
	if ((type != TYPE_IPV4 && type != TYPE_IPV6) || pbuf_remove_header(p, NET_HEADER)) {
		pbuf_free(p);
		return;
	}
	tap.seen = true;
	if (ip_input(p, n) != ERR_OK)
		pbuf_free(p);
	tap.seen = false;
}

int tap_send(struct netif *n, struct pbuf *p, const struct socket *by)
{
	err_t r = ERR_OK;

	if (inet_is_loop(n)) {
		loop(n, p, by);
		return 0;
	}
	p->flags |= INTERFACE_AS_IT_IS;
	tap.sender = by;
	r = n->linkoutput(n, p);
	tap.sender = NULL;
	pbuf_free(p);
	return r == ERR_OK ? 0 : r == ERR_MEM || r == ERR_BUF ? -ENOBUFS : -ENETDOWN;
}

void tap_start(void)
{
	struct netif *n;

	if (lwip_looped)
		return;
	lwip_looped = looped;
	NETIF_FOREACH(n)
	{
		if (inet_is_loop(n))
			continue;
		tap.input = n->input;
		tap.output = n->linkoutput;
		n->input = input;
		n->linkoutput = output;
	}
}
