/* SPDX-License-Identifier: MIT */
/* The first CPU and the first thread: apart from sleeping, which needs a clock and interrupts. */
#include "kern/sched/thread.h"

struct thread thread_first; /* whoever starts the application gives it its number */

bool threads_many;

struct trap_stack trap_stack_first aligned(PAGE_SIZE);

struct cpu cpu_first = {
	.self = &cpu_first,
	.current = &thread_first,
	.irq_depth = 1, /* masked until the first source of interrupts is set up */
};
