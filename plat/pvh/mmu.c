/* SPDX-License-Identifier: MIT */
/*
 * Page tables of a machine, as far as every image needs them: the frame window, and zero pages.
 *
 * The window has 4 KiB pages where the image stands, so that no page of the image has a second,
 * writable address, and 2 MiB pages elsewhere. The tables for its first GiB stand in .bss. A table
 * beyond these is made of the very frame that asked for it: page 0 of the window, which is never a
 * frame, lends its address until the table has mapped itself.
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/relocate.h"
#include "base/assert.h"
#include "base/errno.h"
#include "kern/mem/frame.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

#define LINK (PTE_PRESENT | PTE_WRITE)
#define DATA (PTE_PRESENT | PTE_WRITE | PTE_NX)

extern uint64_t boot_pdpt[512], boot_pd[512];
extern uint64_t boot_window_tables[3][512];
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

/* Tables in the image are not in the window. */
static uint64_t *table_behind(uint64_t e)
{
	paddr_t pa = e & PTE_FRAME;

	if (pa - image_pa(pith_image_start) < (size_t)(pith_image_end - pith_image_start))
		return (uint64_t *)(pa + boot_slide);
	return phys_to_virt(pa);
}

/* Make frame (pa) a table of (level), 2 or 1, that maps itself, and return what points to it. */
static uint64_t adopt_frame(paddr_t pa, unsigned level)
{
	uint64_t *table = (uint64_t *)frame_window;
	uint64_t self = level == 1 ? pa : ROUND_DOWN(pa, LARGE_PAGE) | PTE_LARGE;

	boot_window_tables[2][0] = pa | DATA;
	tlb_flush_page(frame_window);
	page_clear(table);
	table[pa >> pagetable_shift(level) & 511] = self | DATA;
	boot_window_tables[2][0] = 0;
	tlb_flush_page(frame_window);
	return pa | LINK;
}

/*
 * Map frame (pa); where a table is missing, (spare) becomes one, or the frame itself: then
 * return false.
 */
static bool map_in_window(paddr_t pa, uint64_t *spare)
{
	uint64_t *e = &boot_window_tables[0][pa >> pagetable_shift(3) & 511];
	unsigned leaf = holds_image(pa) ? 1 : 2;

	for (unsigned level = 2; level >= leaf; level--) {
		if (!*e) {
			if (spare)
				page_clear(spare);
			*e = spare ? image_pa(spare) | LINK : adopt_frame(pa, level);
			return false;
		}
		e = &table_behind(*e)[pa >> pagetable_shift(level) & 511];
	}
	*e = leaf == 1 ? pa | DATA : ROUND_DOWN(pa, LARGE_PAGE) | PTE_LARGE | DATA;
	return true;
}

bool pvh_frame_map(paddr_t pa)
{
	return map_in_window(pa, NULL);
}

/* There are no frames yet to make tables of, but two tables of the identity map that was. */
void frame_window_map(paddr_t pa, size_t n)
{
	static unsigned used;

	while (n) {
		panic_unless(used < 2);
		if (map_in_window(pa, used ? boot_pd : boot_pdpt)) {
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

int pvh_mmu_touch(uintptr_t va, unsigned prot)
{
	uint64_t *e = pagetable_entry(boot_pml4, frame_window, va, 1, frame_alloc_zero);
	paddr_t pa;

	if (!e)
		return -ENOMEM;
	if (!*e) {
		if (frame_alloc_zero(&pa))
			return -ENOMEM;
		*e = pa | mmu_pte_bits(prot) | PTE_OWNED;
	}
	/* It was there: another CPU was faster, or this one remembers older rights. */
	tlb_flush_page(va);
	return 0;
}
