/* SPDX-License-Identifier: MIT */
/*
 * Interrupts: sources, and the functions that serve them.
 *
 * A handler runs with interrupts masked, either at once or, when they were masked as it came,
 * from irq_enable(). So handlers nest in nothing, and may take spin locks.
 *
 * Nothing is set up at boot: the platform's controllers are when the first handler is set.
 */
#ifndef KERN_DEV_IRQ_H
#define KERN_DEV_IRQ_H

#include "base/assert.h"
#include "base/types.h"
#include "kern/sched/cpu.h"

/* Sources, the bits of struct cpu's irq_noted and vectors above IRQ_VECTOR_BASE in a machine. */
enum irq_source {
	IRQ_TIMER,
	IRQ_CONSOLE,
	IRQ_KICK,          /* another CPU: look at your run queue */
	IRQ_REQUESTS,      /* a signal came from outside */
	IRQ_ACPI,          /* of the firmware's: the power button */
	IRQ_NET,           /* a network device has something to tell */
	IRQ_BLOCK,         /* a block device has answered */
	IRQ_FLUSH = 29,    /* another CPU: forget translations; served even while masked */
	IRQ_NOTED_RESCHED, /* no source: CPU_NOTED_RESCHED */
	IRQ_SPURIOUS = 31, /* of the interrupt controller: nobody's */
	IRQ_SOURCES = 32,
};
static_assert(1u << IRQ_NOTED_RESCHED == CPU_NOTED_RESCHED, "a bit of its own");

#define IRQ_VECTOR_BASE 0x30

/* Serve (source) by calling (handler); one handler a source. Context: boot or thread. */
void irq_set_handler(enum irq_source source, void (*handler)(void));

enum irq_trigger {
	IRQ_EDGE,       /* of the ISA: rising */
	IRQ_LEVEL,      /* of PCI: low, until the device is served */
	IRQ_LEVEL_HIGH, /* the same, but high */
};

/*
 * Let the machine's interrupt line (line) raise (source), which has a handler. Lines below 16 are
 * the ISA's.
 * Errors:  -ENODEV when no controller has that line, -ENOMEM.
 * Context: boot or thread. Machine only.
 */
must_use int irq_connect(enum irq_source source, unsigned line, enum irq_trigger trigger);

/*
 * What a device writes where to raise (source), which has a handler. Context: boot or thread.
 * Machine only.
 */
void irq_message(enum irq_source source, uint64_t *address, uint32_t *data);

/*
 * The same on (c), which runs. Errors: -ENODEV when no message reaches it. Context: any. Machine
 * only.
 */
must_use int irq_message_to(const struct cpu *c, enum irq_source source, uint64_t *address,
			    uint32_t *data);

/* Call the handlers of (sources), a bit for each. Context: interrupts masked by one level. */
void irq_serve(uint32_t sources);

/*
 * An interrupt from (source) is here: serve it, or note it while they are masked and return
 * false; the platform then lets none in until plat_irq_unmask(). Context: the platform's
 * interrupt entry, with the
 * hardware's mask set.
 */
must_use bool irq_deliver(enum irq_source source);

#endif
