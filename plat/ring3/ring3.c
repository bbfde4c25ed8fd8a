/* SPDX-License-Identifier: MIT */
/*
 * A machine whose application is at ring 3. All of the library OS is in the upper half of the
 * addresses, and its pages are the supervisor's; the lower half is the application's alone, which
 * is what every check of a pointer says already (kern/mem/user.h). Linked by an image that was
 * built so (tool/link/image_c.c), and by no other.
 *
 * The selectors are Linux's, which programs compare theirs with. SYSRET makes them of one number:
 * code 16 and data 8 above it (Intel SDM, volume 2).
 */
#include "plat/pvh/names.h"

#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/msr.h"
#include "arch/x86_64/trap.h"
#include "kern/core/crash.h"
#include "kern/core/fault.h"
#include "kern/dev/plat.h"
#include "kern/mem/user.h"
#include "kern/sched/cpu.h"
#include "plat/pvh/boot.h"

#define USER_BASE      0x23
#define USER_SELECTOR  (USER_BASE + 16)
#define STACK_SELECTOR (USER_BASE + 8)

#define CODE_SEGMENT 0x00affb000000ffffull /* 64-bit, ring 3, accessed */
#define DATA_SEGMENT 0x00cff3000000ffffull /* writable, ring 3, accessed */

#define GATE_FOR_ALL 0xee

#define SIGSEGV     11
#define SEGV_MAPERR 1

#define CPUID_7_SMEP     (1u << 7) /* ebx */
#define CPUID_7_ECX_UMIP (1u << 2)

#define CR4_UMIP     (1ul << 11)
#define CR4_FSGSBASE (1ul << 16)
#define CR4_SMEP     (1ul << 20)

/* Where the top of the IST stack of what can come at any time has the CPU's data. */
#define IST_TOP 16

extern const char syscall_entry_user[];

void ring3_trap(struct trap_frame *f);
void ring3_return_nowhere(struct trap_frame *f);

/* The image from slot 320 of the top table on, its window from 256; devices are 128 above that. */
const struct boot_places boot_places = { .image = 0xffffa000, .window_mask = 63 };

const struct plat_selectors ring3_selectors = { USER_SELECTOR, STACK_SELECTOR };

/*
 * SMEP: the library OS executes nothing of the application. UMIP: nobody reads where its tables
 * are. The bases of FS and GS are set by calls alone, as AT_HWCAP2 says. Not SMAP: the library OS
 * uses the application's memory where it is.
 */
static void set_features(void)
{
	struct cpuid more = cpuid_get(CPUID_EXTENDED, 0);
	uintptr_t cr4;

	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	cr4 &= ~CR4_FSGSBASE;
	cr4 |= (more.ebx & CPUID_7_SMEP ? CR4_SMEP : 0) |
	       (more.ecx & CPUID_7_ECX_UMIP ? CR4_UMIP : 0);
	__asm__ volatile("mov %0, %%cr4" ::"r"(cr4));
}

/* Programs have the instructions INT3 and INT $4. */
static void open_gates(void)
{
	struct table_pointer idt;
	struct gate *gates;

	__asm__ volatile("sidt %0" : "=m"(idt));
	gates = (struct gate *)idt.base;
	gates[TRAP_BREAKPOINT].type = gates[TRAP_OVERFLOW].type = GATE_FOR_ALL;
}

void pvh_ring3_on_here(void)
{
	struct table_pointer gdt;
	struct cpu_tables *own;

	__asm__ volatile("sgdt %0" : "=m"(gdt));
	own = (struct cpu_tables *)gdt.base; /* it is the first of them */
	own->gdt[STACK_SELECTOR / 8] = DATA_SEGMENT;
	own->gdt[USER_SELECTOR / 8] = CODE_SEGMENT;
	own->tss.ist[1] -= IST_TOP;
	*(struct cpu **)own->tss.ist[1] = cpu_this();
	open_gates();
	set_features();
	msr_write(MSR_STAR, (uint64_t)USER_BASE << 48 | (uint64_t)CODE_SELECTOR << 32);
	msr_write(MSR_LSTAR, (uintptr_t)syscall_entry_user);
	msr_write(MSR_KERNEL_GS_BASE, 0);
}

static void outside(struct trap_frame *f, uintptr_t address)
{
	if (!(LINKED(signal_fault) && signal_fault(f, SIGSEGV, SEGV_MAPERR, address)))
		crash("access to the library OS", address, SIGSEGV, f);
}

/*
 * What happened at ring 3. An address of the library OS is none to the application: as on Linux it
 * does not learn what is there.
 */
void ring3_trap(struct trap_frame *f)
{
	uintptr_t address = f->vector == TRAP_PAGE ? pvh_fault_address() : 0;

	if (address >= USER_HIGH) {
		f->error |= TRAP_PAGE_PRESENT;
		outside(f, address);
	} else {
		pvh_trap(f);
	}
}

/* (f) goes on at what is no address: IRETQ would fault, so it is as if the next instruction had. */
void ring3_return_nowhere(struct trap_frame *f)
{
	f->vector = TRAP_PROTECTION;
	f->error = 0;
	trap_exception(f, 0);
}
