/* SPDX-License-Identifier: MIT */
/* rmdir(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/vfs.h"

int sys_rmdir(const char *path)
{
	return vfs_rmdir(PATH_CWD, path);
}
