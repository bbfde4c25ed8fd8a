/* SPDX-License-Identifier: MIT */
/* creat(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"
#include "kern/vfs/file.h"

int sys_creat(const char *path, unsigned mode)
{
	return sys_openat(PATH_CWD, path, FILE_O_CREAT | FILE_O_WRONLY | FILE_O_TRUNC, mode);
}
