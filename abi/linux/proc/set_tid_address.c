/* SPDX-License-Identifier: MIT */
/* set_tid_address(2): what to clear when the thread ends; and its number. */
#include "abi/linux/syscalls.h"
#include "kern/sched/thread.h"

int sys_set_tid_address(int *tid)
{
	struct thread *t = thread_current();

	t->clear_tid = (uint32_t *)tid;
	return (int)t->tid;
}
