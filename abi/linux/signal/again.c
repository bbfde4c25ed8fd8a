/* SPDX-License-Identifier: MIT */
#include "abi/linux/signal/again.h"

#include "kern/dev/plat.h"
#include "kern/sched/thread.h"
#include "kern/sched/timer.h"

#define AGAIN_AFTER 100000ull /* nanoseconds */

static void look_again(struct timer *t)
{
	if (thread_interrupted(&thread_first))
		timer_set(t, plat_clock() + AGAIN_AFTER);
}

void signal_again(void)
{
	static struct timer again = { .expired = look_again };

	if (!LINKED(signal_later))
		timer_set(&again, plat_clock() + AGAIN_AFTER);
}
