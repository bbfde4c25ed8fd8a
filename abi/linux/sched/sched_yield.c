/* SPDX-License-Identifier: MIT */
/* sched_yield(2): with one thread there is nobody to yield to. */
#include "abi/linux/syscalls.h"
#include "kern/sched/run.h"

int sys_sched_yield(void)
{
	return LINKED(thread_yield) ? thread_yield() : 0;
}
