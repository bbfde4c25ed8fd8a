/* SPDX-License-Identifier: MIT */
/*
 * Interrupts of a process: host signals of its CPUs' timers, and of CPUs that kick each other.
 */
#include "kern/dev/irq.h"
#include "kern/sched/run.h"
#include "kern/sched/timers.h"
#include "plat/linux/linux.h"
#include "plat/linux/signals.h"
#include "plat/linux/vcpu.h"

/* Who rests may be on its way to poll, and must not stay there. */
void linux_irq(unsigned source, struct host_ucontext *uc)
{
	struct cpu *c = cpu_this();
	struct trap_frame *f;

	if (c->irq_depth) {
		c->irq_noted |= 1u << source;
		if (c->resting && LINKED(linux_wake))
			linux_wake(c->plat);
		return;
	}
	/* Here no signal comes in between; later the thread could be moved before. */
	c->irq_depth = 1;
	f = linux_trap_frame(uc);
	f->vector = IRQ_VECTOR_BASE + source;
	linux_trap_enter(uc, f);
}

static void handle_interrupt(int signal, struct host_siginfo *info, struct host_ucontext *uc)
{
	(void)info;
	linux_irq(signal == VCPU_SIGNAL_TIMER ? IRQ_TIMER : IRQ_KICK, uc);
}

void linux_interrupt(struct trap_frame *f)
{
	irq_serve(1u << (f->vector - IRQ_VECTOR_BASE));
	irq_enable();
	if (LINKED(run_interrupted))
		run_interrupted(f);
}

void linux_signals_irq(void)
{
	irq_set_handler(IRQ_TIMER, timers_run);
	linux_catch(VCPU_SIGNAL_TIMER, handle_interrupt);
	linux_catch(VCPU_SIGNAL_KICK, handle_interrupt);
}
