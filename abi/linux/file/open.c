/* SPDX-License-Identifier: MIT */
/* open(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_open(const char *path, int flags, unsigned mode)
{
	return sys_openat(PATH_CWD, path, flags, mode);
}
