/* SPDX-License-Identifier: MIT */
#include "port/lwip/input/passt.h"

#include "base/string.h"
#include "lwip/etharp.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/tcp.h"

#define PENDING 16                   /* answers that passt may not have taken yet; a power of two */
#define NOBODY  PP_HTONL(0x7f000000) /* and the question's number: its address */

static struct answer {
	uint16_t len; /* 0: none */
	uint8_t question;
	uint8_t frame[NET_HEADER + 40 + 40]; /* IPv6, and TCP with all options that it may have */
} answers[PENDING];

static uint8_t asked; /* how many questions there were */

static bool is_six(const uint8_t *f)
{
	return f[12] == 0x86;
}

/* Where TCP's header is, if that is what there is. */
static struct tcp_hdr *tcp_of(uint8_t *f)
{
	return (void *)(f + NET_HEADER + (is_six(f) ? 40 : 20));
}

void passt_note(struct interface *i, const struct pbuf *p)
{
	ip4_addr_t nobody = { NOBODY | (uint32_t)asked << 24 };
	struct answer *a = &answers[asked % PENDING];
	uint8_t *f = p->payload;
	struct tcp_hdr *tcp = tcp_of(f);

	if (p->len > sizeof a->frame || (uint8_t *)(tcp + 1) > f + p->len ||
	    f[NET_HEADER + (is_six(f) ? 6 : 9)] != IP_PROTO_TCP ||
	    (TCPH_FLAGS(tcp) & (TCP_SYN | TCP_ACK)) != (TCP_SYN | TCP_ACK))
		return;
	a->question = asked++;
	a->len = p->len;
	memcpy(a->frame, f, a->len);
	etharp_request(&i->n, &nobody);
}

/* The (n) bytes at (at), and those behind them. */
static noinline void swap(void *at, unsigned n)
{
	uint8_t *a = at, *b = a + n;

	while (n--) {
		uint8_t t = *a;

		*a++ = *b;
		*b++ = t;
	}
}

/* Make of an answer what acknowledges it; the checksum of its IPv4 header stays right. */
static void turn(uint8_t *f)
{
	struct tcp_hdr *tcp = tcp_of(f);
	unsigned size = is_six(f) ? 16 : 4; /* of an address */

	swap(f, 6);
	swap((uint8_t *)tcp - 2 * size, size);
	swap(&tcp->src, sizeof tcp->src);
	swap(&tcp->seqno, sizeof tcp->seqno);
	tcp->ackno = lwip_htonl(lwip_ntohl(tcp->ackno) + 1);
	TCPH_FLAGS_SET(tcp, TCP_ACK);
	tcp->wnd = PP_HTONS(255); /* times 256, as passt has it */
}

struct pbuf *passt_look(struct pbuf *p)
{
	const struct etharp_hdr *arp = (void *)((uint8_t *)p->payload + NET_HEADER);
	struct answer *a;
	uint32_t from;

	if (p->len < NET_HEADER + sizeof *arp || arp->opcode != PP_HTONS(ARP_REPLY))
		return p;
	memcpy(&from, &arp->sipaddr, sizeof from);
	if ((from & ~PP_HTONL(255)) != NOBODY)
		return p;
	pbuf_free(p);
	a = &answers[(from >> 24) % PENDING];
	p = a->len && a->question == from >> 24 ? pbuf_alloc(PBUF_RAW, a->len, PBUF_RAM) : NULL;
	if (p) {
		turn(a->frame);
		memcpy(p->payload, a->frame, a->len);
		a->len = 0;
	}
	return p;
}
