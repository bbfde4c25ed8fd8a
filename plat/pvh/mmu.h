/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/pvh: the machine's page tables.
 */
#ifndef PLAT_PVH_MMU_H
#define PLAT_PVH_MMU_H

#include "arch/x86_64/pagetable.h"
#include "kern/mem/mmu.h"
#include "kern/mem/user.h"
#include "plat/pvh/boot.h"

/* The page tables in use: of level 4. The window's: of level 3, and 2 and 1 of where it begins. */
extern uint64_t boot_pml4[512], boot_window_tables[3][512];

/*
 * Map frame (pa) in the window. Where a table is missing, the page (spare) becomes one: then return
 * 0, else 1. Context: the frames' lock is held.
 */
unsigned mmu_map_in_window(paddr_t pa, paddr_t spare);

/*
 * Map the (n) frames from (pa), which the monitor filled, in the frame window for good.
 * Context: boot, after the identity map went.
 */
void frame_window_map(paddr_t pa, size_t n);

/* Of all frames, this part stays for those who ask for them: nothing is made of it on a guess. */
#define MMU_KEEP_FREE 8

/*
 * The page at (va) of a mapping [start, end) was touched, whose entry (e) is empty: make it
 * present, and others where that looks as if they were next. WEAK: only where applications map
 * memory. Errors: -ENOMEM.
 */
WEAK must_use int mmu_touch_more(uint64_t *e, uintptr_t va, unsigned prot, uintptr_t start,
				 uintptr_t end);

/*
 * The same with a large page, if that is of use and to be had: false, else. The table that (e) is
 * in is put by.
 */
bool mmu_touch_large(uint64_t *e, uintptr_t va, unsigned prot, uintptr_t start, uintptr_t end);

/*
 * Large pages as several small ones, with the same rights: that of the entry (e); those that the
 * ends of a range are in the middle of; all that a range is in. They cannot fail: each large page
 * has the table for this put by.
 */
void mmu_split_large(uint64_t *e);
void mmu_split_borders(uintptr_t va, uintptr_t end);
void mmu_split_range(uintptr_t va, uintptr_t end);

/* Free what the entry (e) of a large page maps, and the table that was put by. */
void mmu_free_large(uint64_t e);

/*
 * Make every CPU forget what it knows of the (pages) from (va), and of the tables that led there:
 * after entries were changed or removed, before a frame is used for something else.
 * Context: thread or trap; spin locks may be held, for others serve this while they wait for one.
 */
void tlb_flush_range(uintptr_t va, size_t pages);

/* On this CPU alone. Context: any. */
void tlb_flush_here(uintptr_t va, size_t pages);
void tlb_flush_all_here(void);

/* Do so on other CPUs than this. WEAK: only with more than one. */
WEAK void tlb_flush_others(uintptr_t va, size_t pages);

/* Has another CPU asked for it? Then do it here. Context: any. */
void tlb_flush_serve(void);

/*
 * This CPU is about to halt, and an interrupt let it go on: in between it touches nothing that
 * others could tell it to forget. WEAK: as above. Context: the hardware's mask is set.
 */
WEAK void tlb_cpu_halts(void);
WEAK void tlb_cpu_goes_on(void);

/* What an entry says for (prot). */
static inline uint64_t mmu_pte_bits(unsigned prot)
{
	return (prot & MMU_RIGHTS ? PTE_PRESENT | PTE_USER : 0) |
	       (prot & MMU_WRITE ? PTE_WRITE : 0) | (prot & MMU_EXEC ? 0 : PTE_NX);
}

/* Each slot of the top table is 512 GiB. */
#define MMU_SLOT_SHIFT 39

/*
 * The slot of the library OS's stacks: behind those that the image is put into (boot_map.c), and
 * below the window; or, as the image, in the upper half, behind those of devices.
 */
static inline uintptr_t mmu_stack_slot(void)
{
	uintptr_t first = boot_slide >> USER_BITS ? 0xffffe00000000000ul >> MMU_SLOT_SHIFT : 96;

	return first + (boot_slide >> MMU_SLOT_SHIFT & 31);
}

#endif
