/* SPDX-License-Identifier: MIT */
/*
 * The end of a thread, on its trap stack: whoever waits for it may give its own stack back as soon
 * as the word that says so is cleared.
 */
#include "abi/linux/libc.h"
#include "abi/linux/futex/futex.h"
#include "abi/linux/proc/thread.h"
#include "abi/linux/user.h"
#include "kern/mem/space.h"
#include "kern/sched/run.h"

_Noreturn void thread_exit(long status, long unused_argument)
{
	struct thread *t = thread_current();

	(void)unused_argument;
	if (LINKED(robust_list_exit))
		robust_list_exit(t);
	if (t->clear_tid && user_writable(t->clear_tid, sizeof *t->clear_tid)) {
		__atomic_store_n(t->clear_tid, 0, __ATOMIC_SEQ_CST);
		futex_wake(futex_key(t->clear_tid, true), 1, FUTEX_ANY);
	}
	thread_end((uint8_t)status);
}

static void unmap_and_exit(long base, long size)
{
	if (space_unmap(space_current(), (uintptr_t)base, (size_t)size) < 0)
		(void)0; /* the address space is full of holes: the stack stays mapped */
	thread_exit(0, 0);
}

_Noreturn void sys_thread_exit_unmap(uintptr_t base, size_t size)
{
	context_leave(unmap_and_exit, (long)base, (long)size);
}
