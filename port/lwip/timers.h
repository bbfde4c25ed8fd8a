/* SPDX-License-Identifier: MIT */
/* lwIP's timers. Private to port/lwip. */
#ifndef PORT_LWIP_TIMERS_H
#define PORT_LWIP_TIMERS_H

#include "port/lwip/stack.h"

/* Guarded by the stack's lock. */
struct timers {
	bool moved;   /* the next may be due earlier than it was when somebody last asked */
	bool rest;    /* they do, but TCP's */
	bool packets; /* some came or went since somebody last asked */
};
extern struct timers timers;

/*
 * They rest, and something is about to begin: let them count what they missed, before that is old
 * for it. A question for an address that is a moment old is given up after five seconds.
 */
void timers_make_up(void) REQUIRES(&stack);

/* A packet came or went: timers are not to rest for a while. */
static inline void timers_packet(void) REQUIRES(&stack)
{
	timers.packets = true;
	timers.moved |= timers.rest;
}

#endif
