/* SPDX-License-Identifier: MIT */
/*
 * The end of a machine: tell the tool, then leave by the first way that works.
 *
 * QEMU's debug exit carries the status. ACPI's S5 is a real power-off. A machine without ACPI can
 * only be reset, by the keyboard controller or a triple fault, and the monitor is told not to
 * start it again.
 *
 * Nothing is left intact that is not needed any more: a crash may have come here, so locks and the
 * frame allocator are not asked. Tables are seen through a window that is bent to where they are.
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/mmio.h"
#include "arch/x86_64/port.h"
#include "base/string.h"
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/dev/plat.h"
#include "plat/pc/acpi.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

#define DEBUG_EXIT_PORT 0xf4

#define PM1_SLEEP        (1u << 13)
#define PM1_TYPE_SHIFT   10
#define SLEEP_ENABLE     (1u << 5)
#define SLEEP_TYPE_SHIFT 2

#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_RESET   0xfe

#define PATIENCE 20000

extern uint64_t boot_pdpt[512], boot_pd[512];

#define LINK   (PTE_WRITE | PTE_PRESENT)
#define DEVICE (PTE_LARGE | PTE_NX | PTE_NO_CACHE | PTE_WRITE | PTE_PRESENT)

/* Two large pages at address 0, where nothing was, show (pa) and what follows. */
static const uint8_t *window(paddr_t pa, size_t len)
{
	uint64_t first = ROUND_DOWN(pa, LARGE_PAGE) | DEVICE;

	(void)len;
	boot_pd[0] = first;
	boot_pd[1] = first + LARGE_PAGE;
	boot_pdpt[0] = ((uintptr_t)boot_pd - boot_slide) | LINK;
	boot_pml4[0] = ((uintptr_t)boot_pdpt - boot_slide) | LINK;
	__asm__ volatile("mov %%cr3, %0; mov %0, %%cr3" : "=&r"(first)::"memory");
	return (const uint8_t *)(pa & (LARGE_PAGE - 1));
}

static void sleep_by_port(uint32_t port, uint8_t type)
{
	port_out16((uint16_t)port, (uint16_t)(PM1_SLEEP | (unsigned)type << PM1_TYPE_SHIFT));
}

/*
 * The FADT is copied because the window moves on. A register that is not there is port 0: a word
 * in the ISA's DMA controller, which nobody misses now.
 */
static void acpi_power_off(void)
{
	uint8_t fadt[FADT_SIZE] = { 0 }, types[2];
	const uint8_t *p = acpi_find(window, boot_info.rsdp, ACPI_FADT);
	if (!p)
		return;
	memcpy(fadt, p, MIN(acpi_get32(p + ACPI_LENGTH), FADT_SIZE));
	p = acpi_table(window, acpi_get32(fadt + FADT_DSDT));
	if (!p || acpi_find_s5(p, acpi_get32(p + ACPI_LENGTH), types))
		return;
	if (!(acpi_get32(fadt + FADT_FLAGS) & FADT_HW_REDUCED)) {
		sleep_by_port(acpi_get32(fadt + FADT_PM1A_CONTROL), types[0]);
		sleep_by_port(acpi_get32(fadt + FADT_PM1B_CONTROL), types[1]);
		return;
	}
	p = window(acpi_get64(fadt + FADT_SLEEP_CONTROL), 1);
	mmio_write8((uint8_t *)(uintptr_t)p,
		    (uint8_t)(SLEEP_ENABLE | (unsigned)types[0] << SLEEP_TYPE_SHIFT));
}

_Noreturn void pvh_end(struct plat_end end)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} packed none;
	uint8_t type = end.signal ? PITH_CONTROL_SIGNAL : PITH_CONTROL_EXIT;
	uint8_t value = end.signal ? end.signal : end.status;

	__asm__ volatile("cli");
	control_send_last(type, &value, 1);
	if (port_in32(DEBUG_EXIT_PORT) == 0)
		port_out32(DEBUG_EXIT_PORT, end.signal ? 128u + end.signal : end.status);
	acpi_power_off();
	/* A monitor may let the CPU run on for a moment. */
	for (unsigned i = 0; i < PATIENCE; i++)
		(void)port_in8(KEYBOARD_COMMAND);
	port_out8(KEYBOARD_COMMAND, KEYBOARD_RESET);
	for (;;)
		__asm__ volatile("lidt %0; int3" ::"m"(none));
}
