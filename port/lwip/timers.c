/* SPDX-License-Identifier: MIT */
/*
 * lwIP's timers, in the place of its own (core/timeouts.c): those would wake a machine that has
 * nothing to do ten times a second. Ours rest with the network, and make up for what they missed;
 * so what they count is right again by the time that somebody looks.
 */
#include "port/lwip/timers.h"

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

/* Milliseconds. */
#define REST_AFTER 10000 /* without a packet */
#define REST_MOST  60000 /* leases run out by the minute */
#define PAUSE      5000

struct cyclic {
	void (*run)(void);
	uint32_t interval;
	uint32_t next; /* guarded by the stack's lock, as all here */
};

struct timers timers;

static struct cyclic cyclics[] = {
	{ ip_reass_tmr, IP_TMR_INTERVAL, 0 },
	{ etharp_tmr, ARP_TMR_INTERVAL, 0 },
	{ dhcp_coarse_tmr, DHCP_COARSE_TIMER_MSECS, 0 },
	{ dhcp_fine_tmr, DHCP_FINE_TIMER_MSECS, 0 },
	{ igmp_tmr, IGMP_TMR_INTERVAL, 0 },
	{ nd6_tmr, ND6_TMR_INTERVAL, 0 },
	{ ip6_reass_tmr, IP6_REASS_TMR_INTERVAL, 0 },
	{ mld6_tmr, MLD6_TMR_INTERVAL, 0 },
	{ dhcp6_tmr, DHCP6_TIMER_MSECS, 0 },
};

static struct {
	uint32_t tcp_next;
	bool tcp_runs;
	uint32_t last_packet;
} state;

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

void sys_check_timeouts(void)
{
	uint32_t now = sys_now();

	timers.moved = true;

	/* A machine that stood still was not waiting for anybody. */
	if (state.tcp_runs && is_past(state.tcp_next + PAUSE, now))
		state.tcp_next = now;
	while (state.tcp_runs && is_past(state.tcp_next, now)) {
		tcp_tmr();
		state.tcp_next += TCP_TMR_INTERVAL;
		state.tcp_runs = tcp_active_pcbs || tcp_tw_pcbs;
	}
	for (size_t i = 0; i < nitems(cyclics); i++) {
		while (is_past(cyclics[i].next, now)) {
			cyclics[i].run();
			cyclics[i].next += cyclics[i].interval;
		}
	}
}

/* How long until the first is to run, at most: milliseconds. */
u32_t sys_timeouts_sleeptime(void)
{
	uint32_t now = sys_now(), wait = REST_MOST;

	if (timers.packets)
		state.last_packet = now;
	timers.packets = false;
	timers.rest = now - state.last_packet > REST_AFTER;
	timers.moved = false;
	if (state.tcp_runs)
		wait = is_past(state.tcp_next, now) ? 0 : state.tcp_next - now;
	for (size_t i = 0; i < nitems(cyclics) && !timers.rest; i++) {
		uint32_t left = is_past(cyclics[i].next, now) ? 0 : cyclics[i].next - now;

		wait = MIN(wait, left);
	}
	return wait;
}
