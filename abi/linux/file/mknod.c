/* SPDX-License-Identifier: MIT */
/* mknod(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_mknod(const char *path, unsigned mode, unsigned dev)
{
	return sys_mknodat(PATH_CWD, path, mode, dev);
}
