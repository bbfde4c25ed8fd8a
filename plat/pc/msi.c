/* SPDX-License-Identifier: MIT */
/*
 * Interrupts by message: a device writes the vector to the boot CPU's local APIC (AMD64 manual,
 * volume 2, 16.11).
 */
#include "kern/dev/irq.h"
#include "plat/pc/lapic.h"

#define MESSAGE_ADDRESS 0xfee00000u

void irq_message(enum irq_source source, uint64_t *address, uint32_t *data)
{
	*address = MESSAGE_ADDRESS | lapic_id() << 12;
	*data = IRQ_VECTOR_BASE + source;
}
