/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/pvh: how an interrupt reaches kern/dev/irq.c.
 */
#ifndef PLAT_PVH_IRQ_H
#define PLAT_PVH_IRQ_H

#include "arch/x86_64/trap.h"

/*
 * Serve or note the interrupt that (f) stands for. WEAK: only in an image that uses interrupts.
 * Context: trap, interrupts masked.
 */
WEAK void irq_entry(struct trap_frame *f);

#endif
