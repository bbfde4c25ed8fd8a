/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/pvh: the machine's page tables.
 */
#ifndef PLAT_PVH_MMU_H
#define PLAT_PVH_MMU_H

#include "arch/x86_64/pagetable.h"
#include "kern/mem/mmu.h"
#include "plat/pvh/boot.h"

/* The page tables in use: of level 4. */
extern uint64_t boot_pml4[512];

/*
 * Map the (n) frames from (pa), which the monitor filled, in the frame window for good.
 * Context: boot, after the identity map went.
 */
void frame_window_map(paddr_t pa, size_t n);

/*
 * The page at (va) became present, by the entry (e): make some behind it so, too, below (end), if
 * that looks as if they were next. WEAK: only where applications map memory.
 */
WEAK void mmu_touch_ahead(uint64_t *e, uintptr_t va, uintptr_t end);

/*
 * Make every CPU forget what it knows of the (pages) from (va), and of the tables that led there:
 * after entries were changed or removed, before a frame is used for something else.
 * Context: thread or trap; spin locks may be held, for others serve this while they wait for one.
 */
void tlb_flush_range(uintptr_t va, size_t pages);

/* On this CPU alone. Context: any. */
void tlb_flush_here(uintptr_t va, size_t pages);

/* Do so on other CPUs than this. WEAK: only with more than one. */
WEAK void tlb_flush_others(uintptr_t va, size_t pages);

/* Has another CPU asked for it? Then do it here. Context: any. */
void tlb_flush_serve(void);

/* What an entry says for (prot). */
static inline uint64_t mmu_pte_bits(unsigned prot)
{
	return (prot ? PTE_PRESENT : 0) | (prot & MMU_WRITE ? PTE_WRITE : 0) |
	       (prot & MMU_EXEC ? 0 : PTE_NX);
}

/* Each slot of the top table is 512 GiB. */
#define MMU_SLOT_SHIFT 39

/*
 * The slot of the library OS's stacks: behind those that the image is put into (boot_map.c), and
 * below the window.
 */
static inline uintptr_t mmu_stack_slot(void)
{
	return 96 + (boot_slide >> MMU_SLOT_SHIFT & 31);
}

#endif
