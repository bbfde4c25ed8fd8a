/* SPDX-License-Identifier: MIT */
/* msync(2): a shared mapping is the file's own pages, so there is nothing to write back. */
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/space.h"

#define MS_ASYNC      1
#define MS_INVALIDATE 2
#define MS_SYNC       4

int sys_msync(uintptr_t addr, size_t len, int flags)
{
	len = ROUND_UP(len, PAGE_SIZE);
	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || !is_page_aligned(addr) ||
	    (flags & MS_ASYNC && flags & MS_SYNC))
		return -EINVAL;
	if (addr + len < addr)
		return -ENOMEM;
	return space_check(space_current(), addr, len);
}
