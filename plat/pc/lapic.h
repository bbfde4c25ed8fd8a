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

/* Start the local APIC of another CPU, after lapic_start() on the first. Context: its start. */
void lapic_start_here(void);

/*
 * Send the CPU whose local APIC is (id) an interrupt; or make it wait for its start, and start it
 * in real mode at (page) * 4096. Context: any.
 */
void lapic_send(uint32_t id, unsigned vector);
void lapic_send_init(uint32_t id);
void lapic_send_start(uint32_t id, unsigned page);

/* Raise IRQ_TIMER when (deadline) on the monotonic clock comes, perhaps earlier. Context: any. */
void timer_arm(nsec_t deadline);

#endif
