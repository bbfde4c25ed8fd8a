/* SPDX-License-Identifier: MIT */
/*
 * Where a segment was taken in, lwIP asks for what may be sent now: mostly nothing. Then that is
 * found out on the spot. It is included before core/tcp_in.c (lwip.mk).
 */
#ifndef PORT_LWIP_DUE_H
#define PORT_LWIP_DUE_H

#include <lwip/priv/tcp_priv.h>
#include <lwip/tcp.h>

/* Without a segment tcp_output() looks at these flags, and at nothing else. */
static inline err_t tcp_output_due(struct tcp_pcb *pcb)
{
	if (!pcb->unsent && !(pcb->flags & (TF_ACK_NOW | TF_NAGLEMEMERR)))
		return ERR_OK;
	return tcp_output(pcb);
}

#define tcp_output(pcb) tcp_output_due(pcb)

#endif
