/* SPDX-License-Identifier: MIT */
/*
 * Segments that go as one frame: what a device makes of it is what TCP sent.
 *
 * Links: port/lwip/tcp/train.c port/lwip/sum.c
 */
#include "port/lwip/tcp/train.h"

#include <stdlib.h>

#include "base/errno.h"
#include "lwip/ip4.h"
#include "lwip/ip6.h"
#include "lwip/prot/tcp.h"
#include "port/lwip/sum.h"
#include "test/unit/tap.h"

#define MSS     1448u
#define TCP     32u /* bytes of a header with the time */
#define BEFORE  64u /* room before it for the others */
#define SEGS    64u
#define WIRE    256u
#define OPTIONS 0x0101080aul

static uint8_t stream[SEGS * 1460]; /* what is sent, in one piece */

/* A segment: a header in a buffer of its own, and bytes of the stream. */
static struct segment {
	struct pbuf head, rest;
	uint8_t bytes[BEFORE + TCP];
} segs[SEGS];

/* A frame as the device puts it onto the wire. */
static struct wire {
	uint32_t seq, n, flags, id;
	bool right; /* its bytes are the stream's */
} wire[WIRE];
static unsigned nr_wire, nr_frames;

static struct interface device = { .cuts4 = true, .cuts6 = true };
static int answer;    /* of the device */
static void *token;   /* of the last long frame that it kept */
static unsigned kept; /* how many it has */
static ip4_addr_t us4, them4, others4;
static ip6_addr_t us6, them6;

/* --- What trains need --- */

void *lwip_alloc(size_t n)
{
	return malloc(n);
}

void lwip_free(void *p)
{
	free(p);
}

void pbuf_ref(struct pbuf *p)
{
	p->ref++;
}

u8_t pbuf_free(struct pbuf *p)
{
	if (!p->ref--)
		abort();
	return 0;
}

u16_t pbuf_clen(const struct pbuf *p)
{
	u16_t n = 0;

	for (; p; p = p->next)
		n++;
	return n;
}

bool interface_cuts(const struct netif *n, bool six)
{
	return n == &device.n && (six ? device.cuts6 : device.cuts4);
}

static unsigned get16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static void put_on_wire(const uint8_t *data, unsigned n, uint32_t seq, unsigned flags, unsigned id)
{
	wire[nr_wire++] = (struct wire){ seq, n, flags, id, !memcmp(data, stream + seq, n) };
}

static unsigned before_tcp(const uint8_t *frame)
{
	return NET_HEADER + (get16(frame + 12) == 0x86dd ? 40u : 20u);
}

/* What the device does: cut it up, as the host does. */
int interface_send(struct interface *i, struct net_frame *f, size_t len)
{
	static uint8_t all[70000];
	const struct tcp_hdr *h;
	unsigned before, headers, at = 0, cut = f->cut ? f->cut : 65536, said;

	if (answer < 0)
		return answer;
	for (unsigned k = 0; k < f->nr_pieces; at += f->pieces[k++].len)
		memcpy(all + at, f->pieces[k].data, f->pieces[k].len);
	before = before_tcp(all);
	h = (const struct tcp_hdr *)(all + before);
	headers = before + TCPH_HDRLEN_BYTES(h);
	said = before == NET_HEADER + 20 ? get16(all + 16) : get16(all + 18) + 40;
	if (i != &device || at != len || said + NET_HEADER != len || f->room < 12 ||
	    (f->cut && (f->cut_headers != headers || f->cut_six != (before == 54))) ||
	    (before == 34 && lwip_sum(all + NET_HEADER, 20) != 0xffff))
		abort();
	nr_frames++;
	for (at = headers; at < len; at += cut) {
		unsigned n = MIN((unsigned)len - at, cut), flags = TCPH_FLAGS(h);

		if (at + n < len)
			flags &= ~(unsigned)(TCP_FIN | TCP_PSH);
		put_on_wire(all + at, n, lwip_ntohl(h->seqno) + at - headers, flags,
			    get16(all + 18) + (at - headers) / cut);
	}
	if (!answer) {
		token = f->token;
		kept++;
	}
	return answer;
}

int interface_send_one(struct interface *i, struct pbuf *p)
{
	uint8_t *frame = p->payload;
	unsigned before = before_tcp(frame);
	const struct tcp_hdr *h = (const struct tcp_hdr *)(frame + before);
	unsigned n = p->tot_len - before - TCPH_HDRLEN_BYTES(h);

	(void)i;
	if (answer < 0)
		return answer;
	nr_frames++;
	put_on_wire(n ? p->next->payload : stream, n, lwip_ntohl(h->seqno), TCPH_FLAGS(h), 0);
	return 1;
}

/* IP as lwIP has it, up to the interface's own send(). */
static err_t output(struct pbuf *p, unsigned ip, struct netif *n)
{
	uint8_t *frame = (uint8_t *)p->payload - ip - NET_HEADER;
	int r;

	memset(frame, 0, NET_HEADER + ip);
	frame[12] = ip == 20 ? 0x08 : 0x86;
	frame[13] = ip == 20 ? 0x00 : 0xdd;
	frame[NET_HEADER] = ip == 20 ? 0x45 : 0x60;
	p->payload = frame;
	p->len = (u16_t)(p->len + NET_HEADER + ip);
	p->tot_len = (u16_t)(p->tot_len + NET_HEADER + ip);
	if (p == train.expected && train_hold(&device, p))
		return ERR_OK;
	(void)n;
	r = interface_send_one(&device, p);
	return r == -ENOBUFS ? ERR_MEM : r < 0 ? ERR_IF : ERR_OK;
}

err_t interface_output_tcp(struct pbuf *p, const ip4_addr_t *src, const ip4_addr_t *dest, u8_t ttl,
			   u8_t tos, u8_t proto, struct netif *n)
{
	(void)src, (void)dest, (void)ttl, (void)tos, (void)proto;
	return output(p, 20, n);
}

err_t ip6_output_if(struct pbuf *p, const ip6_addr_t *src, const ip6_addr_t *dest, u8_t ttl,
		    u8_t tos, u8_t proto, struct netif *n)
{
	(void)src, (void)dest, (void)ttl, (void)tos, (void)proto;
	return output(p, 40, n);
}

/* --- What TCP does --- */

static void start(void)
{
	memset(&train, 0, sizeof train);
	nr_wire = nr_frames = kept = 0;
	token = NULL;
	answer = 0;
	device.cuts4 = device.cuts6 = true;
}

/* Segment (i) with the (n) bytes of the stream from (seq) on. */
static struct tcp_hdr *make(unsigned i, uint32_t seq, unsigned n, unsigned flags)
{
	struct segment *s = &segs[i];
	struct tcp_hdr *h = (struct tcp_hdr *)(s->bytes + BEFORE);

	memset(s, 0, sizeof *s);
	h->seqno = lwip_htonl(seq);
	h->ackno = lwip_htonl(7);
	h->wnd = lwip_htons(1000);
	TCPH_HDRLEN_FLAGS_SET(h, TCP / 4, flags);
	s->bytes[BEFORE + 20] = 1;
	s->head = (struct pbuf){ .payload = h, .len = TCP, .tot_len = (u16_t)(TCP + n), .ref = 1 };
	if (n)
		s->head.next = &s->rest;
	s->rest = (struct pbuf){ .payload = stream + seq, .len = (u16_t)n, .ref = 1 };
	return h;
}

static err_t go4(unsigned i)
{
	return train_output4(&segs[i].head, &us4, &them4, 64, 0, 6, &device.n);
}

/* The lock is let go. */
static void leave(void)
{
	if (train.first)
		(void)train_leave();
}

/* All that is on the wire is right, one behind the other from (seq) on; up to the end, which is returned. */
static uint32_t whole(uint32_t seq)
{
	for (unsigned i = 0; i < nr_wire; i++) {
		if (!wire[i].right || wire[i].seq != seq)
			return 0;
		seq += wire[i].n;
	}
	return seq;
}

static bool all_back(void)
{
	for (unsigned i = 0; i < SEGS; i++)
		if (segs[i].head.ref > 1)
			return false;
	return true;
}

static void test_long(bool six)
{
	start();
	for (unsigned i = 0; i < 20; i++) {
		make(i, i * MSS, i < 19 ? MSS : 100,
		     i < 19 ? TCP_ACK : TCP_ACK | TCP_PSH | TCP_FIN);
		(void)(six ? train_output6(&segs[i].head, &us6, &them6, 64, 0, 6, &device.n)
			   : go4(i));
	}
	ok(!nr_frames, "nothing leaves while the lock is held");
	leave();
	ok(nr_frames == 1 && nr_wire == 20, "twenty segments are one frame");
	ok(whole(0) == 19 * MSS + 100, "and come as they were");
	ok(wire[18].flags == TCP_ACK && wire[19].flags == (TCP_ACK | TCP_PSH | TCP_FIN) &&
		   TCPH_FLAGS((struct tcp_hdr *)(segs[0].bytes + BEFORE)) == TCP_ACK,
	   "the end is the last one's alone");
	ok(segs[5].head.ref == 2 && kept == 1, "the device has them");
	ok(train_is_sent(token) && all_back(), "until it says so");
}

static void test_length(void)
{
	unsigned n = 0;

	start();
	for (unsigned i = 0; i < SEGS; i++) {
		make(i, i * MSS, MSS, TCP_ACK);
		(void)go4(i);
		if (nr_frames == 1 && !n) {
			n = i;
			(void)train_is_sent(token);
		}
	}
	ok(n == 45, "45 segments are in 64 KiB");
	leave();
	ok(whole(0) == SEGS * MSS && nr_frames == 2, "the others are in the next");
	ok(wire[45].id == wire[44].id + 1, "which is numbered behind them");
	(void)train_is_sent(token);
	ok(all_back(), "and all come back");
}

/* What may not join the two before it: (change) makes it so. */
static void ack(struct tcp_hdr *h)
{
	h->ackno = lwip_htonl(8);
}

static void window(struct tcp_hdr *h)
{
	h->wnd = 1;
}

static void time_option(struct tcp_hdr *h)
{
	((uint8_t *)(h + 1))[7]++;
}

static void gap(struct tcp_hdr *h)
{
	h->seqno = lwip_htonl(2 * MSS + 1);
}

static void again(struct tcp_hdr *h)
{
	h->seqno = lwip_htonl(MSS);
}

static void reset(struct tcp_hdr *h)
{
	TCPH_SET_FLAG(h, TCP_RST);
}

static void port(struct tcp_hdr *h)
{
	h->dest = 1;
}

static const struct {
	const char *what;
	void (*change)(struct tcp_hdr *h);
} strangers[] = {
	{ "another acknowledgement", ack }, { "another window", window },
	{ "another time", time_option },    { "a gap", gap },
	{ "one sent again", again },        { "a reset", reset },
	{ "another connection's", port },
};

static void test_strangers(void)
{
	for (size_t i = 0; i < nitems(strangers); i++) {
		start();
		(void)make(0, 0, MSS, TCP_ACK);
		(void)make(1, MSS, MSS, TCP_ACK);
		strangers[i].change(make(2, 2 * MSS, MSS, TCP_ACK));
		(void)go4(0), (void)go4(1), (void)go4(2);
		ok(nr_frames >= 1 && wire[1].seq == MSS && wire[1].flags == TCP_ACK &&
			   nr_wire - nr_frames == 1,
		   "does not join: %s", strangers[i].what);
		leave();
		(void)train_is_sent(token);
		ok(nr_frames == 2 && nr_wire == 3 && all_back(), "but goes behind them");
	}
	start();
	(void)make(0, 0, MSS, TCP_ACK), (void)make(1, MSS, MSS, TCP_ACK),
		(void)make(2, 2 * MSS, MSS, TCP_ACK);
	(void)go4(0), (void)go4(1);
	(void)train_output4(&segs[2].head, &others4, &them4, 64, 0, 6, &device.n);
	ok(nr_frames == 1, "nor does what comes from elsewhere");
	leave();
	(void)train_is_sent(token);
}

static void test_shapes(void)
{
	start();
	(void)make(0, 0, MSS, TCP_ACK), (void)make(1, MSS, 100, TCP_ACK),
		(void)make(2, MSS + 100, 100, TCP_ACK);
	(void)go4(0), (void)go4(1), (void)go4(2);
	ok(nr_frames == 2 && nr_wire == 3, "behind a shorter one nothing joins");
	ok(!train.first, "nor begins what is small");
	leave();
	(void)train_is_sent(token);
	start();
	(void)make(0, 0, 600, TCP_ACK), (void)make(1, 600, MSS, TCP_ACK);
	(void)go4(0), (void)go4(1);
	ok(nr_frames == 1 && nr_wire == 1, "nor does a longer one");
	leave();
	ok(whole(0) == 600 + MSS && !kept, "each goes as it is");
	start();
	(void)make(0, 0, MSS, TCP_ACK | TCP_PSH);
	(void)go4(0);
	ok(nr_frames == 1 && !train.first, "a segment that ends what is said goes at once");
	start();
	device.cuts4 = false;
	(void)make(0, 0, MSS, TCP_ACK);
	(void)go4(0);
	ok(nr_frames == 1 && !train.first, "as does each where the device does not cut");
}

static void test_device(void)
{
	start();
	for (unsigned i = 0; i < 4; i++)
		(void)make(i, i * MSS, MSS, TCP_ACK);
	(void)go4(0), (void)go4(1);
	answer = -ENOBUFS;
	leave();
	ok(train.first && !nr_frames, "a device that is full leaves it there");
	ok(go4(2) == ERR_MEM && segs[2].head.ref == 1, "nothing joins it or passes it then");
	answer = 0;
	ok(go4(2) == ERR_OK && nr_wire == 2, "it leaves when there is room");
	leave();
	(void)train_is_sent(token);
	ok(whole(0) == 3 * MSS && all_back(), "and all came");
	start();
	answer = 1;
	for (unsigned i = 0; i < 4; i++)
		(void)make(i, i * MSS, MSS, TCP_ACK), (void)go4(i);
	leave();
	ok(whole(0) == 4 * MSS && all_back(), "a device that copies gives all back at once");
	start();
	answer = -EIO;
	for (unsigned i = 0; i < 4; i++)
		(void)make(i, i * MSS, MSS, TCP_ACK), (void)go4(i);
	leave();
	ok(!train.first && all_back(), "as does one that failed");
}

int main(void)
{
	for (size_t i = 0; i < sizeof stream; i++)
		stream[i] = (uint8_t)(i * 2654435761u >> 13);
	test_long(false);
	test_long(true);
	test_length();
	test_strangers();
	test_shapes();
	test_device();
	return tap_done();
}
