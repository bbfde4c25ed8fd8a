/* SPDX-License-Identifier: MIT */
/*
 * Connections by their four numbers. Private to port/lwip.
 *
 * lwIP looks for a segment's connection from the front of a list. The table finds it at once and
 * puts it there; where there is none, lwIP sees empty lists for the time of that segment. All lists
 * are lwIP's own, linked backwards, too.
 */
#ifndef PORT_LWIP_TCP_TABLE_H
#define PORT_LWIP_TCP_TABLE_H

#include "lwip/priv/tcp_priv.h"
#include "port/lwip/stack.h"

/* What a pcb keeps for us (LWIP_TCP_PCB_NUM_EXT_ARGS). */
enum {
	TCP_BACK,
	TCP_NEXT_IN_BUCKET,
	TCP_BEGUN,
	TCP_RECOVERY, /* recover.c */
	TCP_PATIENCE, /* patience.c */
	TCP_PATIENCE_ACKED,
	TCP_ACK_WAITED, /* timers.c */
};

/* Closed connections that wait for late segments: those in tcp_tw_pcbs. */
uint32_t tcp_table_waiting(void) REQUIRES(&stack);

/* lwIP's timer took connections out of its lists by itself. */
void tcp_table_mend(void);

/* A segment, its IP header taken off: what lwIP calls for tcp_input() (lwip.mk). */
void tcp_demultiplex(struct pbuf *p, struct netif *in);

#endif
