/* SPDX-License-Identifier: MIT */
/*
 * On the way back from an interrupt: giving way, and signals for an application that makes no
 * system call.
 */
#include "kern/sched/run.h"

void run_interrupted(struct trap_frame *f)
{
	if (LINKED(run_give_way))
		run_give_way();
	if (!LINKED(signal_interrupted) || !thread_interrupted(thread_current()))
		return;
	if (run_in_application(f))
		signal_interrupted(f);
	else if (LINKED(signal_later))
		signal_later();
}
