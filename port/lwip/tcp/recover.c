/* SPDX-License-Identifier: MIT */
#include "port/lwip/tcp/recover.h"

#define OPTION_END  0
#define OPTION_NOP  1
#define OPTION_SACK 5

#define BLOCKS_MOST 4 /* fit into a header */
#define LOST_AFTER  3 /* segments that came later (RFC 6675, DupThresh) */

/* What the peer has beyond the first byte that it lacks. */
struct blocks {
	unsigned n;
	struct {
		uint32_t from;
		uint32_t to;
	} at[BLOCKS_MOST];
};

/* Of a connection that recovers, as a pointer of its pcb; NULL: it does not. */
union state {
	void *data;
	struct {
		uint32_t point; /* it does until this is acknowledged */
		uint32_t again; /* up to here, all that was lost was put back */
	};
};
_Static_assert(sizeof(union state) == sizeof(void *), "a state is kept as a pointer");

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
		if (TCP_SEQ_GEQ(b->at[i].from, seq))
			sum += b->at[i].to - b->at[i].from;
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

/* The first loss that is known of a window halves it, as RFC 5681, 3.2, has it. */
static void begin(struct tcp_pcb *pcb, const struct blocks *b, uint32_t ack)
{
	uint32_t flight = pcb->snd_nxt - ack;

	if (!(pcb->flags & TF_INFR)) {
		pcb->ssthresh = MAX(flight / 2, 2u * pcb->mss);
		pcb->cwnd = pcb->ssthresh + beyond(b, ack);
		pcb->bytes_acked = 0;
	}
	pcb->rtime = 0;
}

void tcp_recover(struct tcp_pcb *pcb, const struct tcp_hdr *h)
{
	uint32_t ack = lwip_ntohl(h->ackno);
	union state state = { .data = pcb->ext_args[TCP_RECOVERY].data };
	struct blocks b;
	bool recovers;

	if (!(TCPH_FLAGS(h) & TCP_ACK) || pcb->state < ESTABLISHED ||
	    TCP_SEQ_LT(ack, pcb->lastack) || TCP_SEQ_GT(ack, pcb->snd_nxt))
		return;
	/* A timeout has put all back. */
	recovers = state.data && TCP_SEQ_LT(ack, state.point) && !(pcb->flags & TF_RTO);
	read_blocks(&b, h, ack, pcb->snd_nxt);
	if (!recovers)
		state.again = ack;
	if (!(pcb->flags & TF_RTO) && put_back_lost(pcb, &b, &state.again)) {
		if (!recovers) {
			begin(pcb, &b, ack);
			state.point = pcb->snd_nxt;
		}
		recovers = true;
		pcb->rttest = 0; /* nobody can tell which of two an answer is for */
	}
	pcb->ext_args[TCP_RECOVERY].data = recovers ? state.data : NULL;
	/* lwIP would take a part of what is awaited for all, and halve the window again. */
	if (recovers)
		tcp_set_flags(pcb, TF_INFR);
}
