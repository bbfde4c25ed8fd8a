/* SPDX-License-Identifier: MIT */
/* mkdir(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_mkdir(const char *path, unsigned mode)
{
	return sys_mkdirat(PATH_CWD, path, mode);
}
