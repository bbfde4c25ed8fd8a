/* SPDX-License-Identifier: MIT */
/* unlink(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/vfs.h"

int sys_unlink(const char *path)
{
	return vfs_unlink(PATH_CWD, path, 0);
}
