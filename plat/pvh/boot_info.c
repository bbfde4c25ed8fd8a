/* SPDX-License-Identifier: MIT */
/*
 * What the monitor tells a machine when it starts: memory, the command line, where ACPI is.
 *
 * Sources: Xen's hvm/start_info.h (PVH), the Linux boot protocol's "zero page", and the Multiboot2
 * specification, section 3.6. All three say the same three things. Every length is bounded before it is used; all is copied
 * out, because the memory it stands in is about to be handed out.
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

struct pvh_memmap_entry {
	uint64_t addr;
	uint64_t size;
	uint32_t type;
	uint32_t reserved;
};

/* Offsets in the zero page. */
#define ZERO_PAGE_RSDP         0x070
#define ZERO_PAGE_E820_ENTRIES 0x1e8
#define ZERO_PAGE_CMDLINE      0x228
#define ZERO_PAGE_E820         0x2d0

struct e820_entry {
	uint64_t addr;
	uint64_t size;
	uint32_t type;
} packed;

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

/* Offer what of [start, start + size) is not the image's own, nor page 0, where NULL of the firmware lives. */
static void take_memory(uint64_t start, uint64_t size, uint32_t type)
{
	paddr_t image_start = (uintptr_t)pith_image_start - boot_slide;
	paddr_t image_end = ROUND_UP((uintptr_t)pith_image_end - boot_slide, PAGE_SIZE);
	uint64_t end;

	if (type != MEMORY_RAM || __builtin_add_overflow(start, size, &end))
		return;
	start = MAX(start, PAGE_SIZE);
	if (start < image_start)
		frame_add_region(start, MIN(end, image_start));
	if (end > image_end)
		frame_add_region(MAX(start, image_end), end);
}

static void read_pvh(const struct pvh_start_info *s)
{
	const struct pvh_memmap_entry *m;

	take_cmdline(s->cmdline);
	boot_info.rsdp = s->rsdp;
	if (s->version < 1 || !s->memmap)
		panic("the monitor gives no memory map (PVH version 0)");
	m = look_at(s->memmap, s->memmap_entries * sizeof *m);
	for (uint32_t i = 0; i < s->memmap_entries; i++)
		take_memory(m[i].addr, m[i].size, m[i].type);
}

static void read_zero_page(const uint8_t *zero)
{
	const struct e820_entry *m = (const void *)(zero + ZERO_PAGE_E820);

	take_cmdline(*(const uint32_t *)(const void *)(zero + ZERO_PAGE_CMDLINE));
	boot_info.rsdp = *(const uint64_t *)(const void *)(zero + ZERO_PAGE_RSDP);
	for (unsigned i = 0; i < MIN(zero[ZERO_PAGE_E820_ENTRIES], 128); i++)
		take_memory(m[i].addr, m[i].size, m[i].type);
}

static void read_multiboot2_memmap(const struct multiboot2_tag *tag)
{
	const uint32_t *entry_size = (const void *)tag->data;

	for (uint32_t at = 16; *entry_size >= 20 && at + *entry_size <= tag->size; at += *entry_size) {
		const struct e820_entry *e = (const void *)((const uint8_t *)tag + at);

		take_memory(e->addr, e->size, e->type);
	}
}

static void read_multiboot2(paddr_t info)
{
	uint32_t total = *(const uint32_t *)look_at(info, sizeof total);
	const uint8_t *base = look_at(info, total);

	for (uint32_t at = 8; at + sizeof(struct multiboot2_tag) <= total;) {
		const struct multiboot2_tag *tag = (const void *)(base + at);

		if (tag->type == MULTIBOOT2_END || tag->size < sizeof *tag || tag->size > total - at)
			break;
		if (tag->type == MULTIBOOT2_CMDLINE)
			string_copy(cmdline_copy, (const char *)tag->data, MIN(tag->size - 8, CMDLINE_MAX));
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
