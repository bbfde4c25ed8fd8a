/* SPDX-License-Identifier: MIT */
/*
 * The instruction `syscall` of a machine: it comes at ring 0 and stays there (Intel SDM, volume 2,
 * SYSCALL, which does not look at the privilege level), unless plat/ring3 is there.
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/msr.h"
#include "kern/dev/plat.h"
#include "plat/pvh/boot.h"

#define EFER_SYSCALLS 1u

/* Flags cleared at the entry: interrupts, the direction, single steps, alignment, nested task. */
#define FLAGS_CLEARED 0x44700u

#define DATA_SEGMENT 0x00cf93000000ffffull /* present, writable, accessed */

extern const char syscall_entry_machine[];

static bool wanted;

/* The instruction makes SS the selector behind that of CS: returning from a trap loads it. */
static void add_data_segment(void)
{
	struct table_pointer gdt;

	__asm__ volatile("sgdt %0" : "=m"(gdt));
	((volatile uint64_t *)gdt.base)[DATA_SELECTOR / 8] = DATA_SEGMENT;
}

void pvh_syscalls_on_here(void)
{
	if (!wanted)
		return;
	add_data_segment();
	msr_write(MSR_STAR, (uint64_t)CODE_SELECTOR << 32);
	msr_write(MSR_LSTAR, (uintptr_t)syscall_entry_machine);
	msr_write(MSR_SFMASK, FLAGS_CLEARED);
	msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_SYSCALLS);
	if (LINKED(pvh_ring3_on_here))
		pvh_ring3_on_here();
}

void pvh_syscalls_on(void)
{
	wanted = true;
	plat_selectors = LINKED(&ring3_selectors)
				 ? ring3_selectors
				 : (struct plat_selectors){ CODE_SELECTOR, DATA_SELECTOR };
	pvh_syscalls_on_here();
}
