/* SPDX-License-Identifier: MIT */
/* symlink(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_symlink(const char *target, const char *path)
{
	return sys_symlinkat(target, PATH_CWD, path);
}
