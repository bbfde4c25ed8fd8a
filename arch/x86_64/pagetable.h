/* SPDX-License-Identifier: MIT */
/*
 * Page tables: entries, the walk, and what a change of one asks of the CPU (AMD64 manual, volume
 * 2, 5.3).
 *
 * Tables are reached through a window: the virtual address of physical address 0. Who allocates
 * them is the caller's business. An entry of zero is nothing; one that is not zero but has no
 * PTE_PRESENT keeps its frame while the page may not be touched.
 */
#ifndef ARCH_X86_64_PAGETABLE_H
#define ARCH_X86_64_PAGETABLE_H

#include "base/types.h"

#define PTE_PRESENT  (1ull << 0)
#define PTE_WRITE    (1ull << 1)
#define PTE_USER     (1ull << 2) /* ring 3 may, too, if all levels say so */
#define PTE_NO_CACHE (1ull << 4)
#define PTE_ACCESSED (1ull << 5) /* set by a CPU before it remembers what the entry says */
#define PTE_DIRTY    (1ull << 6) /* set by a CPU that writes there */
#define PTE_LARGE    (1ull << 7) /* level 2: a page of 2 MiB */
#define PTE_OWNED    (1ull << 9) /* ours to define: the frame is freed with the page */
#define PTE_NX       (1ull << 63)
#define PTE_FRAME    0x000ffffffffff000ull

#define LARGE_PAGE (2 * MIB)

/*
 * Levels are counted as the manual does: an entry of level 1 maps 4 KiB, of level 2 2 MiB, up
 * to 4.
 */
#define PAGETABLE_TOP 4

static always_inline unsigned pagetable_shift(unsigned level)
{
	return PAGE_SHIFT + 9 * (level - 1);
}

/*
 * Find the entry for (va) of (level) below (top), the table of level 4; the others are reached
 * through (window). Missing tables are made of zeroed frames from (alloc), which returns 0 or
 * -ENOMEM, unless it is NULL; they leave the rights to the pages. Returns NULL where there is no
 * table, or no memory for one; where a large page is on the way, its entry.
 * Context: the tables are the caller's to change.
 */
uint64_t *pagetable_entry(uint64_t *top, uintptr_t window, uintptr_t va, unsigned level,
			  int (*alloc)(paddr_t *pa));

/*
 * Forget what the CPU knows about the page at (va). Not needed when an entry only becomes
 * present.
 */
static always_inline void tlb_flush_page(uintptr_t va)
{
	__asm__ volatile("invlpg (%0)" ::"r"(va) : "memory");
}

static always_inline void pages_clear(void *page, size_t n)
{
	size_t words = n * (PAGE_SIZE / 8);

	__asm__ volatile("rep stosq" : "+D"(page), "+c"(words) : "a"(0ul) : "memory");
}

static always_inline void page_clear(void *page)
{
	pages_clear(page, 1);
}

static always_inline void page_copy(void *to, const void *from)
{
	size_t words = PAGE_SIZE / 8;

	__asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words)::"memory");
}

#endif
