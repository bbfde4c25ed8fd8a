/* SPDX-License-Identifier: MIT */
/*
 * The end of a machine: tell the tool, then leave by the first way that works.
 *
 * QEMU's debug exit carries the status. ACPI's S5 is a real power-off. A machine without ACPI can
 * only be reset, by the keyboard controller or a triple fault, and the monitor is told not to start it again.
 *
 * Nothing is left intact that is not needed any more: a crash may have come here, so locks and the
 * frame allocator are not asked. Tables are seen through a window that is bent to where they are.
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/mmio.h"
#include "arch/x86_64/port.h"
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/dev/plat.h"
#include "plat/pvh/acpi.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

#define DEBUG_EXIT_PORT 0xf4

#define PM1_SCI_ENABLE   (1u << 0)
#define PM1_SLEEP        (1u << 13)
#define PM1_TYPE_SHIFT   10
#define SLEEP_ENABLE     (1u << 5)
#define SLEEP_TYPE_SHIFT 2

#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_RESET   0xfe

extern uint64_t boot_pdpt[512], boot_pd[512];

/* Two large pages at address 0, where nothing was, show (pa) and what follows. */
static const uint8_t *window(paddr_t pa, size_t len)
{
	paddr_t first = ROUND_DOWN(pa, LARGE_PAGE);

	(void)len;
	for (unsigned i = 0; i < 2; i++)
		boot_pd[i] = (first + i * LARGE_PAGE) | PTE_LARGE | PTE_NX | PTE_NO_CACHE | PTE_WRITE | PTE_PRESENT;
	boot_pdpt[0] = ((uintptr_t)boot_pd - boot_slide) | PTE_WRITE | PTE_PRESENT;
	boot_pml4[0] = ((uintptr_t)boot_pdpt - boot_slide) | PTE_WRITE | PTE_PRESENT;
	__asm__ volatile("mov %%cr3, %0; mov %0, %%cr3" : "=&r"(first)::"memory");
	return (const uint8_t *)(pa & (LARGE_PAGE - 1));
}

static void sleep_by_port(uint32_t port, uint8_t type)
{
	if (port)
		port_out16((uint16_t)port, (uint16_t)(PM1_SLEEP | (unsigned)type << PM1_TYPE_SHIFT));
}

static void acpi_power_off(void)
{
	struct acpi_table fadt, dsdt;
	uint8_t types[2], *control;
	const uint8_t *f;
	uint32_t pm1a, pm1b;

	if (acpi_find(window, boot_info.rsdp, "FACP", &fadt) || fadt.len < FADT_FLAGS + 4)
		return;
	f = window(fadt.pa, fadt.len);
	if (acpi_check(window, acpi_get32(f + FADT_DSDT), &dsdt) ||
	    acpi_find_s5(window(dsdt.pa, dsdt.len), dsdt.len, types))
		return;
	f = window(fadt.pa, fadt.len);
	if (acpi_get32(f + FADT_FLAGS) & FADT_HW_REDUCED) {
		if (fadt.len < FADT_SLEEP_CONTROL + 12 || f[FADT_SLEEP_CONTROL] != 0)
			return;
		control = (uint8_t *)window(acpi_get64(f + FADT_SLEEP_CONTROL + 4), 1);
		mmio_write8(control, (uint8_t)(SLEEP_ENABLE | types[0] << SLEEP_TYPE_SHIFT));
		return;
	}
	pm1a = acpi_get32(f + FADT_PM1A_CONTROL);
	pm1b = acpi_get32(f + FADT_PM1B_CONTROL);
	/* Registers are the firmware's until it was told to hand them over. */
	if (!(port_in16((uint16_t)pm1a) & PM1_SCI_ENABLE))
		port_out8((uint16_t)acpi_get32(f + FADT_SMI_COMMAND), f[FADT_ACPI_ENABLE]);
	sleep_by_port(pm1a, types[0]);
	sleep_by_port(pm1b, types[1]);
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
	control_send(type, &value, 1);
	if (port_in32(DEBUG_EXIT_PORT) == 0)
		port_out32(DEBUG_EXIT_PORT, end.signal ? 128u + end.signal : end.status);
	acpi_power_off();
	port_out8(KEYBOARD_COMMAND, KEYBOARD_RESET);
	for (;;)
		__asm__ volatile("lidt %0; int3" ::"m"(none));
}
