/* SPDX-License-Identifier: MIT */
/*
 * Numbers of the calls on memory, as Linux has them on x86-64 (uapi/asm-generic/mman-common.h,
 * mman.h).
 */
#ifndef ABI_LINUX_MM_MMAN_H
#define ABI_LINUX_MM_MMAN_H

#include "base/types.h"
#include "kern/mem/mmu.h"

#define PROT_READ      0x1
#define PROT_WRITE     0x2
#define PROT_EXEC      0x4
#define PROT_SEM       0x8
#define PROT_GROWSDOWN 0x01000000
#define PROT_GROWSUP   0x02000000

#define MAP_SHARED          0x01
#define MAP_PRIVATE         0x02
#define MAP_SHARED_VALIDATE 0x03
#define MAP_TYPE            0x0f
#define MAP_FIXED           0x10
#define MAP_ANONYMOUS       0x20
#define MAP_32BIT           0x40
#define MAP_LOCKED          0x2000
#define MAP_NORESERVE       0x4000
#define MAP_POPULATE        0x8000
#define MAP_HUGETLB         0x40000
#define MAP_SYNC            0x80000
#define MAP_FIXED_NOREPLACE 0x100000

/*
 * Where a user address can end (TASK_SIZE_MAX), and the lowest that can be mapped
 * (vm.mmap_min_addr).
 */
#define ADDRESS_END ((1ul << 47) - PAGE_SIZE)
#define ADDRESS_MIN 0x10000ul

/* (prot) as the hardware has it: who may write or execute may read. */
static inline uint8_t prot_of(int prot)
{
	unsigned p = (unsigned)prot & (MMU_READ | MMU_WRITE | MMU_EXEC);

	return (uint8_t)(p & (MMU_WRITE | MMU_EXEC) ? p | MMU_READ : p);
}

static inline bool is_page_aligned(uint64_t x)
{
	return !(x & (PAGE_SIZE - 1));
}

#endif
