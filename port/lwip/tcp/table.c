/* SPDX-License-Identifier: MIT */
#include "port/lwip/tcp/table.h"

#include "kern/mem/heap.h"
#include "lwip/ip.h"
#include "port/lwip/input/check.h"
#include "port/lwip/tcp/early.h"
#include "port/lwip/tcp/recover.h"
#include "port/lwip/tcp/tcp.h"

#define BUCKETS_FIRST 64
#define BUCKETS_MOST  65536
#define BEGUN_MOST    1024

/* A header with the option of the time alone. */
struct packed timed {
	struct tcp_hdr h;
	uint32_t option; /* two bytes of nothing, its number, its length */
	uint32_t time;
	uint32_t echo;
};

/*
 * Guarded by the stack's lock, as all here. (begun) are the last that peers have begun, whatever
 * became of them; each knows its place there. Zeros take no room in an image's file.
 */
static struct tcp_pcb *small[BUCKETS_FIRST], *begun[BEGUN_MOST];

static struct {
	struct tcp_pcb **buckets;
	uint32_t nr_buckets; /* a power of two */
	uint32_t nr;         /* of all connections */
	uint32_t nr_waiting; /* of those, in tcp_tw_pcbs */
	uint64_t secret;     /* who chooses ports does not choose buckets; odd */
	bool torn;           /* lists and table: a connection went that was not taken out */
	uint32_t next_begun; /* in (begun) */
} table = { .buckets = small, .nr_buckets = BUCKETS_FIRST };

static always_inline struct tcp_pcb *get(const struct tcp_pcb *pcb, unsigned which)
{
	return pcb->ext_args[which].data;
}

static always_inline void set(struct tcp_pcb *pcb, unsigned which, struct tcp_pcb *to)
{
	pcb->ext_args[which].data = to;
}

/* --- The table --- */

static always_inline struct tcp_pcb **bucket_of(const ip_addr_t *remote, uint16_t remote_port,
						uint16_t local_port)
{
	const uint32_t *word = ip_2_ip6(remote)->addr;
	uint64_t h = word[0];

	if (unlikely(!table.secret))
		table.secret = (uint64_t)lwip_random() << 32 | lwip_random() | 1;
	if (IP_IS_V6(remote))
		h += word[1] + (uint64_t)word[2] * 3 + (uint64_t)word[3] * 7;
	h = (h << 32 | (uint32_t)remote_port << 16 | local_port) * table.secret;
	h ^= h >> 32;
	return &table.buckets[(h * table.secret >> 32) & (table.nr_buckets - 1)];
}

static void add(struct tcp_pcb *pcb)
{
	struct tcp_pcb **bucket = bucket_of(&pcb->remote_ip, pcb->remote_port, pcb->local_port);

	set(pcb, TCP_NEXT_IN_BUCKET, *bucket);
	*bucket = pcb;
	table.nr++;
}

static void take(struct tcp_pcb *pcb)
{
	struct tcp_pcb **bucket = bucket_of(&pcb->remote_ip, pcb->remote_port, pcb->local_port);
	struct tcp_pcb *p = *bucket;

	if (p == pcb) {
		*bucket = get(pcb, TCP_NEXT_IN_BUCKET);
		table.nr--;
		return;
	}
	for (; p; p = get(p, TCP_NEXT_IN_BUCKET)) {
		if (get(p, TCP_NEXT_IN_BUCKET) == pcb) {
			set(p, TCP_NEXT_IN_BUCKET, get(pcb, TCP_NEXT_IN_BUCKET));
			table.nr--;
			return;
		}
	}
}

static struct tcp_pcb *find(const ip_addr_t *remote, uint16_t remote_port, const ip_addr_t *local,
			    uint16_t local_port)
{
	struct tcp_pcb *p = *bucket_of(remote, remote_port, local_port);

	for (; p; p = get(p, TCP_NEXT_IN_BUCKET))
		if (p->remote_port == remote_port && p->local_port == local_port &&
		    ip_addr_cmp(&p->remote_ip, remote) && ip_addr_cmp(&p->local_ip, local))
			break;
	return p;
}

/* Put all that are in (list) into the table; they are linked backwards again. Returns how many. */
static uint32_t add_all(struct tcp_pcb *list)
{
	struct tcp_pcb *back = NULL;
	uint32_t n = 0;

	for (struct tcp_pcb *p = list; p; back = p, p = p->next, n++) {
		set(p, TCP_BACK, back);
		add(p);
	}
	return n;
}

static cold void make_anew(void)
{
	memset(table.buckets, 0, table.nr_buckets * sizeof *table.buckets);
	table.nr = 0;
	add_all(tcp_active_pcbs);
	table.nr_waiting = add_all(tcp_tw_pcbs);
}

/* Without memory it stays as it is, and is slower. Not while a list is hidden. */
static cold void grow(void)
{
	uint32_t n = table.nr_buckets * 4;
	struct tcp_pcb **more = heap_alloc(n * sizeof *more);

	if (!more)
		return;
	if (table.buckets != small)
		heap_free(table.buckets);
	table.buckets = more;
	table.nr_buckets = n;
	make_anew();
}

/* --- Connections that have begun --- */

/*
 * A peer that never goes on, or whose address is made up, leaves a connection that is half there
 * for 20 s. There is a most of these: the oldest goes when a segment may begin another, without a
 * word. So whoever means it is served if it goes on before so many others have begun.
 */
static FROM_LWIP void limit_begun(void)
{
	struct tcp_pcb *oldest = begun[table.next_begun];

	if (oldest && oldest->state == SYN_RCVD)
		tcp_abandon(oldest, 0);
}

static FROM_LWIP void forget_begun(u8_t unused_id, void *place)
{
	(void)unused_id;
	begun[(uintptr_t)place - 1] = NULL;
}

static const struct tcp_ext_arg_callbacks in_begun = { .destroy = forget_begun };

static void end_begun(struct tcp_pcb *pcb)
{
	void *place = pcb->ext_args[TCP_BEGUN].data;

	if (!place)
		return;
	forget_begun(TCP_BEGUN, place);
	pcb->ext_args[TCP_BEGUN].data = NULL;
	pcb->ext_args[TCP_BEGUN].callbacks = NULL;
}

static void note_begun(struct tcp_pcb *pcb)
{
	uint32_t n = table.next_begun;

	if (begun[n])
		end_begun(begun[n]);
	begun[n] = pcb;
	table.next_begun = (n + 1) % BEGUN_MOST;
	pcb->ext_args[TCP_BEGUN].data = (void *)(uintptr_t)(n + 1);
	pcb->ext_args[TCP_BEGUN].callbacks = &in_begun;
}

/* --- The lists --- */

/* Of a pcb that is in a list yet: lwIP's timer takes it out by itself. */
static FROM_LWIP void on_destroyed(u8_t unused_id, void *unused_data)
{
	(void)unused_id;
	(void)unused_data;
	table.torn = true;
}

static const struct tcp_ext_arg_callbacks in_list = { .destroy = on_destroyed };

static bool is_connection(struct tcp_pcb *const *list)
{
	return list == &tcp_active_pcbs || list == &tcp_tw_pcbs;
}

FROM_LWIP void tcp_table_list(struct tcp_pcb **list, struct tcp_pcb *pcb)
{
	pcb->next = *list;
	if (is_connection(list)) {
		set(pcb, TCP_BACK, NULL);
		pcb->ext_args[TCP_BACK].callbacks = &in_list;
		if (*list)
			set(*list, TCP_BACK, pcb);
		add(pcb);
		table.nr_waiting += list == &tcp_tw_pcbs;
		if (pcb->state == SYN_RCVD)
			note_begun(pcb);
	}
	*list = pcb;
	tcp_timer_needed();
}

FROM_LWIP void tcp_table_unlist(struct tcp_pcb **list, struct tcp_pcb *pcb)
{
	struct tcp_pcb *back = *list;

	if (is_connection(list)) {
		back = get(pcb, TCP_BACK);
		if (pcb->next)
			set(pcb->next, TCP_BACK, back);
		set(pcb, TCP_BACK, NULL);
		pcb->ext_args[TCP_BACK].callbacks = NULL;
		end_begun(pcb);
		take(pcb);
		table.nr_waiting -= list == &tcp_tw_pcbs;
	} else {
		while (back && back != pcb && back->next != pcb)
			back = back->next;
	}
	if (*list == pcb)
		*list = pcb->next;
	else if (back)
		back->next = pcb->next;
	pcb->next = NULL;
}

static void to_front(struct tcp_pcb **list, struct tcp_pcb *pcb)
{
	struct tcp_pcb *back = get(pcb, TCP_BACK);

	if (*list == pcb)
		return;
	back->next = pcb->next;
	if (pcb->next)
		set(pcb->next, TCP_BACK, back);
	set(pcb, TCP_BACK, NULL);
	set(*list, TCP_BACK, pcb);
	pcb->next = *list;
	*list = pcb;
}

uint32_t tcp_table_waiting(void)
{
	return table.nr_waiting;
}

void tcp_table_mend(void)
{
	if (table.torn)
		make_anew();
	table.torn = false;
}

/* --- Segments --- */

/* lwIP looks through (hidden) in vain: let it have an empty list, to which one may be added. */
static void show(struct tcp_pcb **list, struct tcp_pcb *hidden)
{
	struct tcp_pcb *last = *list;

	if (!last) {
		*list = hidden;
		return;
	}
	while (last->next)
		last = last->next;
	last->next = hidden;
	if (hidden)
		set(hidden, TCP_BACK, last);
}

static void without_lists(struct pbuf *p, struct netif *in)
{
	struct tcp_pcb *active = tcp_active_pcbs, *waiting = tcp_tw_pcbs;

	tcp_active_pcbs = tcp_tw_pcbs = NULL;
	tcp_input(p, in);
	show(&tcp_active_pcbs, active);
	show(&tcp_tw_pcbs, waiting);
	if (unlikely(table.nr > table.nr_buckets) && table.nr_buckets < BUCKETS_MOST)
		grow();
}

/*
 * A segment begins a connection between the same two as one that waits out its time: that makes
 * way, as RFC 9293, 3.6.1, allows where the new one's numbers lie behind the old one's. lwIP would
 * leave the client without an answer.
 */
static FROM_LWIP bool makes_way(struct tcp_pcb *pcb, const struct tcp_hdr *h)
{
	void *socket;

	if ((TCPH_FLAGS(h) & (TCP_SYN | TCP_ACK)) != TCP_SYN ||
	    (int32_t)(lwip_ntohl(h->seqno) - pcb->rcv_nxt) <= 0)
		return false;
	socket = pcb->callback_arg;
	tcp_abort(pcb);
	tcp_on_error(socket, ERR_CLSD); /* lwIP says nothing of these */
	return true;
}

/*
 * Does a segment that comes before its turn begin within the window and end beyond? lwIP would keep
 * it as it is, and then panic when its turn comes, so it is as good as lost.
 */
static bool overruns(const struct tcp_pcb *pcb, const struct tcp_hdr *h, const struct pbuf *p)
{
	uint32_t first = lwip_ntohl(h->seqno), window = pcb->rcv_nxt + pcb->rcv_wnd;
	uint32_t end = first + p->tot_len - TCPH_HDRLEN_BYTES(h) + !!(TCPH_FLAGS(h) & TCP_FIN);

	if (pcb->state <= SYN_SENT || TCPH_FLAGS(h) & TCP_RST)
		return false;
	return (int32_t)(window - first) > 0 && (int32_t)(end - window) > 0;
}

/* Has (p) a header with the option of the time alone? */
static always_inline bool is_timed(const struct pbuf *p)
{
	const struct timed *t = p->payload;

	return p->len >= sizeof *t && TCPH_HDRLEN_BYTES(&t->h) == sizeof *t &&
	       t->option == PP_HTONL(TCP_TIME_OPTION);
}

/*
 * Nearly all segments have one option, the peer's time, at the place that RFC 7323, appendix A,
 * recommends; lwIP reads options byte by byte. So this one is taken here, as tcp_parseopt() takes
 * it, and lwIP sees the header without it; but not where it is yet to sum the segment up.
 */
static always_inline void take_time(struct tcp_pcb *pcb, struct pbuf *p, struct netif *in)
{
	const struct timed *t = p->payload;
	const struct tcp_hdr h = t->h;
	uint32_t seq = lwip_ntohl(h.seqno);
	unsigned cut = sizeof *t - sizeof h;

	if (TCPH_FLAGS(&h) & TCP_SYN || !(pcb->flags & TF_TIMESTAMP) ||
	    in->chksum_flags & NETIF_CHECKSUM_CHECK_TCP)
		return;
	if (TCP_SEQ_BETWEEN(pcb->ts_lastacksent, seq,
			    seq + p->tot_len - sizeof *t + !!(TCPH_FLAGS(&h) & TCP_FIN)))
		pcb->ts_recent = lwip_ntohl(t->time);
	p->payload = (uint8_t *)p->payload + cut;
	p->len = (u16_t)(p->len - cut);
	p->tot_len = (u16_t)(p->tot_len - cut);
	*(struct tcp_hdr *)p->payload = h;
	TCPH_HDRLEN_SET((struct tcp_hdr *)p->payload, sizeof h / 4);
}

/*
 * A segment of bytes that does not come next: is it one that lwIP is not to see (tcp/early.h)? Then
 * its peer is told what is there, which it may not have heard.
 */
static bool is_early(struct tcp_pcb *pcb, const struct tcp_hdr *h, const struct pbuf *p)
	REQUIRES(&stack)
{
	uint32_t from = lwip_ntohl(h->seqno), to = from + p->tot_len - TCPH_HDRLEN_BYTES(h);

	if (likely(!pcb->ooseq) || !TCP_SEQ_GT(from, pcb->rcv_nxt) || !TCP_SEQ_GT(to, from) ||
	    TCPH_FLAGS(h) & (TCP_SYN | TCP_FIN | TCP_RST) || !tcp_early(pcb, from, to))
		return false;
	(void)tcp_send_empty_ack(pcb);
	return true;
}

FROM_LWIP void tcp_demultiplex(struct pbuf *p, struct netif *in)
{
	const struct tcp_hdr *h = p->payload;
	struct tcp_pcb *pcb, *active;
	bool timed;

	if (unlikely(p->len < sizeof *h)) {
		tcp_input(p, in);
		return;
	}
	timed = is_timed(p);
	if (!timed && TCPH_HDRLEN_BYTES(h) > TCP_HLEN && !check_tcp_options(h, p->len)) {
		pbuf_free(p);
		return;
	}
	pcb = find(ip_current_src_addr(), lwip_ntohs(h->src), ip_current_dest_addr(),
		   lwip_ntohs(h->dest));
	if (likely(pcb && pcb->state != TIME_WAIT)) {
		if (unlikely(lwip_ntohl(h->seqno) != pcb->rcv_nxt) &&
		    (overruns(pcb, h, p) || is_early(pcb, h, p))) {
			pbuf_free(p);
			return;
		}
		to_front(&tcp_active_pcbs, pcb);
		if (unlikely(tcp_recover_wants(pcb, TCPH_HDRLEN_BYTES(h))) &&
		    TCPH_HDRLEN_BYTES(h) <= p->len)
			tcp_recover(pcb, h);
		if (timed)
			take_time(pcb, p, in);
		tcp_input(p, in);
	} else if (pcb && !makes_way(pcb, h)) {
		to_front(&tcp_tw_pcbs, pcb);
		active = tcp_active_pcbs;
		tcp_active_pcbs = NULL;
		tcp_input(p, in);
		tcp_active_pcbs = active;
	} else {
		if (TCPH_FLAGS(h) & TCP_SYN)
			limit_begun();
		without_lists(p, in);
	}
}
