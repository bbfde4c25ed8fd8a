/* SPDX-License-Identifier: MIT */
/*
 * Changes to the mappings of a machine: unmap, protect, move, and the pages of objects.
 *
 * A page that an object owns is never writable here unless a shared mapping was written to, so a
 * change of rights may take more than it must: the next touch is a fault, and brings it back. A
 * frame is freed after the CPU forgot it, and INVLPG forgets all tables (AMD64 manual, volume 2,
 * 5.5.2), so tables are freed in the same way.
 */
#include "plat/pvh/names.h"

#include "base/errno.h"
#include "kern/mem/frame.h"
#include "kern/mem/mmu.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

/*
 * The next entry of (level) that is not empty, at or above (*va) and below (end); (*va)
 * becomes its address.
 */
static uint64_t *next_entry(uintptr_t *va, uintptr_t end, unsigned level)
{
	uint64_t *table = boot_pml4;
	unsigned l = PAGETABLE_TOP;

	while (*va < end) {
		uint64_t *e = &table[*va >> pagetable_shift(l) & 511];

		if (*e && l == level)
			return e;
		if (*e) {
			table = phys_to_virt(*e & PTE_FRAME);
			l--;
			continue;
		}
		*va = ((*va >> pagetable_shift(l)) + 1) << pagetable_shift(l);
		table = boot_pml4;
		l = PAGETABLE_TOP;
	}
	return NULL;
}

static uint64_t *make_entry(uintptr_t va)
{
	return pagetable_entry(boot_pml4, frame_window, va, 1, frame_alloc_zero);
}

/* What could never all come is refused, as Linux does (overcommit_memory = 0). */
bool pvh_mmu_has(size_t len)
{
	struct frame_stats stats;

	frame_get_stats(&stats);
	return len >> PAGE_SHIFT <= stats.total;
}

bool pvh_mmu_is_present(uintptr_t va, unsigned prot)
{
	const uint64_t *e = pagetable_entry(boot_pml4, frame_window, va, 1, NULL);
	uint64_t want = mmu_pte_bits(prot) & (PTE_PRESENT | PTE_WRITE);

	return e && (*e & want) == want && !(prot & MMU_EXEC && *e & PTE_NX);
}

int pvh_mmu_map_page(uintptr_t va, const void *page, unsigned prot, bool shared)
{
	uint64_t *e = make_entry(va);
	uintptr_t p = (uintptr_t)page;

	(void)shared;
	if (!e)
		return -ENOMEM;
	*e = (p >= frame_window ? p - frame_window : p - boot_slide) | mmu_pte_bits(prot);
	tlb_flush_page(va);
	return 0;
}

int pvh_mmu_copy_page(uintptr_t va, const void *page, unsigned prot)
{
	uint64_t *e = make_entry(va);
	paddr_t pa;

	if (!e || frame_alloc(&pa))
		return -ENOMEM;
	page_copy(phys_to_virt(pa), page);
	*e = pa | mmu_pte_bits(prot) | PTE_OWNED;
	tlb_flush_page(va);
	return 0;
}

int pvh_mmu_protect(uintptr_t va, size_t len, unsigned prot, bool object)
{
	uintptr_t end = va + len;
	uint64_t *e;

	(void)object;
	for (; (e = next_entry(&va, end, 1)); va += PAGE_SIZE) {
		uint64_t bits = mmu_pte_bits(*e & PTE_OWNED ? prot : prot & ~MMU_WRITE);

		*e = (*e & (PTE_FRAME | PTE_OWNED)) | bits;
		tlb_flush_page(va);
	}
	return 0;
}

static void clear_entry(uint64_t *e, uintptr_t va, bool owned)
{
	paddr_t pa = *e & PTE_FRAME;

	*e = 0;
	tlb_flush_page(va);
	if (owned)
		frame_free(pa);
}

void pvh_mmu_unmap(uintptr_t va, size_t len)
{
	uintptr_t end = va + len, at;
	uint64_t *e;

	for (at = va; (e = next_entry(&at, end, 1)); at += PAGE_SIZE)
		clear_entry(e, at, *e & PTE_OWNED);
	/* The tables for nothing but this range hold nothing now. */
	for (unsigned level = 2; level < PAGETABLE_TOP; level++) {
		uintptr_t span = 1ul << pagetable_shift(level);

		at = ROUND_UP(va, span);
		for (; (e = next_entry(&at, ROUND_DOWN(end, span), level)); at += span)
			clear_entry(e, at, true);
	}
}

void pvh_mmu_discard(uintptr_t va, size_t len, unsigned prot)
{
	(void)prot;
	pvh_mmu_unmap(va, len);
}

int pvh_mmu_move(uintptr_t from, uintptr_t to, size_t len, bool object)
{
	uintptr_t at;
	uint64_t *e;

	(void)object;
	/* All the tables first, so that nothing is moved when they cannot be had. */
	for (at = from; next_entry(&at, from + len, 1); at += PAGE_SIZE)
		if (!make_entry(at - from + to))
			return -ENOMEM;
	for (at = from; (e = next_entry(&at, from + len, 1)); at += PAGE_SIZE) {
		*make_entry(at - from + to) = *e;
		clear_entry(e, at, false);
	}
	return 0;
}
