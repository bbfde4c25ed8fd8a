/* SPDX-License-Identifier: MIT */
/*
 * Recovery from loss by selective acknowledgements (RFC 2018, RFC 6675), and the window after it.
 * Private to port/lwip.
 *
 * lwIP tells its peers what came out of turn, but does not listen when they do: it sends one
 * segment again a round trip, and what a second loss in a window costs is a timeout of half a
 * second. Here all that is known to be lost is put back for lwIP to send, again if it is lost
 * again, and a window is made smaller once for it. From then on it is CUBIC's (cubic.h); a
 * connection that never lost anything has lwIP's.
 */
#ifndef PORT_LWIP_TCP_RECOVER_H
#define PORT_LWIP_TCP_RECOVER_H

#include "port/lwip/tcp/table.h"

/* Is a segment with (n) bytes of TCP header for tcp_recover()? It may say what came out of turn. */
static inline bool tcp_recover_wants(const struct tcp_pcb *pcb, unsigned n)
{
	return (n > (pcb->flags & TF_TIMESTAMP ? TCP_HLEN + 12u : TCP_HLEN) && pcb->unacked) ||
	       pcb->ext_args[TCP_RECOVERY].data;
}

/*
 * A segment for (pcb), whose header (h) is whole and whose options are well-formed, is about to be
 * taken by tcp_input(), which then sends what is put back here.
 */
void tcp_recover(struct tcp_pcb *pcb, const struct tcp_hdr *h);

/*
 * Between two ticks of lwIP's slow timer: send again what the first tick found unanswered. What is
 * lost at the end of what is said has nothing behind it that would come out of turn, and lwIP's own
 * timeout is of 1 to 3 s.
 */
void tcp_probe_tails(void);

#endif
