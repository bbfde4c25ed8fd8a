/* SPDX-License-Identifier: MIT */
/* link(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_link(const char *from, const char *to)
{
	return sys_linkat(PATH_CWD, from, PATH_CWD, to, 0);
}
