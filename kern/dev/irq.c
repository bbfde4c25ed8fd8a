/* SPDX-License-Identifier: MIT */
/*
 * Interrupts, masked softly: a depth in struct cpu says that they must not be served now.
 *
 * The first that comes then is noted, and none after it gets in. So what runs with the depth
 * raised and the hardware's mask clear is interrupted once at most.
 */
#include "kern/dev/irq.h"
#include "kern/dev/plat.h"
#include "kern/sched/run.h"

static void (*handlers[IRQ_SOURCES])(void);

void irq_set_handler(enum irq_source source, void (*handler)(void))
{
	handlers[source] = handler;
	plat_irq_start();
}

void irq_serve(uint32_t sources)
{
	while (sources) {
		void (*handler)(void) = handlers[__builtin_ctz(sources)];

		sources &= sources - 1;
		if (handler)
			handler();
	}
}

bool irq_deliver(enum irq_source source)
{
	struct cpu *c = cpu_this();

	if (c->irq_depth) {
		c->irq_noted |= 1u << source;
		return false;
	}
	c->irq_depth = 1;
	irq_serve(1u << source);
	c->irq_depth = 0;
	return true;
}

/*
 * The depth is raised before anything is asked of the CPU: until then the thread may be moved to
 * another. In a process more may be noted until it is lowered.
 */
void irq_run_noted(void)
{
	do {
		struct cpu *c;

		irq_disable();
		c = cpu_this();
		if (c->irq_depth > 1) { /* an inner section ended; the outermost comes here again */
			irq_lower();
			return;
		}
		while (c->irq_noted)
			irq_serve(__atomic_exchange_n(&c->irq_noted, 0, __ATOMIC_RELAXED));
	} while (irq_lower());
	plat_irq_unmask();
	if (LINKED(run_give_way))
		run_give_way();
}
