/* SPDX-License-Identifier: MIT */
/* mincore(2): which pages are in memory. Those of files always are, wherever they are mapped. */
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/space.h"

LINK_WITH(space_counts);

/* A byte for each page of what is mapped as (info) says. */
static void look(const struct mapping_info *info, uint8_t *vec)
{
	for (uintptr_t va = info->start; va < info->end; va += PAGE_SIZE)
		*vec++ = info->object ||
			 space_count(space_current(), info, va, va + PAGE_SIZE).present;
}

int sys_mincore(uintptr_t addr, size_t len, uint8_t *vec)
{
	size_t pages = (ROUND_UP(len, PAGE_SIZE)) >> PAGE_SHIFT;
	uintptr_t end = addr + (pages << PAGE_SHIFT);
	struct mapping_info info;
	int err;

	if (!is_page_aligned(addr))
		return -EINVAL;
	if (len > ADDRESS_END || addr > ADDRESS_END - len)
		return -ENOMEM;
	if (!user_writable(vec, pages))
		return -EFAULT;
	err = space_check(space_current(), addr, pages << PAGE_SHIFT);
	for (uintptr_t va = addr; !err && va < end; va = info.end) {
		if (!space_next(space_current(), va, &info))
			return -ENOMEM;
		if (info.object)
			info.object->ops->put(info.object);
		info.start = MAX(info.start, va);
		info.end = MIN(info.end, end);
		look(&info, vec + ((info.start - addr) >> PAGE_SHIFT));
	}
	return err;
}
