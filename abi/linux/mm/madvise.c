/* SPDX-License-Identifier: MIT */
/*
 * madvise(2): advice to forget is followed, the rest concerns what we do not do (swap, fork,
 * dump).
 */
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/mem/space.h"

enum {
	MADV_NORMAL = 0,
	MADV_RANDOM = 1,
	MADV_SEQUENTIAL = 2,
	MADV_WILLNEED = 3,
	MADV_DONTNEED = 4,
	MADV_FREE = 8,
	MADV_DONTFORK = 10,
	MADV_DOFORK = 11,
	MADV_MERGEABLE = 12,
	MADV_UNMERGEABLE = 13,
	MADV_HUGEPAGE = 14,
	MADV_NOHUGEPAGE = 15,
	MADV_DONTDUMP = 16,
	MADV_DODUMP = 17,
	MADV_COLD = 20,
	MADV_PAGEOUT = 21,
};

#define BIT(n) (1u << (n))

#define IGNORED                                                                                \
	(BIT(MADV_NORMAL) | BIT(MADV_RANDOM) | BIT(MADV_SEQUENTIAL) | BIT(MADV_WILLNEED) |     \
	 BIT(MADV_DONTFORK) | BIT(MADV_DOFORK) | BIT(MADV_MERGEABLE) | BIT(MADV_UNMERGEABLE) | \
	 BIT(MADV_HUGEPAGE) | BIT(MADV_NOHUGEPAGE) | BIT(MADV_DONTDUMP) | BIT(MADV_DODUMP) |   \
	 BIT(MADV_COLD) | BIT(MADV_PAGEOUT))

int sys_madvise(uintptr_t addr, size_t len, int advice)
{
	bool forget = advice == MADV_DONTNEED || advice == MADV_FREE;
	size_t size = ROUND_UP(len, PAGE_SIZE);

	if (!forget && (advice < 0 || advice > 31 || !(IGNORED & BIT(advice)))) {
		unsupported_once("madvise", "advice %d is not there, answering EINVAL", advice);
		return -EINVAL;
	}
	if (!is_page_aligned(addr) || size < len || addr + size < addr)
		return -EINVAL;
	if (forget)
		return space_discard(space_current(), addr, size);
	return space_check(space_current(), addr, size);
}
