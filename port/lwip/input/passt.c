/* SPDX-License-Identifier: MIT */
#include "port/lwip/input/passt.h"

#include "base/string.h"
#include "lwip/etharp.h"
#include "lwip/nd6.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"
#include "port/lwip/input/frame.h"

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
	return frame_type(f) == TYPE_IPV6;
}

/* TCP's header among the (n) bytes of a frame, or NULL; and whom the frame is to, in its packet. */
static noinline struct tcp_hdr *tcp_of(uint8_t *f, size_t n)
{
	size_t at = frame_tcp(f, n);

	return at ? (void *)(f + at) : NULL;
}

static uint8_t *target_of(uint8_t *f)
{
	return f + NET_HEADER + (is_six(f) ? 24 : 16);
}

void passt_note(struct interface *i, const struct pbuf *p)
{
	ip4_addr_t nobody = { NOBODY | (uint32_t)asked << 24 };
	struct answer *a = &answers[asked % PENDING];
	uint8_t *f = p->payload;
	const struct tcp_hdr *tcp = tcp_of(f, p->len);

	if (p->len > sizeof a->frame || !tcp ||
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
static void turn(struct answer *a)
{
	uint8_t *f = a->frame;
	struct tcp_hdr *tcp = tcp_of(f, a->len);
	unsigned size = is_six(f) ? 16 : 4; /* of an address */

	swap(f, 6);
	swap(target_of(f) - size, size);
	swap(&tcp->src, sizeof tcp->src);
	swap(&tcp->seqno, sizeof tcp->seqno);
	tcp->ackno = lwip_htonl(lwip_ntohl(tcp->ackno) + 1);
	TCPH_FLAGS_SET(tcp, TCP_ACK);
	tcp->wnd = PP_HTONS(255); /* times 256, as passt has it */
}

/* What (p) was the answer to, if it is one that we asked for the sake of passt; it is used up. */
static struct pbuf *take_answer(struct interface *i, struct pbuf *p) REQUIRES(&stack)
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
		turn(a);
		memcpy(p->payload, a->frame, a->len);
		a->len = 0;
		interface_look(i, false);
	}
	return p;
}

/* --- Requests that are early --- */

/* Milliseconds: by then an image listens, and passt waits no longer; and how often it is looked. */
#define STARTS 9000
#define LOOKS  20

static struct pbuf *early[PENDING];
static uint32_t started; /* when the interface did, as sys_now() has it */

static bool starts(void)
{
	return sys_now() - started < STARTS;
}

/*
 * What (i) is called where the frame (f) goes: as it says, if that is an address of ours, else by
 * one that it may mean, by IPv6 the one for this link if it comes from such. NULL: nothing yet.
 */
static const void *own_address(struct interface *i, uint8_t *f)
{
	bool of_link = f[NET_HEADER + 8] == 0xfe;
	const void *own = NULL;

	if (!is_six(f))
		return netif_ip4_addr(&i->n)->addr ? netif_ip4_addr(&i->n) : NULL;
	for (s8_t k = 0; k < LWIP_IPV6_NUM_ADDRESSES; k++) {
		const ip6_addr_t *a = netif_ip6_addr(&i->n, k);

		if (!ip6_addr_isvalid(netif_ip6_addr_state(&i->n, k)))
			continue;
		if (memcmp(a, target_of(f), sizeof a->addr) == 0)
			return a;
		if (!own && (k == 0) == of_link)
			own = a;
	}
	return own;
}

static bool is_request(const struct pbuf *p, uint8_t *f)
{
	const struct tcp_hdr *tcp = tcp_of(f, p->len);

	return tcp && (TCPH_FLAGS(tcp) & (TCP_SYN | TCP_ACK)) == TCP_SYN;
}

/* Does anything listen where this request goes? */
static bool is_awaited(const struct pbuf *p, uint8_t *f)
{
	uint16_t port = lwip_ntohs(tcp_of(f, p->len)->dest);

	for (const struct tcp_pcb_listen *l = tcp_listen_pcbs.listen_pcbs; l; l = l->next)
		if (l->local_port == port &&
		    (IP_IS_ANY_TYPE_VAL(l->local_ip) || IP_IS_V6_VAL(l->local_ip) == is_six(f)))
			return true;
	return false;
}

static FROM_LWIP void look_again(void *arg)
{
	struct interface *i = arg;

	for (unsigned k = 0; k < PENDING; k++) {
		struct pbuf *p = early[k];

		early[k] = NULL;
		if (p)
			interface_input(i, p);
	}
}

/* A device may have few buffers, so it gets this one back. */
static void keep(struct interface *i, struct pbuf *p)
{
	unsigned k = 0;

	while (k < PENDING && early[k])
		k++;
	if (k < PENDING) {
		early[k] = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
		sys_untimeout(look_again, i);
		sys_timeout(LOOKS, look_again, i);
	}
	pbuf_free(p);
}

/* (p) asks for a connection: by an address of ours if there is one, or later. */
static struct pbuf *lead(struct interface *i, struct pbuf *p) REQUIRES(&stack)
{
	uint8_t *f = p->payload, *to = target_of(f);
	unsigned size = is_six(f) ? 16 : 4;
	const void *own = own_address(i, f);

	if (starts() && !(own && is_awaited(p, f))) {
		keep(i, p);
		return NULL;
	}
	/* Its sums are of the address that was guessed. */
	if (own && memcmp(to, own, size)) {
		memcpy(to, own, size);
		interface_look(i, false);
	}
	return p;
}

struct pbuf *passt_look(struct interface *i, struct pbuf *p)
{
	uint8_t *f = p->payload;

	if (i->n.input == netif_input && !starts())
		i->n.input = ethernet_input;
	if (frame_type(f) == TYPE_ARP)
		return take_answer(i, p);
	return is_request(p, f) ? lead(i, p) : p;
}

void passt_begin(struct interface *i)
{
	started = sys_now();
	i->looks = INTERFACE_PASST;
	i->n.input = netif_input; /* not the short way, where nobody looks */
	netif_ip6_addr_set_state(&i->n, 0, IP6_ADDR_PREFERRED);
	nd6_tmr(); /* its first act is to ask for routers */
}
