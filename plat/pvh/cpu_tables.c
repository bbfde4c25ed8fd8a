/* SPDX-License-Identifier: MIT */
/*
 * What a CPU needs to know before it may take a trap: segments, the task state with its IST stacks,
 * the interrupt gates, and the features that we switch on.
 *
 * IST 1 serves every gate; IST 2 those that can come while a frame still stands on IST 1 (NMI,
 * double fault, machine check), which are all the end of the image.
 */
#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/msr.h"
#include "arch/x86_64/trap.h"
#include "kern/dev/irq.h"
#include "plat/pvh/boot.h"

#define CODE_SEGMENT 0x00af9b000000ffffull /* 64-bit, present, accessed */
#define TSS_PRESENT  0x0000890000000000ull

#define GATE_INTERRUPT 0x8e
#define STUB_BYTES     9

#define CR4_FSGSBASE (1ul << 16)
#define CR4_OSXSAVE  (1ul << 18)

#define CPUID_1_XSAVE (1u << 26)
#define CPUID_1_AVX   (1u << 28)

extern const uint8_t trap_stubs[];

static struct cpu_tables first;
static struct gate idt[IRQ_VECTOR_BASE + IRQ_SOURCES]; /* one for all CPUs */

static void set_gate(unsigned vector, uintptr_t stub, uint8_t ist)
{
	idt[vector] = (struct gate){
		.offset_low = (uint16_t)stub,
		.offset_middle = (uint16_t)(stub >> 16),
		.offset_high = (uint32_t)(stub >> 32),
		.selector = CODE_SELECTOR,
		.ist = ist,
		.type = GATE_INTERRUPT,
	};
}

void idt_set(unsigned vector, uintptr_t stub)
{
	set_gate(vector, stub, 1);
}

/* A trap saves and restores SS; nothing looks at what the monitor left in the others. */
static void load_segments(struct cpu_tables *c)
{
	uintptr_t t = (uintptr_t)&c->tss;
	struct table_pointer p = { sizeof c->gdt - 1, (uintptr_t)c->gdt };

	c->tss.ist[0] = (uintptr_t)c->ist_stack[1];
	c->tss.ist[1] = (uintptr_t)c->ist_stack[2];
	c->tss.io_bitmap = sizeof c->tss;
	c->gdt[1] = CODE_SEGMENT;
	c->gdt[3] =
		TSS_PRESENT | (sizeof c->tss - 1) | (t & 0xffffff) << 16 | (t >> 24 & 0xff) << 56;
	c->gdt[4] = t >> 32;
	__asm__ volatile("lgdt %0\n\t"
			 "mov %1, %%ss\n\t"
			 "ltr %w2" ::"m"(p),
			 "r"(0), "r"(TSS_SELECTOR)
			 : "memory");
}

static void fill_gates(void)
{
	for (unsigned v = 0; v < TRAP_EXCEPTIONS; v++) {
		bool fatal = v == TRAP_NMI || v == TRAP_DOUBLE_FAULT || v == TRAP_MACHINE_CHECK;

		set_gate(v, (uintptr_t)trap_stubs + v * STUB_BYTES, fatal ? 2 : 1);
	}
}

/* The application may use what its compiler was told to: AVX, and FS by instruction. */
static void enable_features(void)
{
	struct cpuid basic = cpuid_get(CPUID_FEATURES, 0);
	uintptr_t cr4;

	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	if (cpuid_get(CPUID_EXTENDED, 0).ebx & CPUID_7_FSGSBASE)
		cr4 |= CR4_FSGSBASE;
	if (basic.ecx & CPUID_1_XSAVE)
		cr4 |= CR4_OSXSAVE;
	__asm__ volatile("mov %0, %%cr4" ::"r"(cr4));
	if (basic.ecx & CPUID_1_XSAVE)
		__asm__ volatile("xsetbv" ::"c"(0), "d"(0), "a"(basic.ecx & CPUID_1_AVX ? 7 : 3));
}

void cpu_tables_load_on(struct cpu_tables *c)
{
	struct table_pointer p = { sizeof idt - 1, (uintptr_t)idt };

	load_segments(c);
	__asm__ volatile("lidt %0" ::"m"(p));
	enable_features();
}

void cpu_tables_load(void)
{
	fill_gates();
	cpu_tables_load_on(&first);
}
