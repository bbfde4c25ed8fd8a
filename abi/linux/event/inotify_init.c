/* SPDX-License-Identifier: MIT */
/* inotify_init(2) */
#include "abi/linux/syscalls.h"

int sys_inotify_init(void)
{
	return sys_inotify_init1(0);
}
