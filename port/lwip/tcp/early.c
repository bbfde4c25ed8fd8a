/* SPDX-License-Identifier: MIT */
#include "port/lwip/tcp/early.h"

#define JOINED_MOST  UINT16_MAX /* a buffer's length has 16 bits */
#define JOINED_LEAST 536        /* shorter ones stay apart, so that their number is bounded */

/* (s), and what follows at once: lwIP may need a FIN where it is. */
static bool joins(const struct tcp_seg *s, const struct tcp_seg *next)
{
	return s->tcphdr->seqno + s->len == next->tcphdr->seqno && next->len >= JOINED_LEAST &&
	       s->len + next->len <= JOINED_MOST &&
	       !((TCPH_FLAGS(s->tcphdr) | TCPH_FLAGS(next->tcphdr)) & (TCP_FIN | TCP_SYN));
}

static void join(struct tcp_seg *s)
{
	struct tcp_seg *next = s->next;

	pbuf_cat(s->p, next->p);
	s->len = (u16_t)(s->len + next->len);
	s->next = next->next;
	next->p = NULL;
	tcp_seg_free(next);
}

bool tcp_early(struct tcp_pcb *pcb, uint32_t from, uint32_t to)
{
	unsigned n = 0;

	for (struct tcp_seg *s = pcb->ooseq; s; s = s->next) {
		uint32_t begin = s->tcphdr->seqno;

		while (s->next && joins(s, s->next))
			join(s);
		if (TCP_SEQ_LT(begin, from) && TCP_SEQ_GEQ(begin + s->len, to))
			return true;
		if (++n >= TCP_EARLY_MOST)
			return true;
	}
	return false;
}
