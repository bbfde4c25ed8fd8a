/* SPDX-License-Identifier: MIT */
/*
 * Interrupts by message to a CPU that is not the boot CPU, or may not be: see plat/pc/msi.c.
 */
#include "base/errno.h"
#include "kern/dev/irq.h"
#include "plat/smp/smp.h"

#define MESSAGE_ADDRESS 0xfee00000u
#define MESSAGE_ID_MAX  0xffu /* what an address has room for */

int irq_message_to(const struct cpu *c, enum irq_source source, uint64_t *address, uint32_t *data)
{
	uint32_t id = smp_apic_id(c);

	if (id > MESSAGE_ID_MAX)
		return -ENODEV;
	*address = MESSAGE_ADDRESS | id << 12;
	*data = IRQ_VECTOR_BASE + source;
	return 0;
}
