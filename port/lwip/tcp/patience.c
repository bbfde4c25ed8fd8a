/* SPDX-License-Identifier: MIT */
#include "port/lwip/tcp/patience.h"

#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "port/lwip/tcp/table.h"

/* Milliseconds. Linux looks when it sends again: an answer that is only on its way is not late. */
#define LEAST       200
#define LEAST_BEGUN 1000
#define PAUSE       5000 /* nobody looked for so long: the machine stood still */

/* What a pcb keeps of it, in the places of two pointers. */
struct patience {
	uint32_t ms;    /* 0: none */
	uint32_t since; /* when it began to wait, odd; 0: it does not */
};

/* How far the peer had acknowledged then. */
#define ACKED(pcb) (pcb)->ext_args[TCP_PATIENCE_ACKED].data

static_assert(sizeof(struct patience) == sizeof(void *), "it has the place of a pointer");

static struct patience get(const struct tcp_pcb *pcb)
{
	struct patience p;

	memcpy(&p, &pcb->ext_args[TCP_PATIENCE].data, sizeof p);
	return p;
}

static void set(struct tcp_pcb *pcb, struct patience p)
{
	memcpy(&pcb->ext_args[TCP_PATIENCE].data, &p, sizeof p);
}

/* A peer that says nothing (SO_KEEPALIVE) is given up at the probe that would come next then. */
static uint32_t probes(const struct tcp_socket *t)
{
	uint64_t idle = t->keep_idle * 1000ull, interval = t->keep_interval * 1000ull;

	if (t->user_timeout <= idle + interval)
		return 1;
	return (uint32_t)((t->user_timeout - idle + interval - 1) / interval);
}

void tcp_patience_apply(struct tcp_socket *t)
{
	struct patience p = get(t->pcb);

	p.ms = t->user_timeout;
	set(t->pcb, p);
	if (p.ms)
		t->pcb->keep_cnt = probes(t);
}

/* How long (pcb) has patience yet: milliseconds. */
static int32_t left_of(struct tcp_pcb *pcb, uint32_t now)
{
	uint32_t least = pcb->state < ESTABLISHED ? LEAST_BEGUN : LEAST;
	void *acked = (void *)(uintptr_t)pcb->lastack;
	struct patience p = get(pcb);

	if (!p.ms || (pcb->snd_nxt == pcb->lastack && !pcb->persist_backoff)) {
		p.since = 0;
	} else if (!p.since || ACKED(pcb) != acked) {
		p.since = now | 1;
		ACKED(pcb) = acked;
	}
	set(pcb, p);
	return p.since ? (int32_t)(MIN(MAX(p.ms, least), (uint32_t)INT32_MAX) - (now - p.since))
		       : INT32_MAX;
}

/* Look at all. Returns when the next may have no patience any more: milliseconds. */
static FROM_LWIP int32_t look(void)
{
	static uint32_t looked; /* guarded by the stack's lock */
	uint32_t now = sys_now();
	int32_t next = INT32_MAX, left;

	for (struct tcp_pcb *pcb = tcp_active_pcbs, *behind; pcb; pcb = behind) {
		behind = pcb->next;
		if (now - looked > PAUSE)
			ACKED(pcb) = (void *)UINTPTR_MAX;
		left = left_of(pcb, now);
		if (left <= 0)
			tcp_abandon(pcb, 0);
		else
			next = MIN(next, left);
	}
	looked = now;
	return next;
}

static FROM_LWIP void look_between(void *unused_argument)
{
	(void)unused_argument;
	(void)look();
}

/* Whose time is over before the next tick is seen when it is. */
FROM_LWIP void tcp_patience_check(void)
{
	int32_t next = look();

	if (next < TCP_TMR_INTERVAL) {
		sys_untimeout(look_between, NULL);
		sys_timeout((u32_t)next, look_between, NULL);
	}
}
