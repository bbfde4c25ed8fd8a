/* SPDX-License-Identifier: MIT */
/*
 * What the monitor tells a machine when it starts: memory, the command line, where ACPI is.
 *
 * Sources: Xen's hvm/start_info.h (PVH), the Linux boot protocol's "zero page", and the Multiboot2
 * specification, section 3.6. All three say the same three things. Every length is bounded before
 * it is used; all is copied out, because the memory it stands in is about to be handed out.
 */
#include "arch/x86_64/relocate.h"
#include "base/assert.h"
#include "base/string.h"
#include "kern/mem/frame.h"
#include "plat/pvh/boot.h"
#include "plat/pvh/mmu.h"

#define PVH_MAGIC        0x336ec578u
#define MULTIBOOT2_MAGIC 0x36d76289u

#define MEMORY_RAM 1

#define CMDLINE_MAX 4096

struct pvh_start_info {
	uint32_t magic;
	uint32_t version;
	uint32_t flags;
	uint32_t nr_modules;
	uint64_t modules;
	uint64_t cmdline;
	uint64_t rsdp;
	uint64_t memmap; /* from version 1 on */
	uint32_t memmap_entries;
};

/* Offsets in the zero page. */
#define ZERO_PAGE_RSDP         0x070
#define ZERO_PAGE_E820_ENTRIES 0x1e8
#define ZERO_PAGE_CMDLINE      0x228
#define ZERO_PAGE_E820         0x2d0

/* All three describe memory so, in entries of different size. */
struct memory_entry {
	uint64_t start;
	uint64_t size;
	uint32_t type;
} packed;

#define PVH_ENTRY_SIZE       24
#define ZERO_PAGE_ENTRY_SIZE 20

struct multiboot2_tag {
	uint32_t type;
	uint32_t size;
	uint8_t data[];
};

enum {
	MULTIBOOT2_END = 0,
	MULTIBOOT2_CMDLINE = 1,
	MULTIBOOT2_MEMMAP = 6,
	MULTIBOOT2_ACPI_OLD = 14,
	MULTIBOOT2_ACPI_NEW = 15,
};

struct boot_info boot_info;

static char cmdline_copy[CMDLINE_MAX];

/* The bytes at (pa), which the machine has; mapped in the frame window for good. */
static const void *look_at(paddr_t pa, size_t len)
{
	paddr_t first = ROUND_DOWN(pa, PAGE_SIZE);

	frame_window_map(first, (ROUND_UP(pa + len, PAGE_SIZE) - first) >> PAGE_SHIFT);
	return phys_to_virt(pa);
}

static void take_cmdline(paddr_t pa)
{
	if (pa)
		string_copy(cmdline_copy, look_at(pa, CMDLINE_MAX), CMDLINE_MAX);
}

/*
 * Offer the memory of (n) entries from (entry), each (size) bytes: what is not the image's own.
 */
static void take_memory(const uint8_t *entry, uint32_t n, uint32_t size)
{
	paddr_t image_start = (uintptr_t)pith_image_start - boot_slide;
	paddr_t image_end = (uintptr_t)pith_image_end - boot_slide;

	for (; n; n--, entry += size) {
		const struct memory_entry *e = (const void *)entry;
		uint64_t end = e->start + e->size;

		if (e->type != MEMORY_RAM || end < e->start)
			continue;
		frame_add_region(e->start, MIN(end, image_start));
		frame_add_region(MAX(e->start, image_end), end);
	}
}

static void read_pvh(const struct pvh_start_info *s)
{
	take_cmdline(s->cmdline);
	boot_info.rsdp = s->rsdp;
	if (s->version < 1 || !s->memmap)
		panic("the monitor gives no memory map");
	take_memory(look_at(s->memmap, s->memmap_entries * (size_t)PVH_ENTRY_SIZE),
		    s->memmap_entries, PVH_ENTRY_SIZE);
}

static void read_zero_page(const uint8_t *zero)
{
	take_cmdline(*(const uint32_t *)(const void *)(zero + ZERO_PAGE_CMDLINE));
	boot_info.rsdp = *(const uint64_t *)(const void *)(zero + ZERO_PAGE_RSDP);
	take_memory(zero + ZERO_PAGE_E820, MIN(zero[ZERO_PAGE_E820_ENTRIES], 128),
		    ZERO_PAGE_ENTRY_SIZE);
}

static void read_multiboot2_memmap(const struct multiboot2_tag *tag)
{
	uint32_t entry_size = *(const uint32_t *)(const void *)tag->data;

	if (tag->size >= 16 && entry_size >= sizeof(struct memory_entry))
		take_memory(tag->data + 8, (tag->size - 16) / entry_size, entry_size);
}

static void read_multiboot2(paddr_t info)
{
	uint32_t total = *(const uint32_t *)look_at(info, sizeof total);
	const uint8_t *base = look_at(info, total);

	for (uint32_t at = 8; at + sizeof(struct multiboot2_tag) <= total;) {
		const struct multiboot2_tag *tag = (const void *)(base + at);

		if (tag->type == MULTIBOOT2_END || tag->size < sizeof *tag ||
		    tag->size > total - at)
			break;
		if (tag->type == MULTIBOOT2_CMDLINE)
			string_copy(cmdline_copy, (const char *)tag->data,
				    MIN(tag->size - 8, CMDLINE_MAX));
		else if (tag->type == MULTIBOOT2_MEMMAP)
			read_multiboot2_memmap(tag);
		else if (tag->type == MULTIBOOT2_ACPI_OLD || tag->type == MULTIBOOT2_ACPI_NEW)
			boot_info.rsdp = info + at + sizeof *tag;
		at += ROUND_UP(tag->size, 8u);
	}
}

void boot_info_read(paddr_t info, uint32_t magic)
{
	const struct pvh_start_info *s;

	boot_info.cmdline = cmdline_copy;
	if (magic == MULTIBOOT2_MAGIC) {
		read_multiboot2(info);
		return;
	}
	s = look_at(info, PAGE_SIZE);
	if (s->magic == PVH_MAGIC)
		read_pvh(s);
	else
		read_zero_page((const uint8_t *)s);
}
