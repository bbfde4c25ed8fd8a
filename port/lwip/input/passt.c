/* SPDX-License-Identifier: MIT */
#include "port/lwip/input/passt.h"

#include "base/string.h"
#include "lwip/etharp.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/tcp.h"

#define PENDING 16                   /* answers that passt may not have taken yet; a power of two */
#define NOBODY  PP_HTONL(0x7f000000) /* and the question's number: its address */

static struct answer {
	size_t len;                          /* 0: none */
	uint8_t frame[NET_HEADER + 40 + 40]; /* IPv6, and TCP with all options that it may have */
} answers[PENDING];

static uint8_t asked; /* how many questions there were */

/* Where the headers of a frame stand. */
struct headers {
	uint8_t *from; /* an address, and the other behind it */
	size_t size;   /* of each */
	struct tcp_hdr *tcp;
};

/* Returns whether (f) is of TCP and answers what begins a connection. */
static bool find_headers(uint8_t *f, size_t len, struct headers *h)
{
	bool six = f[12] == 0x86;
	uint8_t *ip = f + NET_HEADER;

	h->size = six ? 16 : 4;
	h->from = ip + (six ? 8 : 12);
	h->tcp = (void *)(h->from + 2 * h->size);
	return len >= (size_t)((uint8_t *)(h->tcp + 1) - f) && ip[six ? 6 : 9] == IP_PROTO_TCP &&
	       (TCPH_FLAGS(h->tcp) & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK);
}

void passt_note(struct interface *i, const struct pbuf *p)
{
	ip4_addr_t nobody = { NOBODY | (uint32_t)asked << 24 };
	struct answer *a = &answers[asked % PENDING];
	struct headers h;

	if (p->len > sizeof a->frame || !find_headers(p->payload, p->len, &h))
		return;
	asked++;
	a->len = p->len;
	memcpy(a->frame, p->payload, a->len);
	etharp_request(&i->n, &nobody);
}

static void swap(void *one, void *other, size_t n)
{
	uint8_t *a = one, *b = other;

	while (n--) {
		uint8_t t = *a;

		*a++ = *b;
		*b++ = t;
	}
}

/* Make of an answer what acknowledges it; the checksum of its IPv4 header stays right. */
static void turn(uint8_t *f, size_t len)
{
	struct headers h;

	(void)find_headers(f, len, &h);
	swap(f, f + 6, 6);
	swap(h.from, h.from + h.size, h.size);
	swap(&h.tcp->src, &h.tcp->dest, sizeof h.tcp->src);
	swap(&h.tcp->seqno, &h.tcp->ackno, sizeof h.tcp->seqno);
	h.tcp->ackno = lwip_htonl(lwip_ntohl(h.tcp->ackno) + 1);
	TCPH_FLAGS_SET(h.tcp, TCP_ACK);
	h.tcp->wnd = PP_HTONS(255); /* times 256, as passt has it */
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
	if ((uint8_t)(asked - 1 - (from >> 24)) >= PENDING || !a->len)
		return NULL;
	p = pbuf_alloc(PBUF_RAW, (u16_t)a->len, PBUF_RAM);
	if (p) {
		turn(a->frame, a->len);
		memcpy(p->payload, a->frame, a->len);
		a->len = 0;
	}
	return p;
}
