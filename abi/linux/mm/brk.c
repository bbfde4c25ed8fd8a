/* SPDX-License-Identifier: MIT */
/* brk(2): the system call, which returns where the end is, never an error. */
#include "abi/linux/syscalls.h"
#include "kern/mem/space.h"

LINK_WITH(memory_report);

long sys_brk(uintptr_t end)
{
	return (long)space_brk(space_current(), end);
}
