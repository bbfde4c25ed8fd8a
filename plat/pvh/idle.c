/* SPDX-License-Identifier: MIT */
/*
 * A machine at rest: halted until an interrupt, of the timer at the latest.
 */
#include "plat/pvh/names.h"

#include "kern/dev/plat.h"
#include "kern/sched/cpu.h"
#include "plat/pc/lapic.h"
#include "plat/pvh/mmu.h"

void pvh_idle(nsec_t deadline)
{
	pvh_irq_start();
	if (deadline != NSEC_NEVER)
		timer_arm(deadline);
	/*
	 * An interrupt that came since the caller masked them is noted, and then none gets in, so
	 * halting would be for ever. One that comes now waits for the HLT: STI lets it in after
	 * that.
	 */
	__asm__ volatile("cli" ::: "memory");
	if (cpu_this()->irq_noted)
		return;
	if (LINKED(tlb_cpu_halts))
		tlb_cpu_halts();
	__asm__ volatile("sti; hlt" ::: "memory");
}
