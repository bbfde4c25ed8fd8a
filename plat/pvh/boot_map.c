/* SPDX-License-Identifier: MIT */
/*
 * The first page tables of a machine: the image at a random address, each page with just the rights
 * that it needs, and the frame window.
 *
 * boot_map() runs at the link address, identity-mapped and not yet relocated: it must not read a
 * pointer from data. The tables stand in .bss, where the linker script makes room for as many as
 * the image needs, so the smallest machine needs no memory beyond the image for them.
 */
#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/relocate.h"
#include "kern/mem/frame.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

extern uint64_t boot_pml4[512];
/* PDPT, PD and then a PT for every 2 MiB up to the image's end */
extern uint64_t pith_boot_tables[][512];
extern uint64_t boot_window_tables[3][512];
extern const char pith_text_end[], pith_relro_end[];

/* The image runs in one GiB, chosen from 32 TiB. WEAK: plat/ring3 has others. */
const struct boot_places boot_places WEAK = { .image = 0x1000, .window_mask = 127 };

/* Map the image's pages [from, to), link addresses, with (flags). */
static void map_pages(const char *from, const char *to, uint64_t flags)
{
	uint64_t *tables = pith_boot_tables[2];

	for (uintptr_t p = (uintptr_t)from; p < (uintptr_t)to; p += PAGE_SIZE)
		tables[p >> PAGE_SHIFT] = p | flags;
}

/* WEAK: boot_large.c has another, for what may be many pages. */
WEAK void boot_map_constants(const char *from, const char *to, uint64_t flags)
{
	map_pages(from, to, flags);
}

/* Choose where the image runs: a multiple of 2 MiB such that it lies within one GiB. */
static uintptr_t choose_slide(size_t large_pages, uint64_t random)
{
	uintptr_t gib = ((uintptr_t)boot_places.image << 32) + ((random & 0x7fff) << 30);

	return gib + ((random >> 16 & 0xffff) % (512 - large_pages)) * LARGE_PAGE;
}

static void link_image_tables(uintptr_t slide, size_t large_pages)
{
	uint64_t *pdpt = pith_boot_tables[0], *pd = pith_boot_tables[1];

	boot_pml4[slide >> 39 & 511] = (uintptr_t)pdpt | PTE_PRESENT | PTE_WRITE;
	pdpt[slide >> 30 & 511] = (uintptr_t)pd | PTE_PRESENT | PTE_WRITE;
	for (size_t i = 0; i < large_pages; i++)
		pd[(slide >> 21 & 511) + i] =
			(uintptr_t)pith_boot_tables[2 + i] | PTE_PRESENT | PTE_WRITE;
}

/* The window begins empty but for its tables: frames are mapped in it as they are handed out. */
static void make_window(uint64_t random)
{
	size_t slot = 256 + (random & boot_places.window_mask);

	boot_pml4[slot] = (uintptr_t)boot_window_tables[0] | PTE_PRESENT | PTE_WRITE;
	boot_window_tables[0][0] = (uintptr_t)boot_window_tables[1] | PTE_PRESENT | PTE_WRITE;
	boot_window_tables[1][0] = (uintptr_t)boot_window_tables[2] | PTE_PRESENT | PTE_WRITE;
	frame_window = 0xffff000000000000ul | slot << 39;
}

uintptr_t boot_map(void)
{
	uint64_t random = boot_random();
	size_t large_pages = ((uintptr_t)pith_image_end + LARGE_PAGE - 1) / LARGE_PAGE;
	uintptr_t slide = choose_slide(large_pages, random);

	boot_slide = slide;
	link_image_tables(slide, large_pages);
	map_pages(pith_image_start, pith_text_end, PTE_PRESENT);
	boot_map_constants(pith_text_end, pith_relro_end, PTE_PRESENT | PTE_NX);
	map_pages(pith_relro_end, pith_image_end, PTE_PRESENT | PTE_WRITE | PTE_NX);
	make_window(random >> 32);
	image_relocate(0, slide);
	return slide;
}
