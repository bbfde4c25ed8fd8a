/* SPDX-License-Identifier: MIT */
/* mincore(2): nothing is ever swapped out, so what is mapped counts as in memory. */
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/space.h"

int sys_mincore(uintptr_t addr, size_t len, uint8_t *vec)
{
	size_t pages = (ROUND_UP(len, PAGE_SIZE)) >> PAGE_SHIFT;
	int err;

	if (!is_page_aligned(addr))
		return -EINVAL;
	if (len > ADDRESS_END || addr > ADDRESS_END - len)
		return -ENOMEM;
	if (!user_writable(vec, pages))
		return -EFAULT;
	err = space_check(space_current(), addr, pages << PAGE_SHIFT);
	if (!err)
		memset(vec, 1, pages);
	return err;
}
