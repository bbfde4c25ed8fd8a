/* SPDX-License-Identifier: MIT */
/*
 * lwIP's private header of TCP, with macros of ours: who puts connections into its lists, or takes
 * them out, keeps the table, too (port/lwip/tcp/table.h), and who lets an acknowledgement wait says
 * so to the timers.
 */
#ifndef PORT_LWIP_TCP_PRIV_H
#define PORT_LWIP_TCP_PRIV_H

#include_next "lwip/priv/tcp_priv.h"

void tcp_table_list(struct tcp_pcb **list, struct tcp_pcb *pcb);
void tcp_table_unlist(struct tcp_pcb **list, struct tcp_pcb *pcb);

#undef TCP_REG
#define TCP_REG(list, pcb) tcp_table_list(list, pcb)

#undef TCP_RMV
#define TCP_RMV(list, pcb) tcp_table_unlist(list, pcb)

/* An acknowledgement that waits for another segment, or for something to send: not for long. */
void timers_ack_waits(void);

#undef tcp_ack
#define tcp_ack(pcb)                                        \
	do {                                                \
		if ((pcb)->flags & TF_ACK_DELAY) {          \
			tcp_clear_flags(pcb, TF_ACK_DELAY); \
			tcp_ack_now(pcb);                   \
		} else {                                    \
			tcp_set_flags(pcb, TF_ACK_DELAY);   \
			timers_ack_waits();                 \
		}                                           \
	} while (0)

#endif
