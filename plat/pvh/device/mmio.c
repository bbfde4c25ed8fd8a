/* SPDX-License-Identifier: MIT */
/*
 * Device registers: each physical address has one place, at a fixed distance, in a slot of the top
 * table as far above the frame window as that can be from the lower half.
 */
#include "arch/x86_64/pagetable.h"
#include "kern/dev/mmio.h"
#include "kern/mem/frame.h"
#include "plat/pc/acpi.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

#define SLOT_BYTES  (1ul << 39)
#define SLOTS_APART 128 /* boot_map() chooses the frame window's from 128 */

paddr_t acpi_root(void)
{
	return boot_info.rsdp;
}

void *mmio_map(paddr_t pa, size_t len)
{
	uintptr_t base = frame_window + SLOTS_APART * SLOT_BYTES;

	if (pa >= SLOT_BYTES || len > SLOT_BYTES - pa)
		return NULL;
	for (paddr_t p = ROUND_DOWN(pa, PAGE_SIZE); p < pa + len; p += PAGE_SIZE) {
		uint64_t *e =
			pagetable_entry(boot_pml4, frame_window, base + p, 1, frame_alloc_zero);

		if (!e)
			return NULL;
		*e = p | PTE_PRESENT | PTE_WRITE | PTE_NO_CACHE | PTE_NX;
	}
	return (void *)(base + pa);
}
