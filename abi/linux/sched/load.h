/* SPDX-License-Identifier: MIT */
/* How much there is to do: for /proc/loadavg and sysinfo(2). */
#ifndef ABI_LINUX_SCHED_LOAD_H
#define ABI_LINUX_SCHED_LOAD_H

#include "base/types.h"

#define LOAD_SHIFT 11 /* averages are in 2048ths */
#define LOADS      3  /* over 1, 5 and 15 minutes */

/*
 * How many threads ran or could have, on average. They are counted from the first call on; what was
 * before counts as if CPU time had been used as evenly. Context: thread.
 */
void load_get(uint32_t load[LOADS]);

/* How many there are, and how many of them run or could now. Context: any, no spin lock held. */
struct load_now {
	unsigned threads;
	unsigned runnable;
};
struct load_now load_now(void);

#endif
