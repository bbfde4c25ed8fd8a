/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/pvh: the machine's page tables.
 */
#ifndef PLAT_PVH_MMU_H
#define PLAT_PVH_MMU_H

#include "arch/x86_64/pagetable.h"
#include "kern/mem/mmu.h"

/* The page tables in use: of level 4. */
extern uint64_t boot_pml4[512];

/*
 * Map the (n) frames from (pa), which the monitor filled, in the frame window for good.
 * Context: boot, after the identity map went.
 */
void frame_window_map(paddr_t pa, size_t n);

/* What an entry says for (prot). */
static inline uint64_t mmu_pte_bits(unsigned prot)
{
	return (prot ? PTE_PRESENT : 0) | (prot & MMU_WRITE ? PTE_WRITE : 0) |
	       (prot & MMU_EXEC ? 0 : PTE_NX);
}

#endif
