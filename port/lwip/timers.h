/* SPDX-License-Identifier: MIT */
/* lwIP's timers. Private to port/lwip. */
#ifndef PORT_LWIP_TIMERS_H
#define PORT_LWIP_TIMERS_H

#include "port/lwip/stack.h"

/* A packet came or went: timers are not to rest for a while. */
void timers_packet(void) REQUIRES(&stack);

#endif
