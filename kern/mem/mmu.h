/* SPDX-License-Identifier: MIT */
/*
 * What a struct space needs of the hardware that translates addresses.
 *
 * In a machine these functions edit page tables (plat/pvh/mmu.c over arch/x86_64/pagetable.c): a reservation costs nothing and
 * memory appears on the first touch, through space_fault(). In a process they are host calls
 * (plat/linux/mmu.c): the host does the demand-zero, and space_fault() is never asked.
 *
 * Addresses and lengths are multiples of a page. The space's lock is held by the caller.
 */
#ifndef KERN_MEM_MMU_H
#define KERN_MEM_MMU_H

#include "base/types.h"

/* Protection bits, as PROT_* of Linux. */
#define MMU_READ  1u
#define MMU_WRITE 2u
#define MMU_EXEC  4u

/* The addresses that mappings may be placed in, [low, high). Constant after boot. */
struct mmu_window {
	uintptr_t low;
	uintptr_t high;
};
extern struct mmu_window mmu_window;

/*
 * Make [va, va + len) demand-zero anonymous memory of protection (prot); what was there is gone.
 * A machine does nothing: its pages come by fault.
 * Errors:  -ENOMEM, -EACCES (write and execute together, or execute where the platform is sealed).
 */
must_use int mmu_map_zero(uintptr_t va, size_t len, unsigned prot);

/*
 * Map the (n) contiguous frames from (pa) at (va). With (copy) a write must not reach the frame: the machine maps
 * them read-only (space_fault() copies), a process maps them private.
 * Errors:  -ENOMEM (page tables), -EACCES.
 */
must_use int mmu_map_frames(uintptr_t va, paddr_t pa, size_t n, unsigned prot, bool copy);

/* Change the protection of whatever is mapped in the range. */
must_use int mmu_protect(uintptr_t va, size_t len, unsigned prot);

/*
 * Remove translations in the range, and drop their frames for which (drop) is not NULL by calling it once for each.
 * (machine only: a process has no frames behind anonymous memory.)
 */
void mmu_unmap(uintptr_t va, size_t len, void (*drop)(paddr_t frame, void *arg), void *arg);

/* Forget the contents of anonymous memory: it reads as zero again, still mapped with (prot). */
void mmu_discard(uintptr_t va, size_t len, unsigned prot, void (*drop)(paddr_t frame, void *arg), void *arg);

/* Move translations from (from) to (to), which is unmapped and does not overlap. */
must_use int mmu_move(uintptr_t from, uintptr_t to, size_t len);

/* The frame behind (va), for the machine's fault path. Returns false where nothing is mapped. */
bool mmu_find(uintptr_t va, paddr_t *pa, unsigned *prot);

/* True where memory appears by space_fault() (a machine), false where the host does it (a process). */
bool mmu_faults(void);

#endif
