/* SPDX-License-Identifier: MIT */
/* What every packet passes, so that raw sockets see it. */
#include "port/lwip/input/raw.h"

uint32_t raw_nr_sockets;

FROM_LWIP raw_input_state_t raw_demultiplex(struct pbuf *p, struct netif *in)
{
	return unlikely(raw_nr_sockets) ? raw_socket_input(p, in) : RAW_INPUT_NONE;
}
