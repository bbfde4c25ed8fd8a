/* SPDX-License-Identifier: MIT */
/*
 * How a window grows after a loss, by CUBIC (RFC 9438). Private to port/lwip.
 *
 * lwIP's own is Reno's: half is lost, and comes back by a segment for each round trip, which takes
 * the longer the further the peer is. CUBIC loses less, and what comes back goes by time: quickly
 * up to where it was lost, slowly there, and quickly again.
 */
#ifndef PORT_LWIP_TCP_CUBIC_H
#define PORT_LWIP_TCP_CUBIC_H

#include "lwip/tcp.h"

struct cubic {
	uint32_t most;     /* bytes of the window at which the last was lost, or below */
	uint32_t before;   /* the window when it was */
	uint32_t begun;    /* milliseconds: since when it grows again, if it (grows) */
	uint32_t turn;     /* after how many it is (most) */
	uint32_t estimate; /* what Reno, losing as little, would have by now */
	bool grows;
};

/* One of (flight) bytes on their way was lost: how many may be. (c) begins with zeros. */
uint32_t cubic_lost(struct cubic *c, uint32_t flight, uint32_t mss);

/* (acked) bytes arrived at (now), of a window of (window), past slow start: what is it then? */
uint32_t cubic_acked(struct cubic *c, uint32_t window, uint32_t acked, uint32_t mss, uint32_t now);

#endif
