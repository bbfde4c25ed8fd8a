/* SPDX-License-Identifier: MIT */
/*
 * What the CPU can do, and the two clocks and two random sources that are instructions.
 */
#ifndef ARCH_X86_64_CPUID_H
#define ARCH_X86_64_CPUID_H

#include "base/types.h"

struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

#define CPUID_FEATURES   1
#define CPUID_EXTENDED   7
#define CPUID_TSC        0x15       /* eax/ebx: ratio to the crystal of ecx Hz */
#define CPUID_HYPERVISOR 0x40000000 /* a signature in ebx, ecx, edx */
#define CPUID_HV_TIMING  0x40000010 /* eax: TSC frequency in kHz (VMware's, also QEMU on KVM) */

/* CPUID_FEATURES, ecx */
#define CPUID_1_SSSE3        (1u << 9)
#define CPUID_1_X2APIC       (1u << 21)
#define CPUID_1_TSC_DEADLINE (1u << 24)
#define CPUID_1_RDRAND       (1u << 30)
#define CPUID_1_HYPERVISOR   (1u << 31)
/* CPUID_EXTENDED, ebx */
#define CPUID_7_FSGSBASE (1u << 0)
#define CPUID_7_RDSEED   (1u << 18)
#define CPUID_7_SHA      (1u << 29)

static always_inline struct cpuid cpuid_get(uint32_t leaf, uint32_t subleaf)
{
	struct cpuid r;

	__asm__ volatile("cpuid"
			 : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
			 : "a"(leaf), "c"(subleaf));
	return r;
}

/* The time-stamp counter, not reordered before what stands before it. */
static always_inline uint64_t tsc_read(void)
{
	uint64_t tsc;

	__asm__ volatile("lfence; rdtsc; shlq $32, %%rdx; orq %%rdx, %0"
			 : "=a"(tsc)::"rdx", "memory", "cc");
	return tsc;
}

/* One attempt at a hardware random number: false when the generator had none just now. */
static always_inline bool rdrand_try(uint64_t *value)
{
	uint8_t ok;

	__asm__ volatile("rdrand %0; setc %1" : "=r"(*value), "=qm"(ok)::"cc");
	return ok;
}

static always_inline bool rdseed_try(uint64_t *value)
{
	uint8_t ok;

	__asm__ volatile("rdseed %0; setc %1" : "=r"(*value), "=qm"(ok)::"cc");
	return ok;
}

static always_inline void cpu_relax(void)
{
	__asm__ volatile("pause" ::: "memory");
}

#endif
