/* SPDX-License-Identifier: MIT */
/* The time of a server (RFC 4330), which the key net.ntp names. Private to port/lwip. */
#ifndef PORT_LWIP_NTP_H
#define PORT_LWIP_NTP_H

/* Ask for the first time, and from then on every hour. Context: boot, interfaces are configured. */
void ntp_begin(void);

#endif
