/* SPDX-License-Identifier: MIT */
/*
 * The CPU's own interrupt controller and its timer.
 */
#ifndef PLAT_PC_LAPIC_H
#define PLAT_PC_LAPIC_H

#include "base/types.h"

/*
 * Switch it on, with everything masked. Errors: -ENODEV, -ENOMEM. Context: boot or thread, once a
 * CPU.
 */
must_use int lapic_start(void);

/* The interrupt that is being served is done. Context: interrupt. */
void lapic_end(void);

/* What interrupts are addressed to. Context: after lapic_start(). */
uint32_t lapic_id(void);

/* Raise IRQ_TIMER when (deadline) on the monotonic clock comes, perhaps earlier. Context: any. */
void timer_arm(nsec_t deadline);

#endif
