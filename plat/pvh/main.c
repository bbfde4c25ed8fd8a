/* SPDX-License-Identifier: MIT */
/*
 * A machine's start in C: from the boot stack at the image's final address to image_start().
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/msr.h"
#include "arch/x86_64/relocate.h"
#include "arch/x86_64/trap.h"
#include "kern/core/image.h"
#include "kern/dev/irq.h"
#include "kern/dev/plat.h"
#include "kern/mem/space.h"
#include "kern/sched/thread.h"
#include "plat/pvh/boot.h"

#define WINDOW_LOW  0x400000000000ul
#define WINDOW_HIGH 0x7ffffffff000ul

extern uint64_t boot_pml4[512];
extern uint64_t pith_boot_tables[][512];

uintptr_t boot_slide;

uintptr_t pvh_fault_address(void)
{
	uintptr_t address;

	__asm__ volatile("mov %%cr2, %0" : "=r"(address));
	return address;
}

/* Drop the identity map, and the page under the trap stack. */
static void unmap_boot_leftovers(void)
{
	uintptr_t guard = (uintptr_t)trap_stack_first.guard - boot_slide;
	uintptr_t *pte = (uintptr_t *)pith_boot_tables[2] + (guard >> PAGE_SHIFT);

	*pte = 0;
	boot_pml4[0] = 0;
	__asm__ volatile("mov %%cr3, %%rax; mov %%rax, %%cr3" ::: "rax", "memory");
}

_Noreturn void pvh_main(paddr_t info, uint32_t magic);

_Noreturn void pvh_main(paddr_t info, uint32_t magic)
{
	cpu_tables_load();
	msr_write(MSR_GS_BASE, (uintptr_t)&cpu_first);
	thread_set_trap_stack(&thread_first, trap_stack_first.bytes, TRAP_STACK_SIZE);
	unmap_boot_leftovers();
	plat_kind = PLAT_PVH;
	mmu_window = (struct mmu_window){ WINDOW_LOW, WINDOW_HIGH };
	space_random = boot_random();
	boot_info_read(info, magic);
	image_start(&(struct image_start){ .config = boot_info.cmdline });
}

/* Called by trap.S with the frame on the trap stack. */
void pvh_trap(struct trap_frame *f)
{
	if (f->vector < TRAP_EXCEPTIONS)
		trap_exception(f, f->vector == TRAP_PAGE ? pvh_fault_address() : 0);
	else if (LINKED(irq_entry))
		irq_entry(f);
}

void pvh_set_tls(uintptr_t base)
{
	msr_write(MSR_FS_BASE, base);
}

/* What a machine does not do between configuration and application: its memory is known. */
void pvh_memory(const char *size)
{
	(void)size;
}

/* Nothing can be taken from code at ring 0. */
void pvh_seal(void)
{
}
