/* SPDX-License-Identifier: MIT */
/*
 * Interrupts: sources, and the functions that serve them.
 *
 * A handler runs with interrupts masked, either at once or, when they were masked as it came, from irq_enable().
 * So handlers nest in nothing, and may take spin locks.
 */
#ifndef KERN_DEV_IRQ_H
#define KERN_DEV_IRQ_H

#include "base/types.h"

/* Sources, the bits of struct cpu's irq_noted and vectors above IRQ_VECTOR_BASE in a machine. */
enum irq_source {
	IRQ_TIMER,
	IRQ_CONSOLE,
	IRQ_DEVICE_FIRST, /* handed out by irq_alloc() to drivers */
	IRQ_SOURCES = 32,
};

#define IRQ_VECTOR_BASE 0x30

/* Serve (source) by calling (handler); one handler a source. Context: boot or thread. */
void irq_set_handler(enum irq_source source, void (*handler)(void));

#endif
