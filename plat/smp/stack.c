/* SPDX-License-Identifier: MIT */
/*
 * Stacks of the library OS in a machine: in a slot of the top table of their own, each above a page
 * that is never mapped. The slot is one of the lower half, because system calls on such a stack
 * make others, and pass them what stands on it: addresses that an application could pass.
 */
#include "plat/pvh/names.h"

#include "kern/mem/frame.h"
#include "kern/mem/mmu.h"
#include "kern/sched/lock.h"
#include "plat/pvh/mmu.h"

static struct {
	struct spinlock lock; /* guards the tables of the slot, and: */
	size_t used;          /* bytes of it */
} slot;

static bool map_page(uintptr_t va) REQUIRES(&slot.lock)
{
	uint64_t *e = pagetable_entry(boot_pml4, frame_window, va, 1, frame_alloc_zero);
	paddr_t pa;

	if (!e)
		return false;
	if (*e)
		return true; /* by an attempt before */
	if (frame_alloc(&pa))
		return false;
	*e = pa | PTE_PRESENT | PTE_WRITE | PTE_NX;
	return true;
}

/* Without memory, what was mapped is left to the next one. */
void *pvh_mmu_stack_create(size_t size)
{
	uintptr_t low, va;

	spin_lock(&slot.lock);
	low = va = (mmu_stack_slot() << MMU_SLOT_SHIFT) + slot.used + PAGE_SIZE;
	while (va < low + size && map_page(va))
		va += PAGE_SIZE;
	if (va == low + size)
		slot.used += size + PAGE_SIZE;
	spin_unlock(&slot.lock);
	return va == low + size ? (void *)low : NULL;
}
