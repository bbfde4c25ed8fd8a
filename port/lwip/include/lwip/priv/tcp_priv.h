/* SPDX-License-Identifier: MIT */
/*
 * lwIP's private header of TCP, with two macros of ours: who puts connections into its lists, or
 * takes them out, keeps the table, too (port/lwip/tcp/table.h).
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

#endif
