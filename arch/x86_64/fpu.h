/* SPDX-License-Identifier: MIT */
/*
 * The instructions that move floating-point and vector state (AMD64 manual, volume 4, 6.4).
 */
#ifndef ARCH_X86_64_FPU_H
#define ARCH_X86_64_FPU_H

#include "arch/x86_64/cpuid.h"

#define CPUID_1_OSXSAVE (1u << 27)
#define CPUID_XSTATE    0xd /* subleaf i > 1: eax is the size, ebx the offset of component i */

/* Components: x87, SSE, AVX, and the three of AVX-512. */
#define XSTATE_COMPONENTS 0xe7u

/* The layout of an area, which is aligned to 64 bytes. */
#define FXSAVE_SIZE       512
#define FXSAVE_MXCSR      24
#define XSAVE_HEADER      512
#define XSAVE_HEADER_SIZE 64
#define MXCSR_DEFINED     0xffffu

/* The components that the system enabled. Only where CPUID says OSXSAVE. */
static always_inline uint64_t xcr0_read(void)
{
	uint32_t low, high;

	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (uint64_t)high << 32 | low;
}

static always_inline void fpu_fxsave(void *area)
{
	__asm__ volatile("fxsave64 (%0)" ::"r"(area) : "memory");
}

static always_inline void fpu_fxrstor(const void *area)
{
	__asm__ volatile("fxrstor64 (%0)" ::"r"(area) : "memory");
}

static always_inline void fpu_xsave(void *area, uint64_t mask)
{
	__asm__ volatile("xsave64 (%0)" ::"r"(area), "a"((uint32_t)mask),
			 "d"((uint32_t)(mask >> 32))
			 : "memory");
}

static always_inline void fpu_xrstor(const void *area, uint64_t mask)
{
	__asm__ volatile("xrstor64 (%0)" ::"r"(area), "a"((uint32_t)mask),
			 "d"((uint32_t)(mask >> 32))
			 : "memory");
}

#endif
