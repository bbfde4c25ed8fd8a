/* SPDX-License-Identifier: MIT */
/*
 * The threads, by their numbers.
 */
#include "abi/linux/procfs/procfs.h"
#include "abi/linux/sched/find.h"

int proc_next_thread(unsigned from)
{
	if (LINKED(threads_next))
		return threads_next(from);
	return from <= thread_first.tid ? (int)thread_first.tid : -1;
}
