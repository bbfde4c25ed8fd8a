/* SPDX-License-Identifier: MIT */
/* munmap(2) */
#include "abi/linux/mm/mman.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/mem/space.h"

int sys_munmap(uintptr_t addr, size_t len)
{
	if (!is_page_aligned(addr) || !len || len > ADDRESS_END || addr > ADDRESS_END - len)
		return -EINVAL;
	return space_unmap(space_current(), addr, ROUND_UP(len, PAGE_SIZE));
}
