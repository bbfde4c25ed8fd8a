/* SPDX-License-Identifier: MIT */
/*
 * lwIP's timers, in the place of its own (core/timeouts.c): those would wake a machine that has
 * nothing to do ten times a second. Ours rest with the network, and make up for what they missed;
 * so what they count is right again by the time that somebody looks.
 */
#include "port/lwip/timers.h"

#include "kern/mem/heap.h"
#include "kern/vfs/file.h"
#include "lwip/dhcp.h"
#include "lwip/dhcp6.h"
#include "lwip/etharp.h"
#include "lwip/igmp.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/mld6.h"
#include "lwip/nd6.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "port/lwip/interface.h"
#include "port/lwip/tcp/defer.h"
#include "port/lwip/tcp/patience.h"
#include "port/lwip/tcp/recover.h"
#include "port/lwip/tcp/table.h"

/* Milliseconds. */
#define REST_AFTER 10000 /* without a packet */
#define REST_MOST  60000 /* leases run out by the minute */
#define PAUSE      5000
#define ACK_TICK   20 /* acknowledgements wait one to two of these: 40 as Linux (TCP_DELACK_MIN) */

struct cyclic {
	void (*run)(void);
	uint32_t interval;
	uint32_t next; /* guarded by the stack's lock, as all here */
};

/* One that runs once, for who asked by sys_timeout(). */
struct once {
	struct once *next;
	sys_timeout_handler run;
	void *arg;
	uint32_t when;
};

struct timers timers;

static struct {
	uint32_t tcp_next;
	bool tcp_runs;
	uint32_t ack_next;
	bool ack_waits;
	uint32_t last_packet;
	bool remind; /* devices, when all that was missed is made up for: then packets may come */
	struct once *onces;
} state;

static FROM_LWIP void arp_timer(void)
{
	etharp_tmr();
	interface_forget_neighbours();
	state.remind = true;
}

static struct cyclic cyclics[] = {
	{ ip_reass_tmr, IP_TMR_INTERVAL, 0 },
	{ arp_timer, ARP_TMR_INTERVAL, 0 },
	{ dhcp_coarse_tmr, DHCP_COARSE_TIMER_MSECS, 0 },
	{ dhcp_fine_tmr, DHCP_FINE_TIMER_MSECS, 0 },
	{ igmp_tmr, IGMP_TMR_INTERVAL, 0 },
	{ nd6_tmr, ND6_TMR_INTERVAL, 0 },
	{ ip6_reass_tmr, IP6_REASS_TMR_INTERVAL, 0 },
	{ mld6_tmr, MLD6_TMR_INTERVAL, 0 },
	{ dhcp6_tmr, DHCP6_TIMER_MSECS, 0 },
};

static bool is_past(uint32_t when, uint32_t now)
{
	return (int32_t)(now - when) >= 0;
}

void sys_timeouts_init(void)
{
	uint32_t now = sys_now();

	for (size_t i = 0; i < nitems(cyclics); i++)
		cyclics[i].next = now + cyclics[i].interval;
	state.last_packet = now;
	timers.moved = true;
}

/* There is a connection, which lwIP counts the time of. */
void tcp_timer_needed(void)
{
	if (state.tcp_runs || !(tcp_active_pcbs || tcp_tw_pcbs))
		return;
	state.tcp_runs = true;
	state.tcp_next = sys_now() + TCP_TMR_INTERVAL;
	timers.moved = true;
}

/* Without memory it never runs: then lwIP's client asks nobody any more. */
void sys_timeout(u32_t after, sys_timeout_handler run, void *arg)
{
	struct once *o = heap_alloc(sizeof *o);

	if (!o)
		return;
	*o = (struct once){ state.onces, run, arg, sys_now() + after };
	state.onces = o;
	timers.moved = true;
}

void sys_untimeout(sys_timeout_handler run, void *arg)
{
	for (struct once **at = &state.onces; *at; at = &(*at)->next) {
		struct once *o = *at;

		if (o->run == run && o->arg == arg) {
			*at = o->next;
			heap_free(o);
			return;
		}
	}
}

/* One that is due; it is the caller's then. It may make others when it runs. */
static struct once *once_due(uint32_t now)
{
	for (struct once **at = &state.onces; *at; at = &(*at)->next) {
		struct once *o = *at;

		if (is_past(o->when, now)) {
			*at = o->next;
			return o;
		}
	}
	return NULL;
}

static void run_onces(uint32_t now)
{
	struct once *o;

	while ((o = once_due(now))) {
		o->run(o->arg);
		heap_free(o);
	}
}

/*
 * lwIP sends an acknowledgement that waits with the next tick of its timer, in up to 250 ms. A peer
 * that sends nothing more before it has that (Nagle) would stand still for so long.
 */
FROM_LWIP void timers_ack_waits(void)
{
	if (state.ack_waits)
		return;
	state.ack_waits = true;
	state.ack_next = sys_now() + ACK_TICK;
	timers.moved = true;
}

/*
 * Send the acknowledgements that waited at the last tick, too. One of a request that came a moment
 * ago goes with the answer: a tick that found a dozen of these sent each of them a packet more. The
 * number up to which all came tells one from the next, for a second that waits is sent at once.
 */
static void send_late_acks(void)
{
	state.ack_waits = false;
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next) {
		void *came = (void *)(uintptr_t)pcb->rcv_nxt;

		if (!(pcb->flags & TF_ACK_DELAY))
			continue;
		if (pcb->ext_args[TCP_ACK_WAITED].data == came) {
			tcp_ack_now(pcb);
			tcp_output(pcb);
			tcp_clear_flags(pcb, TF_ACK_DELAY | TF_ACK_NOW);
		} else {
			pcb->ext_args[TCP_ACK_WAITED].data = came;
			timers_ack_waits();
		}
	}
}

static void run_cyclics(uint32_t now)
{
	for (size_t i = 0; i < nitems(cyclics); i++) {
		while (is_past(cyclics[i].next, now)) {
			cyclics[i].run();
			cyclics[i].next += cyclics[i].interval;
		}
	}
}

FROM_LWIP void timers_make_up(void)
{
	run_cyclics(sys_now());
}

FROM_LWIP void sys_check_timeouts(void)
{
	uint32_t now = sys_now();

	timers.moved = true;

	if (state.ack_waits && is_past(state.ack_next, now))
		send_late_acks();
	/* A machine that stood still was not waiting for anybody. */
	if (state.tcp_runs && is_past(state.tcp_next + PAUSE, now))
		state.tcp_next = now;
	while (state.tcp_runs && is_past(state.tcp_next, now)) {
		uint32_t ticks = tcp_ticks;

		tcp_tmr();
		if (tcp_ticks == ticks)
			tcp_probe_tails();
		tcp_table_mend();
		if (LINKED(tcp_patience_check))
			tcp_patience_check();
		if (LINKED(tcp_defer_check))
			tcp_defer_check();
		state.tcp_next += TCP_TMR_INTERVAL;
		state.tcp_runs = tcp_active_pcbs || tcp_tw_pcbs;
	}
	run_cyclics(now);
	run_onces(now);
	if (state.remind) {
		state.remind = false;
		interface_remind_devices();
	}
}

static uint32_t left_until(uint32_t when, uint32_t now)
{
	return is_past(when, now) ? 0 : when - now;
}

/* How long until the first is to run, at most: milliseconds. */
FROM_LWIP u32_t sys_timeouts_sleeptime(void)
{
	uint32_t now = sys_now(), wait = REST_MOST;

	if (timers.packets)
		state.last_packet = now;
	timers.packets = false;
	timers.rest = now - state.last_packet > REST_AFTER;
	if (timers.rest)
		interface_forget_neighbours();
	/* Also of what closed connections left while it rested. */
	if (timers.rest) {
		lwip_give_back();
		file_give_back();
		heap_give_back();
	}
	timers.moved = false;
	if (state.tcp_runs)
		wait = left_until(state.tcp_next, now);
	if (state.ack_waits)
		wait = MIN(wait, left_until(state.ack_next, now));
	for (const struct once *o = state.onces; o; o = o->next)
		wait = MIN(wait, left_until(o->when, now));
	for (size_t i = 0; i < nitems(cyclics) && !timers.rest; i++)
		wait = MIN(wait, left_until(cyclics[i].next, now));
	return wait;
}
