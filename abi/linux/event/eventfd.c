/* SPDX-License-Identifier: MIT */
/* eventfd(2) */
#include "abi/linux/syscalls.h"

int sys_eventfd(unsigned count)
{
	return sys_eventfd2(count, 0);
}
