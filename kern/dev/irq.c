/* SPDX-License-Identifier: MIT */
/*
 * Interrupts, masked softly: a depth in struct cpu says that they must not be served now.
 *
 * The first that comes then is noted, and none after it gets in. So what runs with the depth
 * raised and the hardware's mask clear is interrupted once at most.
 */
#include "kern/dev/irq.h"
#include "kern/dev/plat.h"
#include "kern/sched/cpu.h"

static void (*handlers[IRQ_SOURCES])(void);

void irq_set_handler(enum irq_source source, void (*handler)(void))
{
	handlers[source] = handler;
	plat_irq_start();
}

static void serve(uint32_t sources)
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
	serve(1u << source);
	c->irq_depth = 0;
	return true;
}

void irq_run_noted(void)
{
	struct cpu *c = cpu_this();

	if (c->irq_depth) /* an inner section ended; the outermost comes here again */
		return;
	c->irq_depth = 1;
	while (c->irq_noted) {
		uint32_t sources = c->irq_noted;

		c->irq_noted = 0;
		serve(sources);
	}
	c->irq_depth = 0;
	plat_irq_unmask();
}
