/* SPDX-License-Identifier: MIT */
#include "port/lwip/tcp/defer.h"

#include "kern/mem/heap.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"

#define PERIOD_MOST 120 /* seconds: TCP_RTO_MAX of Linux */
#define COUNT_MOST  255

/* All that wait, whoever they are for; guarded by the stack's lock. */
static struct list waiting = LIST_INIT(waiting);

/*
 * Linux counts how often it asks the peer again, after 1, 2, 4 s and so on, and waits to the end
 * of one of these (net/ipv4/tcp.c, secs_to_retrans()).
 */
int tcp_defer_set(struct tcp_socket *t, int seconds)
{
	uint32_t all = seconds > 0, period = 1;

	for (unsigned n = 1; all < (uint32_t)MAX(seconds, 0) && n < COUNT_MOST; n++) {
		period = MIN(2 * period, (uint32_t)PERIOD_MOST);
		all += period;
	}
	t->defer = all;
	return 0;
}

static void take(struct tcp_socket *t) REQUIRES(&stack)
{
	list_remove(&t->link);
	list_init(&t->link);
	t->listener->nr_deferred--;
}

static void give(struct tcp_socket *t) REQUIRES(&stack)
{
	take(t);
	tcp_recv(t->pcb, tcp_on_received);
	tcp_err(t->pcb, tcp_on_error);
	tcp_offer(t->listener, t);
}

/* Bytes, or the end of them: that is something, too. */
static FROM_LWIP err_t on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	give(arg);
	return tcp_on_received(arg, pcb, p, err);
}

/* Nobody hears of a connection that ends before it is accepted. */
static FROM_LWIP void on_error(void *arg, err_t unused_error)
{
	(void)unused_error;
	take(arg);
	heap_free(arg);
}

bool tcp_defer(struct tcp_socket *listener, struct tcp_socket *t)
{
	if (!listener->defer || listener->nr_deferred >= listener->backlog)
		return false;
	t->listener = listener;
	t->due = sys_now() + listener->defer * 1000;
	list_push_back(&waiting, &t->link);
	listener->nr_deferred++;
	tcp_recv(t->pcb, on_received);
	tcp_err(t->pcb, on_error);
	return true;
}

FROM_LWIP void tcp_defer_check(void)
{
	uint32_t now = sys_now();

	list_for_each_safe (e, &waiting) {
		struct tcp_socket *t = container_of(e, struct tcp_socket, link);

		if ((int32_t)(now - t->due) >= 0)
			give(t);
	}
}

void tcp_defer_end(struct tcp_socket *listener)
{
	list_for_each_safe (e, &waiting) {
		struct tcp_socket *t = container_of(e, struct tcp_socket, link);

		if (t->listener != listener)
			continue;
		take(t);
		tcp_detach(t->pcb);
		tcp_abandon(t->pcb, 0);
		heap_free(t);
	}
}
