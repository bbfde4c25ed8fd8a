/* SPDX-License-Identifier: MIT */
#include "port/lwip/tcp/train.h"

#include "base/errno.h"
#include "base/string.h"
#include "lwip/ip4.h"
#include "lwip/ip6.h"
#include "lwip/prot/tcp.h"
#include "port/lwip/sum.h"

#define WORTH     512   /* bytes of a segment that another is looked for to go with */
#define MOST      48    /* segments: on Ethernet, as many as are in 64 KiB */
#define IP_MOST   65535 /* bytes of a packet */
#define IP4_TOTAL 2     /* where its length stands */
#define IP4_ID    4
#define IP4_SUM   10
#define IP6_TOTAL 4 /* where the length of what is behind it stands */
#define TCP_MOST  60

/* A train of several. It is the device's until that says so: its token is its address, and one. */
struct wagons {
	uint8_t room[16]; /* struct net_frame's */
	uint8_t headers[NET_HEADER + IP6_HLEN + TCP_MOST];
	uint16_t nr;
	struct pbuf *at[MOST];
};

struct train train;

/* What is known of it; guarded by the stack's lock, too. */
static struct {
	struct interface *i;
	struct wagons *wagons;    /* NULL: the first is alone */
	const void *source;       /* where its connection has its own address */
	const struct tcp_hdr *of; /* the first's */
	uint64_t next;            /* as the one that follows begins */
	uint16_t headers;         /* bytes of the first's frame, of those: */
	uint16_t tcp;             /* TCP's */
	uint16_t cut;             /* bytes of each segment but the last */
	uint16_t ends;            /* flags of one that is the last */
	uint32_t bytes;           /* of the packet */
	bool six;
	bool full; /* nothing more joins */
	unsigned nr_pieces;
	struct net_piece pieces[NET_PIECES_MAX];
} held;

static uint16_t flags_of(const struct tcp_hdr *h)
{
	return (uint16_t)TCPH_FLAGS(h);
}

/* --- Joining --- */

/* What (p) carries behind (skip) bytes. False: it is in too many places. */
static always_inline bool add_pieces(const struct pbuf *p, unsigned skip)
{
	struct net_piece *last = &held.pieces[held.nr_pieces - 1],
			 *end = held.pieces + NET_PIECES_MAX;

	for (; p; p = p->next, skip = 0) {
		const uint8_t *data = (const uint8_t *)p->payload + skip;
		uint32_t n = p->len - skip;

		if (!n)
			continue;
		if (likely((const uint8_t *)last->data + last->len == data)) {
			last->len += n; /* of the same write, as nearly always */
			continue;
		}
		if (++last == end)
			return false;
		*last = (struct net_piece){ data, n };
	}
	held.nr_pieces = (unsigned)(last + 1 - held.pieces);
	return true;
}

/* The header of a segment by words: ports and number, and then the rest of what is compared. */
static always_inline uint64_t first_word(const struct tcp_hdr *h)
{
	return sum_load8((const uint8_t *)h);
}

static always_inline uint64_t second_word(const struct tcp_hdr *h)
{
	return sum_load8((const uint8_t *)h + 8);
}

#define NUMBER_AT 32 /* of the first word, the bit from which on the segment's number stands */
#define LAST_ONLY ((uint64_t)(TCP_PSH | TCP_FIN) << 40) /* of the second */

static always_inline bool same_options(const struct tcp_hdr *h)
{
	const uint8_t *a = (const uint8_t *)(h + 1), *b = (const uint8_t *)(held.of + 1);

	for (unsigned left = held.tcp - sizeof *h; left; left -= 4, a += 4, b += 4)
		if (sum_load4(a) != sum_load4(b))
			return false;
	return true;
}

/* Does the segment (p), which carries (n) bytes, follow on, and differ in nothing else? */
static always_inline bool follows(const struct pbuf *p, unsigned n)
{
	const struct tcp_hdr *h = p->payload;

	return !held.full && first_word(h) == held.next &&
	       !((second_word(h) ^ second_word(held.of)) & ~LAST_ONLY) && p->len >= held.tcp &&
	       p->tot_len > held.tcp && n <= held.cut && held.bytes + n <= IP_MOST &&
	       same_options(h);
}

static noinline bool make_wagons(void)
{
	struct wagons *w = lwip_alloc(sizeof *w);

	if (!w)
		return false;
	memcpy(w->headers, train.first->payload, held.headers);
	w->nr = 1;
	w->at[0] = train.first;
	held.of = (const void *)(w->headers + held.headers - held.tcp);
	held.pieces[0] = (struct net_piece){ w->headers, held.headers };
	held.wagons = w;
	return true;
}

static void expect_number(const struct tcp_hdr *h, uint32_t number)
{
	held.next = (uint32_t)first_word(h) | (uint64_t)lwip_htonl(number) << NUMBER_AT;
}

static bool joins(struct pbuf *p)
{
	const struct tcp_hdr *h = p->payload;
	unsigned n = p->tot_len - held.tcp;
	struct wagons *w;

	if (!follows(p, n) || (!held.wagons && !make_wagons()) || !add_pieces(p, held.tcp))
		return false;
	w = held.wagons;
	w->at[w->nr++] = p;
	pbuf_ref(p);
	expect_number(h, lwip_ntohl(h->seqno) + n);
	held.bytes += n;
	held.ends |= flags_of(h);
	held.full = n < held.cut || w->nr == MOST || flags_of(h) & TCP_FIN;
	return true;
}

/* The segment (p) from (source) joins, or has to wait behind a train that cannot leave: ERR_MEM. */
static bool takes(struct pbuf *p, const void *source, err_t *err) REQUIRES(&stack)
{
	*err = ERR_OK;
	if (source == held.source && joins(p))
		return true;
	*err = ERR_MEM;
	return train_leave() == -ENOBUFS;
}

/* --- Beginning --- */

/*
 * May another segment follow (p), so that it waits? One that ends what its application said goes at
 * once.
 */
static bool expect(struct pbuf *p, const void *source, struct netif *n, bool six) REQUIRES(&stack)
{
	const struct tcp_hdr *h = p->payload;

	if (p->tot_len < WORTH || p->len < sizeof *h || flags_of(h) != TCP_ACK ||
	    !interface_cuts(n, six))
		return false;
	train.expected = p;
	held.of = h;
	held.source = source;
	held.six = six;
	return true;
}

bool train_hold(struct interface *i, struct pbuf *p)
{
	uint8_t *frame = p->payload;
	const struct tcp_hdr *h = held.of;
	size_t before = NET_HEADER + (held.six ? IP6_HLEN : IP_HLEN);

	/* Fragments, and headers between, are for nobody to cut. */
	if ((const uint8_t *)h != frame + before)
		return false;
	held.tcp = TCPH_HDRLEN_BYTES(h);
	held.headers = (uint16_t)(before + held.tcp);
	if (p->len < held.headers || p->tot_len <= held.headers)
		return false;
	held.pieces[0] = (struct net_piece){ p->payload, 0 };
	held.nr_pieces = 1;
	if (!add_pieces(p, held.headers))
		return false;
	held.i = i;
	held.wagons = NULL;
	held.cut = (uint16_t)(p->tot_len - held.headers);
	held.bytes = p->tot_len - NET_HEADER;
	held.ends = 0;
	held.full = false;
	expect_number(h, lwip_ntohl(h->seqno) + held.cut);
	pbuf_ref(p);
	train.first = p;
	return true;
}

/* --- Leaving --- */

/*
 * Let the headers say what all of it is: interface_send() sums. A device counts the packets of IPv4
 * that it makes on from the number of the whole, which is not lwIP's: that counted one.
 */
static void complete_headers(struct wagons *w)
{
	static uint16_t next_id = 0x8000;
	uint8_t *ip = w->headers + NET_HEADER;
	struct tcp_hdr *h = (struct tcp_hdr *)(w->headers + held.headers - held.tcp);
	unsigned total = held.six ? held.bytes - IP6_HLEN : held.bytes;
	uint8_t *at = ip + (held.six ? IP6_TOTAL : IP4_TOTAL);
	uint16_t sum = 0;

	at[0] = (uint8_t)(total >> 8);
	at[1] = (uint8_t)total;
	if (!held.six) {
		ip[IP4_ID] = (uint8_t)(next_id >> 8);
		ip[IP4_ID + 1] = (uint8_t)next_id;
		next_id = (uint16_t)(next_id + w->nr);
		memcpy(ip + IP4_SUM, &sum, sizeof sum);
		sum = (uint16_t)~lwip_sum(ip, IP_HLEN);
		memcpy(ip + IP4_SUM, &sum, sizeof sum);
	}
	TCPH_SET_FLAG(h, held.ends);
}

static void free_wagons(struct wagons *w)
{
	for (unsigned i = 0; i < w->nr; i++)
		pbuf_free(w->at[i]);
	lwip_free(w);
}

static int leave_long(struct wagons *w) REQUIRES(&stack)
{
	struct net_frame f = {
		.pieces = held.pieces,
		.nr_pieces = (uint16_t)held.nr_pieces,
		.room = sizeof w->room,
		.cut = w->nr > 1 ? held.cut : 0,
		.cut_headers = held.headers,
		.cut_six = held.six,
		.token = (uint8_t *)w + 1,
	};
	int r;

	complete_headers(w);
	r = interface_send(held.i, &f, held.bytes + NET_HEADER);
	if (r && r != -ENOBUFS)
		free_wagons(w);
	return r;
}

int train_leave(void)
{
	int r = held.wagons ? leave_long(held.wagons) : interface_send_one(held.i, train.first);

	if (r == -ENOBUFS) {
		held.full = true;
		return r;
	}
	if (!held.wagons)
		pbuf_free(train.first);
	train.first = NULL;
	return r;
}

bool train_is_sent(void *token)
{
	uintptr_t address = (uintptr_t)token;

	if (!(address & 1))
		return false;
	free_wagons((struct wagons *)(address - 1));
	return true;
}

/* --- What TCP sends --- */

FROM_LWIP err_t train_output4(struct pbuf *p, const ip4_addr_t *src, const ip4_addr_t *dest,
			      u8_t ttl, u8_t tos, u8_t protocol, struct netif *n)
{
	err_t err;

	if (unlikely(train.first) && takes(p, src, &err))
		return err;
	if (likely(!expect(p, src, n, false)))
		return interface_output_tcp(p, src, dest, ttl, tos, protocol, n);
	err = interface_output_tcp(p, src, dest, ttl, tos, protocol, n);
	train.expected = NULL;
	return err;
}

FROM_LWIP err_t train_output6(struct pbuf *p, const ip6_addr_t *src, const ip6_addr_t *dest,
			      u8_t ttl, u8_t tos, u8_t protocol, struct netif *n)
{
	err_t err;

	if (unlikely(train.first) && takes(p, src, &err))
		return err;
	if (likely(!expect(p, src, n, true)))
		return ip6_output_if(p, src, dest, ttl, tos, protocol, n);
	err = ip6_output_if(p, src, dest, ttl, tos, protocol, n);
	train.expected = NULL;
	return err;
}
