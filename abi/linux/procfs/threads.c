/* SPDX-License-Identifier: MIT */
/*
 * The threads, by their numbers.
 */
#include "abi/linux/procfs/procfs.h"
#include "kern/sched/thread.h"

/* Until there are more this is the one. */
int proc_next_thread(unsigned from)
{
	return from <= thread_first.tid ? (int)thread_first.tid : -1;
}
