/* SPDX-License-Identifier: MIT */
/*
 * Segments that came before their turn. Private to port/lwip.
 *
 * lwIP keeps each in a list, and walks it for each that comes: behind a loss on a fast and long
 * link that is most of what a machine does. Here those that follow one another become one, so the
 * list is short. What lwIP would do wrong by that is done here, too: a segment that is there
 * already, in the midst of a longer one, would cost what that has behind it.
 */
#ifndef PORT_LWIP_TCP_EARLY_H
#define PORT_LWIP_TCP_EARLY_H

#include "port/lwip/tcp/table.h"

#define TCP_EARLY_MOST 4096 /* segments of a connection: each may hold a buffer of a device */

/*
 * Bytes (from) up to (to) came before their turn for (pcb). Are they of no use, since they are
 * there already, or there are too many? Otherwise lwIP is to have them.
 */
bool tcp_early(struct tcp_pcb *pcb, uint32_t from, uint32_t to) REQUIRES(&stack);

#endif
