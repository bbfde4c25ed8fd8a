/* SPDX-License-Identifier: MIT */
/*
 * What CPUs remember of page tables, and how they forget it.
 */
#include "plat/pvh/mmu.h"

/* More pages than this one by one take longer than what all others cost to be looked up again. */
#define FLUSH_ONE_BY_ONE 32

void tlb_flush_all_here(void)
{
	__asm__ volatile("mov %%cr3, %%rax; mov %%rax, %%cr3" ::: "rax", "memory");
}

/* INVLPG and a load of CR3 both forget the tables, too (AMD64 manual, volume 2, 5.5.2). */
void tlb_flush_here(uintptr_t va, size_t pages)
{
	if (pages > FLUSH_ONE_BY_ONE) {
		tlb_flush_all_here();
		return;
	}
	for (; pages; pages--, va += PAGE_SIZE)
		tlb_flush_page(va);
}

void tlb_flush_range(uintptr_t va, size_t pages)
{
	tlb_flush_here(va, pages);
	if (LINKED(tlb_flush_others))
		tlb_flush_others(va, pages);
}
