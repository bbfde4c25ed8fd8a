/* SPDX-License-Identifier: MIT */
/* access(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_access(const char *path, int mode)
{
	return sys_faccessat(PATH_CWD, path, mode);
}
