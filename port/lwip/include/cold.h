/* SPDX-License-Identifier: MIT */
/*
 * What of lwIP's files that packets pass (lwip.mk) a packet passes rarely: compiled for size, and
 * far from the rest. It is included before such a file.
 */
#ifndef PORT_LWIP_COLD_H
#define PORT_LWIP_COLD_H

#include <lwip/opt.h>

#include <lwip/ip4.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/tcp.h>

#define COLD(function) __typeof__(function) function __attribute__((__cold__))

/* Connections: how they begin, and what goes wrong with them. */
COLD(tcp_abandon);
COLD(tcp_bind);
COLD(tcp_connect);
COLD(tcp_listen_with_backlog_and_err);
COLD(tcp_netif_ip_addr_changed);
COLD(tcp_process_refused_data);
COLD(tcp_shutdown);
COLD(tcp_slowtmr);
static void tcp_listen_input(struct tcp_pcb_listen *pcb) __attribute__((__cold__));
static void tcp_parseopt(struct tcp_pcb *pcb) __attribute__((__cold__));
static void tcp_timewait_input(struct tcp_pcb *pcb) __attribute__((__cold__));

/* What is sent again, or for nothing. */
COLD(tcp_keepalive);
COLD(tcp_rexmit);
COLD(tcp_rexmit_fast);
COLD(tcp_rexmit_rto);
COLD(tcp_rexmit_rto_commit);
COLD(tcp_rexmit_rto_prepare);
COLD(tcp_rst);
COLD(tcp_split_unsent_seg);
COLD(tcp_zero_window_probe);

/* TCP of IPv4 has a way of its own to the device (interface.h). */
COLD(ip4_output_if_opt_src);

/* Buffers that are taken apart, or put together. */
COLD(pbuf_add_header_force);
COLD(pbuf_clone);
COLD(pbuf_coalesce);
COLD(pbuf_copy);
COLD(pbuf_copy_partial_pbuf);
COLD(pbuf_dechain);
COLD(pbuf_get_contiguous);
COLD(pbuf_memcmp);
COLD(pbuf_memfind);
COLD(pbuf_skip);
COLD(pbuf_split_64k);
COLD(pbuf_take);
COLD(pbuf_take_at);

#endif
