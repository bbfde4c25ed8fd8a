/* SPDX-License-Identifier: MIT */
/*
 * Device registers in memory: each access is one instruction of exactly that width.
 */
#ifndef ARCH_X86_64_MMIO_H
#define ARCH_X86_64_MMIO_H

#include "base/types.h"

static always_inline uint8_t mmio_read8(const volatile void *reg)
{
	uint8_t value;

	__asm__ volatile("movb %1, %0"
			 : "=q"(value)
			 : "m"(*(const volatile uint8_t *)reg)
			 : "memory");
	return value;
}

static always_inline uint16_t mmio_read16(const volatile void *reg)
{
	uint16_t value;

	__asm__ volatile("movw %1, %0"
			 : "=r"(value)
			 : "m"(*(const volatile uint16_t *)reg)
			 : "memory");
	return value;
}

static always_inline uint32_t mmio_read32(const volatile void *reg)
{
	uint32_t value;

	__asm__ volatile("movl %1, %0"
			 : "=r"(value)
			 : "m"(*(const volatile uint32_t *)reg)
			 : "memory");
	return value;
}

static always_inline void mmio_write8(volatile void *reg, uint8_t value)
{
	__asm__ volatile("movb %1, %0" : "=m"(*(volatile uint8_t *)reg) : "q"(value) : "memory");
}

static always_inline void mmio_write16(volatile void *reg, uint16_t value)
{
	__asm__ volatile("movw %1, %0" : "=m"(*(volatile uint16_t *)reg) : "r"(value) : "memory");
}

static always_inline void mmio_write32(volatile void *reg, uint32_t value)
{
	__asm__ volatile("movl %1, %0" : "=m"(*(volatile uint32_t *)reg) : "r"(value) : "memory");
}

/*
 * What a device must see in this order, and what it wrote in this order: stores and loads keep
 * theirs on x86.
 */
static always_inline void mmio_order(void)
{
	__asm__ volatile("" ::: "memory");
}

/*
 * All earlier stores are visible before any later load: between publishing work and asking if to
 * notify.
 */
static always_inline void mmio_fence(void)
{
	__asm__ volatile("mfence" ::: "memory");
}

#endif
