/* SPDX-License-Identifier: MIT */
/*
 * The root file system in the first page tables: by large pages, or a large one would cost more
 * than all else that the start does. Runs as boot_map.c.
 */
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

extern uint64_t pith_boot_tables[][512];

void boot_map_constants(const char *from, const char *to, uint64_t flags)
{
	uint64_t *large = pith_boot_tables[1] + (boot_slide >> 21 & 511);
	uint64_t *small = pith_boot_tables[2];
	uintptr_t p = (uintptr_t)from, end = (uintptr_t)to;

	while (p < end) {
		if (p % LARGE_PAGE || end - p < LARGE_PAGE) {
			small[p >> PAGE_SHIFT] = p | flags;
			p += PAGE_SIZE;
		} else {
			large[p / LARGE_PAGE] = p | PTE_LARGE | flags;
			p += LARGE_PAGE;
		}
	}
}

/* The name by which it is linked: the other is there in every image. */
void boot_map_large(const char *from, const char *to, uint64_t flags)
	__attribute__((alias("boot_map_constants")));
