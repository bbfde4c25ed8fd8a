/* SPDX-License-Identifier: MIT */
/*
 * Page tables of a machine, as far as every image needs them: the frame window, and zero pages.
 *
 * The window has 4 KiB pages where the image stands, so that no page of the image has a second,
 * writable address, and 2 MiB pages elsewhere. The tables for its first GiB stand in .bss. A table
 * beyond these is made of the very frame that asked for it. No table is in the window for good:
 * a page of it that is never a frame is where one stands while it is changed.
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/relocate.h"
#include "base/assert.h"
#include "base/errno.h"
#include "kern/mem/frame.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

/* Where a table stands in the window while it is changed: the screen of a PC, never a frame. */
#define ALIAS 0xa0000ul

#define LINK (PTE_PRESENT | PTE_WRITE)
#define DATA (PTE_PRESENT | PTE_WRITE | PTE_NX)

extern uint64_t boot_pdpt[512], boot_pd[512];
extern const char pith_root_end[];

/*
 * The window's tables: of level 3, 2 for the first GiB, 1 for the first 2 MiB. boot_map()
 * links them.
 */
uint64_t boot_window_tables[3][512] aligned(PAGE_SIZE);

static paddr_t image_pa(const void *p)
{
	return (uintptr_t)p - boot_slide;
}

/* Does the large page at (pa) hold a part of the image, and also frames? */
static bool holds_image(paddr_t pa)
{
	return pa < LARGE_PAGE || pa >> 21 == image_pa(pith_root_end) >> 21;
}

unsigned mmu_map_in_window(paddr_t pa, paddr_t spare)
{
	uint64_t *e = &boot_window_tables[0][pa >> pagetable_shift(3) & 511];
	uint64_t *alias = &boot_window_tables[2][ALIAS >> PAGE_SHIFT], *table = phys_to_virt(ALIAS);
	unsigned leaf = holds_image(pa) ? 1 : 2;
	bool fresh = false;

	for (unsigned level = 2; level >= leaf && !fresh; level--) {
		fresh = !*e;
		if (fresh)
			*e = spare | LINK;
		*alias = *e | PTE_NX;
		tlb_flush_page((uintptr_t)table);
		if (fresh)
			page_clear(table);
		e = &table[pa >> pagetable_shift(level) & 511];
	}
	if (!fresh)
		*e = leaf == 1 ? pa | DATA : ROUND_DOWN(pa, LARGE_PAGE) | PTE_LARGE | DATA;
	*alias = 0;
	tlb_flush_page((uintptr_t)table);
	return !fresh;
}

/* WEAK: mmu_edit.c has a faster one. */
WEAK unsigned pvh_frame_map(paddr_t pa)
{
	return mmu_map_in_window(pa, pa);
}

/* There are no frames yet to make tables of, but two tables of the identity map that was. */
void frame_window_map(paddr_t pa, size_t n)
{
	static unsigned used;

	while (n) {
		panic_unless(used < 2);
		if (mmu_map_in_window(pa, image_pa(used ? boot_pd : boot_pdpt))) {
			n--;
			pa += PAGE_SIZE;
		} else {
			used++;
		}
	}
}

/* Pages come by pvh_mmu_touch(). */
int pvh_mmu_map_zero(uintptr_t va, size_t len, unsigned prot)
{
	(void)va;
	(void)len;
	(void)prot;
	return 0;
}

int pvh_mmu_touch(uintptr_t va, unsigned prot, uintptr_t start, uintptr_t end)
{
	uint64_t *e = pagetable_entry(boot_pml4, frame_window, va, 1, frame_alloc_zero);
	paddr_t pa;

	if (!e)
		return -ENOMEM;
	if (!*e) {
		if (LINKED(mmu_touch_more))
			return mmu_touch_more(e, va, prot, start, end);
		if (frame_alloc_zero(&pa))
			return -ENOMEM;
		*e = pa | mmu_pte_bits(prot) | PTE_OWNED;
	}
	/* It was there: another CPU was faster, or this one remembers older rights. */
	tlb_flush_page(va);
	return 0;
}
