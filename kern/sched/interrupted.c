/* SPDX-License-Identifier: MIT */
/*
 * On the way back from an interrupt: giving way, and signals for an application that makes no
 * system call.
 */
#include "kern/sched/run.h"

/* Let signals of the running thread in, by changing (f). WEAK: only where signals are. */
WEAK void signal_interrupted(struct trap_frame *f);

void run_interrupted(struct trap_frame *f)
{
	run_give_way();
	if (LINKED(signal_interrupted) && run_in_application(f) &&
	    thread_interrupted(thread_current()))
		signal_interrupted(f);
}
