/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/pvh: what its boot files tell each other.
 */
#ifndef PLAT_PVH_BOOT_H
#define PLAT_PVH_BOOT_H

#include "base/types.h"

/* How far above its link address the image runs. Constant after boot_map(). */
extern uintptr_t boot_slide;

/* Where things are put at random: an image whose application is at ring 3 has other places. */
struct boot_places {
	uint32_t image;       /* in 32 TiB from there on, counted in 4 GiB */
	uint32_t window_mask; /* of the slots of the upper half, the frame window's */
};
extern const struct boot_places boot_places;

/*
 * Map the image where it will run and relocate it; returns the slide.
 * Context: identity-mapped, not relocated, on the boot stack.
 */
uintptr_t boot_map(void);

/*
 * Map the image's pages [from, to), link addresses, with (flags); by large pages where they are
 * whole, in images that map files. Context: boot_map(), when the tables are linked.
 */
void boot_map_constants(const char *from, const char *to, uint64_t flags);

/* The same, in images with large pages: see boot_large.c. */
void boot_map_large(const char *from, const char *to, uint64_t flags);

/*
 * 64 bits for the choice of addresses, of whatever quality there is this early. Context: any, also
 * not relocated.
 */
uint64_t boot_random(void);

/*
 * Have plat_wall_set() called soon by who knows the time better than the CMOS clock; NULL: nobody.
 * Constant after boot.
 */
extern void (*wall_find_better)(void);

/* What the monitor said, whichever protocol it used. */
struct boot_info {
	char *cmdline; /* terminated copy, "" when there was none; the caller may change it */
	paddr_t rsdp;  /* of ACPI, or 0 when the monitor did not say */
};
extern struct boot_info boot_info;

/*
 * Read the monitor's information at (info): hvm_start_info (PVH), boot_params (64-bit Linux
 * protocol), or multiboot2's when (magic) says so. Offers the machine's memory to
 * frame_add_region(). What cannot be understood is a panic.
 * Context: boot.
 */
void boot_info_read(paddr_t info, uint32_t magic);

/*
 * Serve or note the interrupt that (f) stands for. WEAK: only in an image that uses interrupts
 * (irq.c). Context: trap, interrupts masked.
 */
struct trap_frame;
WEAK void irq_entry(struct trap_frame *f);

/* Serve (f), a trap; and where that was, of a page fault. Context: trap, interrupts masked. */
void pvh_trap(struct trap_frame *f);
uintptr_t pvh_fault_address(void);

/* --- The tables that each CPU has for itself: cpu_tables.c --- */

/* AMD64 manual, volume 2, 12.2.5. */
struct tss {
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7]; /* ist[0] is IST 1 */
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t io_bitmap;
} packed;

struct cpu_tables {
	uint64_t gdt[7]; /* [2] is pvh/syscalls.c's, [5] and [6] are plat/ring3's */
	struct tss tss;
	uint8_t ist_stack[2][1024] aligned(16);
};

struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint8_t ist;
	uint8_t type;
	uint16_t offset_middle;
	uint32_t offset_high;
	uint32_t reserved;
};

/* As LGDT and LIDT take it. */
struct table_pointer {
	uint16_t limit;
	uintptr_t base;
} packed;

#define CODE_SELECTOR 0x08
#define DATA_SELECTOR 0x10 /* where programs make system calls */
#define TSS_SELECTOR  0x18

/* Let programs make system calls on this CPU, if they do. WEAK: only where they can. */
WEAK void pvh_syscalls_on_here(void);

/*
 * The application is at ring 3: so on this CPU, and with these selectors. WEAK: in an image that
 * was built so.
 */
WEAK void pvh_ring3_on_here(void);
WEAK extern const struct plat_selectors ring3_selectors;

/* Fill (c) and use it on this CPU, which is not the boot CPU. Context: its start. */
void cpu_tables_load_on(struct cpu_tables *c);

/* Tables of the CPU: segments, interrupt gates, control registers. Context: boot, each CPU once. */
void cpu_tables_load(void);

/* Send interrupt vector (vector), above the exceptions, to (stub). Context: any. */
void idt_set(unsigned vector, uintptr_t stub);

#endif
