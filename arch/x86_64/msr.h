/* SPDX-License-Identifier: MIT */
/*
 * Model-specific registers. Machine only. A register that the CPU has not faults: ask CPUID first.
 */
#ifndef ARCH_X86_64_MSR_H
#define ARCH_X86_64_MSR_H

#include "base/types.h"

#define MSR_APIC_BASE       0x1b
#define MSR_TSC_DEADLINE    0x6e0
#define MSR_X2APIC_BASE     0x800 /* plus the xAPIC register's offset / 16 */
#define MSR_EFER            0xc0000080
#define MSR_STAR            0xc0000081
#define MSR_LSTAR           0xc0000082
#define MSR_SFMASK          0xc0000084
#define MSR_FS_BASE         0xc0000100
#define MSR_GS_BASE         0xc0000101
#define MSR_KERNEL_GS_BASE  0xc0000102
#define MSR_KVM_WALL_CLOCK  0x4b564d00 /* with CPUID_KVM_CLOCK2 */
#define MSR_KVM_SYSTEM_TIME 0x4b564d01

#define MSR_APIC_BASE_X2APIC (1u << 10)
#define MSR_APIC_BASE_ENABLE (1u << 11)

static always_inline uint64_t msr_read(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
	return (uint64_t)high << 32 | low;
}

static always_inline void msr_write(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr" ::"c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
			 : "memory");
}

#endif
