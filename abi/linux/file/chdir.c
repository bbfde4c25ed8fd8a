/* SPDX-License-Identifier: MIT */
/* chdir(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/vfs.h"

int sys_chdir(const char *path)
{
	return vfs_chdir(path);
}
