/* SPDX-License-Identifier: MIT */
/*
 * Pages of 2 MiB for an application's zero pages: one fault instead of many, and room in the TLB.
 *
 * A large page is made where memory is used densely: where it was advised, or where somebody who
 * went through the 2 MiB before comes to the next. It is split when a part of it becomes another
 * mapping's, or is given back. All under the lock of the space.
 */
#include "plat/pvh/names.h"

#include "base/string.h"
#include "kern/mem/frame.h"
#include "plat/pvh/mmu.h"

/* A table for each large page, to split it with: each holds the address of the next. */
static paddr_t tables;

static void put_table(paddr_t pa)
{
	*(paddr_t *)phys_to_virt(pa) = tables;
	tables = pa;
}

static paddr_t take_table(void)
{
	paddr_t pa = tables;

	tables = *(const paddr_t *)phys_to_virt(pa);
	return pa;
}

/* Was the page before (va) touched? Then (va) may be on the way of who goes through memory. */
static bool comes_from_below(uintptr_t va)
{
	const uint64_t *e = pagetable_entry(boot_pml4, frame_window, va - PAGE_SIZE, 1, NULL);

	return e && *e & PTE_OWNED;
}

static bool is_wanted(uintptr_t va, unsigned prot, uintptr_t start, uintptr_t end)
{
	uintptr_t low = ROUND_DOWN(va, LARGE_PAGE);

	if (low < start || low >= end || end - low < LARGE_PAGE || prot & MMU_SMALL)
		return false;
	return prot & MMU_LARGE || (va == low && comes_from_below(va));
}

static bool table_is_empty(const uint64_t *table)
{
	unsigned i = 0;

	while (i < LARGE_PAGE / PAGE_SIZE && !table[i])
		i++;
	return i == LARGE_PAGE / PAGE_SIZE;
}

/* Frames as they are to be had: nothing is joined for a large page. */
static bool take_frames(paddr_t *pa)
{
	struct frame_stats stats;

	frame_get_stats(&stats);
	return stats.free >= stats.total / MMU_KEEP_FREE + LARGE_PAGE / PAGE_SIZE &&
	       frame_alloc_large(pa) == 0;
}

bool mmu_touch_large(uint64_t *e, uintptr_t va, unsigned prot, uintptr_t start, uintptr_t end)
{
	uint64_t *table = (uint64_t *)ROUND_DOWN((uintptr_t)e, PAGE_SIZE);
	paddr_t pa;

	if (!is_wanted(va, prot, start, end) || !table_is_empty(table) || !take_frames(&pa))
		return false;
	memset(phys_to_virt(pa), 0, LARGE_PAGE);
	e = pagetable_entry(boot_pml4, frame_window, va, 2, NULL);
	*e = pa | mmu_pte_bits(prot) | PTE_OWNED | PTE_LARGE;
	/* Any CPU may remember the table. */
	tlb_flush_range(va, 1);
	put_table(virt_to_phys(table));
	return true;
}

/* What is to be done is in the mapping. */
void pvh_mmu_advise(uintptr_t va, size_t len, unsigned advice)
{
	(void)va;
	(void)len;
	(void)advice;
}

void mmu_split_large(uint64_t *e)
{
	paddr_t pa = take_table();
	uint64_t *table = phys_to_virt(pa), page = (*e & ~PTE_LARGE) | PTE_ACCESSED;

	/* Until the large one is replaced it may come into use: what it becomes counts as that. */
	for (unsigned i = 0; i < LARGE_PAGE / PAGE_SIZE; i++)
		table[i] = page + i * PAGE_SIZE;
	*e = pa | PTE_PRESENT | PTE_WRITE | PTE_USER;
}

static void split_at(uintptr_t va)
{
	uint64_t *e;

	if (!(va & (LARGE_PAGE - 1)))
		return;
	e = pagetable_entry(boot_pml4, frame_window, va, 2, NULL);
	if (e && *e & PTE_LARGE)
		mmu_split_large(e);
}

void mmu_split_borders(uintptr_t va, uintptr_t end)
{
	/* No table was put by: there is no large page. */
	if (!tables)
		return;
	split_at(va);
	split_at(end);
}

void mmu_free_large(uint64_t e)
{
	frame_free(take_table());
	frame_free_run(e & PTE_FRAME, LARGE_PAGE / PAGE_SIZE);
}
