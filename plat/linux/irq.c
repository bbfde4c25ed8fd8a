/* SPDX-License-Identifier: MIT */
/*
 * A process has no interrupt controller. Its CPUs' signals are interrupts (interrupts.c), where it
 * has several threads; else what comes is found when it rests (idle.c).
 */
#include "plat/linux/names.h"

#include "kern/dev/plat.h"
#include "kern/sched/cpu.h"

void linux_irq_start(void)
{
	static bool started;

	if (started)
		return;
	started = true;
	/* Masked until now since the start, which is one level. */
	cpu_this()->irq_depth--;
}

void linux_irq_unmask(void)
{
}
