/* SPDX-License-Identifier: MIT */
/*
 * lwIP's options: one lock of ours around it (stack.c), memory from the library OS's heap, windows
 * for fast links.
 */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#define NO_SYS               1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN         0
#define LWIP_SOCKET          0
#define LWIP_STATS           0
#define LWIP_TIMERS          1
#define LWIP_ASSERT_CORE_LOCKED()

/* Memory */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT   16
#define mem_clib_malloc lwip_alloc
#define mem_clib_calloc lwip_calloc
#define mem_clib_free   lwip_free
#include <stddef.h>
#include <stdint.h>
void *lwip_alloc(size_t n);
void lwip_free(void *p);
void *lwip_calloc(size_t n, size_t size);
#define LWIP_SUPPORT_CUSTOM_PBUF     1
#define PBUF_LINK_ENCAPSULATION_HLEN 16 /* for the device: struct net_frame's (room) */

/* Protocols */
#define LWIP_IPV4                      1
#define LWIP_IPV6                      1
#define LWIP_ARP                       1
#define LWIP_ETHERNET                  1
#define LWIP_ICMP                      1
#define LWIP_RAW                       1
#define LWIP_UDP                       1
#define LWIP_TCP                       1
#define LWIP_IGMP                      1
#define LWIP_IPV6_MLD                  1
#define LWIP_DHCP                      1
#define DHCP_DOES_ARP_CHECK            0 /* it takes a second; Linux's clients do not ask */
#define LWIP_DHCP_GET_NTP_SRV          0
#define LWIP_DHCP_MAX_DNS_SERVERS      3
#define LWIP_DNS                       1 /* what DHCP says; who asks is the C library */
#define LWIP_IPV6_DHCP6                1
#define LWIP_IPV6_AUTOCONFIG           1
#define LWIP_IPV6_SEND_ROUTER_SOLICIT  1
#define LWIP_MULTICAST_TX_OPTIONS      1
#define IP_DEFAULT_TTL                 64 /* as Linux */
#define IP_FORWARD                     0
#define IP_REASSEMBLY                  1
#define IP_FRAG                        1
#define IPV6_FRAG_COPYHEADER           1
#define IP_SOF_BROADCAST               1
#define IP_SOF_BROADCAST_RECV          1
#define SO_REUSE                       1
#define SO_REUSE_RXTOALL               1
#define LWIP_NETBUF_RECVINFO           0
#define ARP_QUEUEING                   1
#define ARP_TABLE_SIZE                 64
#define ETHARP_TRUST_IP_MAC            0
#define ETHARP_SUPPORT_STATIC_ENTRIES  1
#define LWIP_NETIF_HOSTNAME            1
#define LWIP_NETIF_STATUS_CALLBACK     1
#define LWIP_NETIF_EXT_STATUS_CALLBACK 0
#define LWIP_NETIF_LOOPBACK            1
#define LWIP_HAVE_LOOPIF               1
#define LWIP_LOOPIF_MULTICAST          1
#define LWIP_LOOPBACK_MAX_PBUFS        0
#define LWIP_CHECKSUM_CTRL_PER_NETIF   1
#define LWIP_NUM_NETIF_CLIENT_DATA     0

struct netif;
struct ip6_addr;
const struct ip6_addr *interface_gateway6(struct netif *n, const struct ip6_addr *to);
#define LWIP_HOOK_ND6_GET_GW(netif, to) interface_gateway6(netif, to)

/* A packet that comes from an interface, or ourselves: packet/tap.c sees it, if it is there. */
struct pbuf;
extern int (*lwip_looped)(struct pbuf *p, _Bool six);
#define LWIP_HOOK_IP4_INPUT(p, netif) (lwip_looped && lwip_looped((p), 0))
#define LWIP_HOOK_IP6_INPUT(p, netif) (lwip_looped && lwip_looped((p), 1))

/* SNTP: a step is better than an answer that nobody asked for, so it is checked whose it is. */
void ntp_set(uint32_t seconds, uint32_t microseconds);
void ntp_get(uint32_t *seconds, uint32_t *microseconds);
#define SNTP_MAX_SERVERS                 1
#define SNTP_CHECK_RESPONSE              2
#define SNTP_COMP_ROUNDTRIP              1
#define SNTP_STARTUP_DELAY               0
#define SNTP_RECV_TIMEOUT                3000
#define SNTP_RETRY_TIMEOUT               3000
#define SNTP_RETRY_TIMEOUT_MAX           60000
#define SNTP_MONITOR_SERVER_REACHABILITY 0
#define SNTP_SET_SYSTEM_TIME_US(sec, us) ntp_set(sec, us)
#define SNTP_GET_SYSTEM_TIME(sec, us)    ntp_get(&(sec), &(us))

/* TCP */
#define LWIP_CALLBACK_API         1
#define TCP_LISTEN_BACKLOG        0 /* queues are ours: tcp/life.c, tcp/table.c */
#define TCP_MSS                   1460
#define LWIP_WND_SCALE            1
#define TCP_RCV_SCALE             6
#define TCP_WND                   (3 * 1024 * 1024)
#define TCP_SND_BUF               (2 * 1024 * 1024)
#define TCP_SND_QUEUELEN          32768
#define TCP_SNDLOWAT              (64 * 1024)
#define TCP_QUEUE_OOSEQ           1
#define TCP_OOSEQ_MAX_BYTES       0 /* the window bounds it, and tcp/early.h */
#define LWIP_TCP_SACK_OUT         1
#define LWIP_TCP_TIMESTAMPS       1
#define LWIP_TCP_KEEPALIVE        1
#define LWIP_TCP_PCB_NUM_EXT_ARGS 7 /* tcp/table.h */
#define TCP_MAXRTX                12
#define TCP_SYNMAXRTX             6
#define TCP_MSL                   15000ul

struct ip_addr;
uint32_t lwip_isn(const struct ip_addr *local, uint16_t local_port, const struct ip_addr *remote,
		  uint16_t remote_port);
#define LWIP_HOOK_TCP_ISN lwip_isn

#include "port/lwip/sum.h"
#define LWIP_CHKSUM lwip_sum

/* Checks of what lwIP's fixed pools would need; ours grow. */
#define MEMP_NUM_TCP_SEG                TCP_SND_QUEUELEN
#define LWIP_DISABLE_TCP_SANITY_CHECKS  1
#define LWIP_DISABLE_MEMP_SANITY_CHECKS 1

#endif
