/* SPDX-License-Identifier: MIT */
/* What every message of ICMP passes, so that it is told to who sent what it is about. */
#include "lwip/icmp.h"
#include "lwip/icmp6.h"
#include "port/lwip/input/failure.h"

FROM_LWIP void icmp_demultiplex(struct pbuf *p, struct netif *in)
{
	if (LINKED(failure_input))
		failure_input(p, in, false);
	icmp_input(p, in);
}

FROM_LWIP void icmp6_demultiplex(struct pbuf *p, struct netif *in)
{
	if (LINKED(failure_input))
		failure_input(p, in, true);
	icmp6_input(p, in);
}
