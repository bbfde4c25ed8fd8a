/* SPDX-License-Identifier: MIT */
/*
 * The I/O APIC (Intel 82093AA): from a machine's interrupt lines to vectors of the boot CPU.
 *
 * The first is looked for where every PC has it. Lines of the ISA keep their numbers there, but for
 * the timer's, which is not used. Others are asked for with a line that it has not.
 */
#include "arch/x86_64/mmio.h"
#include "base/errno.h"
#include "kern/dev/irq.h"
#include "kern/dev/mmio.h"
#include "plat/pc/ioapic.h"
#include "plat/pc/lapic.h"

#define IOAPIC_ADDRESS 0xfec00000

#define IOAPIC_SELECT 0x00
#define IOAPIC_WINDOW 0x10

#define IOAPIC_VERSION 1
#define IOAPIC_ENTRY   0x10 /* two registers a line */

#define ENTRY_LOW_ACTIVE (1u << 13)
#define ENTRY_LEVEL      (1u << 15)

static uint32_t ioapic_read(uint8_t *registers, uint32_t index)
{
	mmio_write32(registers + IOAPIC_SELECT, index);
	return mmio_read32(registers + IOAPIC_WINDOW);
}

static void ioapic_write(uint8_t *registers, uint32_t index, uint32_t value)
{
	mmio_write32(registers + IOAPIC_SELECT, index);
	mmio_write32(registers + IOAPIC_WINDOW, value);
}

/* The one that is at (pa) in (*registers), if its lines from (first) on are those up to (line). */
static int open_one(paddr_t pa, unsigned first, unsigned line, uint8_t **registers)
{
	*registers = mmio_map(pa, PAGE_SIZE);
	if (!*registers)
		return -ENOMEM;
	return line - first > (ioapic_read(*registers, IOAPIC_VERSION) >> 16 & 0xff) ? -ENODEV : 0;
}

int irq_connect(enum irq_source source, unsigned line, enum irq_trigger trigger)
{
	uint32_t low = IRQ_VECTOR_BASE + source;
	struct ioapic other;
	uint8_t *registers;
	int err = open_one(IOAPIC_ADDRESS, 0, line, &registers);

	if (err == -ENODEV && LINKED(ioapic_find) && ioapic_find(line, &other)) {
		err = open_one(other.pa, other.first, line, &registers);
		line -= other.first;
	}
	if (err)
		return err;
	if (trigger != IRQ_EDGE)
		low |= ENTRY_LEVEL;
	if (trigger == IRQ_LEVEL)
		low |= ENTRY_LOW_ACTIVE;
	ioapic_write(registers, IOAPIC_ENTRY + 2 * line + 1, lapic_id() << 24);
	ioapic_write(registers, IOAPIC_ENTRY + 2 * line, low);
	return 0;
}
