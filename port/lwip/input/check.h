/* SPDX-License-Identifier: MIT */
/*
 * What lwIP takes for granted of what comes, and reads beyond its end where it is not so. Private
 * to port/lwip.
 */
#ifndef PORT_LWIP_INPUT_CHECK_H
#define PORT_LWIP_INPUT_CHECK_H

#include "lwip/pbuf.h"

struct tcp_hdr;

/* Is the frame (p) as long as ARP, IPv4's header, or IPv6's with its extensions say? */
bool check_frame(const struct pbuf *p);

/* An option that says the time, behind two bytes of nothing: its number and its length; and all. */
#define TCP_TIME_OPTION 0x0101080aul
#define TCP_TIME_SIZE   12u

/* Are the options of (h) whole (RFC 9293, 3.1)? There are (n) bytes of it. */
bool check_tcp_options(const struct tcp_hdr *h, size_t n);

#endif
