/* SPDX-License-Identifier: MIT */
/* rename(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_rename(const char *from, const char *to)
{
	return sys_renameat2(PATH_CWD, from, PATH_CWD, to, 0);
}
