/* SPDX-License-Identifier: MIT */
/*
 * The I/O APIC (Intel 82093AA): from a machine's interrupt lines to vectors of the boot CPU.
 *
 * It is looked for where every PC has its first one. Lines of the ISA keep their numbers there,
 * but for the timer's, which is not used.
 */
#include "arch/x86_64/mmio.h"
#include "base/errno.h"
#include "kern/dev/irq.h"
#include "kern/dev/mmio.h"
#include "plat/pc/lapic.h"

#define IOAPIC_ADDRESS 0xfec00000

#define IOAPIC_SELECT 0x00
#define IOAPIC_WINDOW 0x10

#define IOAPIC_VERSION 1
#define IOAPIC_ENTRY   0x10 /* two registers a line */

#define ENTRY_LOW_ACTIVE (1u << 13)
#define ENTRY_LEVEL      (1u << 15)

static uint8_t *registers;

static uint32_t ioapic_read(uint32_t index)
{
	mmio_write32(registers + IOAPIC_SELECT, index);
	return mmio_read32(registers + IOAPIC_WINDOW);
}

static void ioapic_write(uint32_t index, uint32_t value)
{
	mmio_write32(registers + IOAPIC_SELECT, index);
	mmio_write32(registers + IOAPIC_WINDOW, value);
}

int irq_connect(enum irq_source source, unsigned line, enum irq_trigger trigger)
{
	uint32_t low = IRQ_VECTOR_BASE + source;

	if (!registers)
		registers = mmio_map(IOAPIC_ADDRESS, PAGE_SIZE);
	if (!registers)
		return -ENOMEM;
	if (line > (ioapic_read(IOAPIC_VERSION) >> 16 & 0xff))
		return -ENODEV;
	if (trigger != IRQ_EDGE)
		low |= ENTRY_LEVEL;
	if (trigger == IRQ_LEVEL)
		low |= ENTRY_LOW_ACTIVE;
	ioapic_write(IOAPIC_ENTRY + 2 * line + 1, lapic_id() << 24);
	ioapic_write(IOAPIC_ENTRY + 2 * line, low);
	return 0;
}
