/* SPDX-License-Identifier: MIT */
/*
 * How much of a stream may come before it is read: SO_RCVBUF. lwIP's window is as large as its
 * largest; what a smaller one lacks is kept back, as if there were bytes that nobody reads.
 *
 * What a peer was told it may send is not taken back: that part is kept back when it was read.
 */
#include "lwip/priv/tcp_priv.h"
#include "port/lwip/tcp/tcp.h"

/* lwIP tells of more room when there is so much of it: half of a window at most. */
#define WINDOW_MIN (2u * TCP_WND_UPDATE_THRESHOLD)

/* What a SYN says at most, whose window has no scale. */
#define SYN_WINDOW 65535u

static uint32_t wanted(const struct tcp_socket *t)
{
	uint32_t all = TCP_WND_MAX(t->pcb), window = MAX(t->s.receive_size / 2, WINDOW_MIN);

	return t->window_set && window < all ? all - window : 0;
}

/* Keep back what of the window nobody was told of: of (told) bytes somebody was. */
static void keep(struct tcp_socket *t, uint32_t told, uint32_t want) REQUIRES(&stack)
{
	struct tcp_pcb *pcb = t->pcb;
	uint32_t n = MIN(want - t->kept_back, pcb->rcv_wnd - MIN(told, pcb->rcv_wnd));

	t->kept_back += n;
	pcb->rcv_wnd -= n;
	pcb->rcv_ann_wnd = MIN(pcb->rcv_ann_wnd, pcb->rcv_wnd);
}

static void give_back(struct tcp_socket *t, uint32_t n) REQUIRES(&stack)
{
	for (uint32_t now; n; n -= now) {
		now = MIN(n, (uint32_t)UINT16_MAX);
		tcp_recved(t->pcb, (u16_t)now);
	}
}

void tcp_window_begin(struct tcp_socket *t)
{
	uint32_t want = wanted(t);

	if (!want)
		return;
	keep(t, SYN_WINDOW, want);
	t->pcb->rcv_ann_right_edge = t->pcb->rcv_nxt + t->pcb->rcv_ann_wnd;
}

void tcp_window_change(struct tcp_socket *t)
{
	struct tcp_pcb *pcb = t->pcb;
	uint32_t want = wanted(t), before = t->kept_back;

	if (want > before) {
		keep(t, pcb->rcv_ann_right_edge - pcb->rcv_nxt, want);
	} else if (want < before) {
		t->kept_back = want;
		give_back(t, before - want);
	}
}

void tcp_window_read(struct tcp_socket *t, uint32_t n)
{
	uint32_t want = t->window_set ? wanted(t) : 0;

	if (unlikely(want > t->kept_back)) {
		uint32_t kept = MIN(n, want - t->kept_back);

		t->kept_back += kept;
		n -= kept;
	}
	give_back(t, n);
}

void tcp_window_end(struct tcp_socket *t)
{
	t->pcb->rcv_wnd += t->kept_back;
	t->kept_back = 0;
}
