/* SPDX-License-Identifier: MIT */
/* For the C library, which cancels a thread that is about to wait. */
#include "abi/linux/libc.h"
#include "kern/sched/thread.h"

void sys_end_waits(bool end)
{
	struct thread *t = thread_current();

	t->sig_ends_waits = end;
	/* It looks for signals then, and is told. What remains of that is seen to be nothing. */
	if (end)
		thread_offer(t);
}
