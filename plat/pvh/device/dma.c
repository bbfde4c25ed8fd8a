/* SPDX-License-Identifier: MIT */
/*
 * Where memory is to a device: the image in one piece where the monitor put it, anything else where
 * the page tables say, page by page.
 */
#include "kern/dev/dma.h"

#include "arch/x86_64/pagetable.h"
#include "arch/x86_64/relocate.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

static bool page_address(uintptr_t va, paddr_t *pa)
{
	const uint64_t *e = pagetable_entry(boot_pml4, frame_window, va, 1, NULL);

	uintptr_t low = e && *e & PTE_LARGE ? LARGE_PAGE - 1 : PAGE_SIZE - 1;

	if (!e || !*e)
		return false;
	*pa = (*e & PTE_FRAME & ~low) | (va & low);
	return true;
}

size_t dma_find(const void *p, size_t len, paddr_t *pa)
{
	uintptr_t va = (uintptr_t)p;
	size_t n = PAGE_SIZE - (va & (PAGE_SIZE - 1));
	paddr_t next;

	if (va >= (uintptr_t)pith_image_start && va < (uintptr_t)pith_image_end) {
		*pa = va - boot_slide;
		return MIN(len, (uintptr_t)pith_image_end - va);
	}
	if (!page_address(va, pa))
		return 0;
	while (n < len && page_address(va + n, &next) && next == *pa + n)
		n += PAGE_SIZE;
	return MIN(n, len);
}
