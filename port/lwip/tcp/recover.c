/* SPDX-License-Identifier: MIT */
#include "port/lwip/tcp/recover.h"

#include "lwip/sys.h"
#include "port/lwip/tcp/cubic.h"

#define OPTION_END  0
#define OPTION_NOP  1
#define OPTION_SACK 5

#define BLOCKS_MOST 4 /* fit into a header */
#define LOST_AFTER  3 /* segments that came later (RFC 6675, DupThresh) */

#define PROBE_TICK 1 /* of the slow timer since the last answer: 250 to 750 ms, and one probe */
#define NEAR       4 /* a round trip of less than 250 ms: in eighths of a tick, as lwIP has it */

/* What the peer has beyond the first byte that it lacks. */
struct blocks {
	unsigned n;
	struct {
		uint32_t from;
		uint32_t to;
	} at[BLOCKS_MOST];
};

/* What is known of a connection that lost something, from then on. */
struct recovery {
	bool lasts;     /* until (point) is acknowledged */
	uint32_t point; /* what was next to be sent when it began */
	uint32_t again; /* up to here, all that was lost was put back */
	uint32_t sent;  /* and this was to be sent next then: what came from there was sent later */
	struct cubic cubic;
};

static FROM_LWIP void forget(u8_t unused_id, void *recovery)
{
	(void)unused_id;
	lwip_free(recovery);
}

static const struct tcp_ext_arg_callbacks with_pcb = { .destroy = forget };

/* NULL without memory: then lwIP recovers as it does. */
static struct recovery *make(struct tcp_pcb *pcb)
{
	struct recovery *r = lwip_calloc(1, sizeof *r);

	pcb->ext_args[TCP_RECOVERY].data = r;
	pcb->ext_args[TCP_RECOVERY].callbacks = r ? &with_pcb : NULL;
	return r;
}

static uint32_t word_at(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* Of what a peer says only that counts which can be. */
static void add_block(struct blocks *b, uint32_t ack, uint32_t end, uint32_t from, uint32_t to)
{
	if (b->n == BLOCKS_MOST || !TCP_SEQ_GT(from, ack) || !TCP_SEQ_GT(to, from) ||
	    TCP_SEQ_GT(to, end))
		return;
	b->at[b->n].from = from;
	b->at[b->n++].to = to;
}

static void read_blocks(struct blocks *b, const struct tcp_hdr *h, uint32_t ack, uint32_t end)
{
	const uint8_t *o = (const uint8_t *)(h + 1);
	const uint8_t *behind = (const uint8_t *)h + TCPH_HDRLEN_BYTES(h);

	b->n = 0;
	while (o < behind && *o != OPTION_END) {
		if (*o == OPTION_NOP) {
			o++;
			continue;
		}
		if (*o == OPTION_SACK)
			for (unsigned i = 2; i + 8 <= o[1]; i += 8)
				add_block(b, ack, end, word_at(o + i), word_at(o + i + 4));
		o += o[1];
	}
}

/* How many bytes of the blocks lie behind (seq); all: those that came out of turn. */
static uint32_t beyond(const struct blocks *b, uint32_t seq)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < b->n; i++)
		if (TCP_SEQ_GT(b->at[i].to, seq))
			sum += b->at[i].to - (TCP_SEQ_GT(b->at[i].from, seq) ? b->at[i].from : seq);
	return sum;
}

static bool has(const struct blocks *b, uint32_t from, uint32_t to)
{
	for (unsigned i = 0; i < b->n; i++)
		if (TCP_SEQ_LEQ(b->at[i].from, from) && TCP_SEQ_GEQ(b->at[i].to, to))
			return true;
	return false;
}

/* Take the segment out of (*at), and put it among those to be sent, in its order. */
static void put_back(struct tcp_pcb *pcb, struct tcp_seg **at)
{
	struct tcp_seg *seg = *at, **to = &pcb->unsent;
	uint32_t seq = lwip_ntohl(seg->tcphdr->seqno);

	*at = seg->next;
	while (*to && TCP_SEQ_LT(lwip_ntohl((*to)->tcphdr->seqno), seq))
		to = &(*to)->next;
	seg->next = *to;
	*to = seg;
	if (!seg->next)
		pcb->unsent_oversize = 0; /* as tcp_rexmit() has it */
}

/*
 * Put back what is lost and was not put back before; (*again) moves behind it. One whose frame the
 * device still has is not lost. Returns whether there was something.
 */
static bool put_back_lost(struct tcp_pcb *pcb, const struct blocks *b, uint32_t *again)
{
	struct tcp_seg **at = &pcb->unacked, *seg;
	bool any = false;

	while ((seg = *at)) {
		uint32_t from = lwip_ntohl(seg->tcphdr->seqno), to = from + TCP_TCPLEN(seg);

		if (beyond(b, to) < LOST_AFTER * (uint32_t)pcb->mss || seg->p->ref != 1)
			break;
		if (TCP_SEQ_LEQ(to, *again) || has(b, from, to)) {
			at = &seg->next;
			continue;
		}
		put_back(pcb, at);
		*again = to;
		any = true;
	}
	return any;
}

/* The first loss that is known of a window makes it smaller. */
static void begin(struct tcp_pcb *pcb, struct recovery *r, uint32_t ack)
{
	if (!(pcb->flags & TF_INFR)) {
		pcb->ssthresh = cubic_lost(&r->cubic, pcb->snd_nxt - ack, pcb->mss);
		pcb->cwnd = pcb->ssthresh;
	}
	r->lasts = true;
	r->point = pcb->snd_nxt;
}

/* Put back what the blocks say is lost. */
static void recover(struct tcp_pcb *pcb, struct recovery *r, const struct blocks *b, uint32_t ack)
{
	const uint32_t many = LOST_AFTER * (uint32_t)pcb->mss;
	uint32_t again = ack;

	/* What was sent again, and then overtaken by what was sent behind it, is lost again. */
	if (r && r->lasts && beyond(b, r->sent) < many)
		again = r->again;
	if (!put_back_lost(pcb, b, &again))
		return;
	if (!r)
		r = make(pcb);
	if (!r)
		return;
	if (!r->lasts)
		begin(pcb, r, ack);
	r->again = again;
	r->sent = pcb->snd_nxt;
	pcb->rtime = 0;
	pcb->rttest = 0; /* nobody can tell which of two an answer is for */
}

/*
 * A window's bytes are on their way beside those that came out of turn. Of what acknowledges some,
 * lwIP would think that it ends recovery, and of what acknowledges none that it begins.
 */
static void hold_window(struct tcp_pcb *pcb, const struct blocks *b, uint32_t ack)
{
	uint32_t window = pcb->ssthresh + beyond(b, ack);

	if (ack == pcb->lastack) {
		pcb->cwnd = MAX(pcb->cwnd, window);
		tcp_set_flags(pcb, TF_INFR);
	} else {
		pcb->cwnd = window;
		pcb->bytes_acked = 0;
		tcp_clear_flags(pcb, TF_INFR);
	}
}

static void end(struct tcp_pcb *pcb, struct recovery *r)
{
	r->lasts = false;
	pcb->cwnd = pcb->ssthresh;
	tcp_clear_flags(pcb, TF_INFR);
}

/* The window of a connection that lost something before; lwIP has nothing to add. */
static void grow(struct tcp_pcb *pcb, struct recovery *r, uint32_t ack)
{
	uint32_t acked = ack - pcb->lastack;

	if (pcb->flags & TF_INFR)
		return; /* lwIP recovers by itself */
	if (pcb->cwnd < pcb->ssthresh || pcb->snd_nxt - pcb->lastack < pcb->cwnd / 2) {
		r->cubic.grows = false; /* it is not what holds us up */
		return;
	}
	if (!acked || acked >= pcb->cwnd)
		return;
	pcb->bytes_acked = 0;
	pcb->cwnd = cubic_acked(&r->cubic, pcb->cwnd, acked, pcb->mss, sys_now());
}

void tcp_recover(struct tcp_pcb *pcb, const struct tcp_hdr *h)
{
	uint32_t ack = lwip_ntohl(h->ackno);
	struct recovery *r = pcb->ext_args[TCP_RECOVERY].data;
	struct blocks b;

	if (!(TCPH_FLAGS(h) & TCP_ACK) || pcb->state < ESTABLISHED ||
	    TCP_SEQ_LT(ack, pcb->lastack) || TCP_SEQ_GT(ack, pcb->snd_nxt))
		return;
	if (pcb->flags & TF_RTO) {
		if (r)
			r->lasts = false; /* lwIP has put all back, and lost its window */
		return;
	}
	if (r && r->lasts && TCP_SEQ_GEQ(ack, r->point))
		end(pcb, r);
	read_blocks(&b, h, ack, pcb->snd_nxt);
	recover(pcb, r, &b, ack);
	r = pcb->ext_args[TCP_RECOVERY].data;
	if (r && r->lasts)
		hold_window(pcb, &b, ack);
	else if (r)
		grow(pcb, r, ack);
}

/*
 * As RFC 8985, 7, but it is the first segment: where it is the only one that is lost, and that is
 * most often so, the answer is for all. It is a loss for the window, too.
 */
FROM_LWIP void tcp_probe_tails(void)
{
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next) {
		if (pcb->state < ESTABLISHED || pcb->rtime != PROBE_TICK || pcb->nrtx ||
		    pcb->sa >= NEAR)
			continue;
		tcp_rexmit_fast(pcb);
		tcp_output(pcb);
	}
}
