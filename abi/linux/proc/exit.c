/* SPDX-License-Identifier: MIT */
/* exit(2): the calling thread is done. The last one ends the image. */
#include "abi/linux/proc/thread.h"
#include "abi/linux/syscalls.h"
#include "kern/sched/run.h"
#include "kern/dev/plat.h"

#pragma weak thread_exit /* where there can be others */

_Noreturn void sys_exit(int status)
{
	if (LINKED(thread_exit))
		context_leave(thread_exit, status, 0);
	plat_end((struct plat_end){ .status = (uint8_t)status });
}
