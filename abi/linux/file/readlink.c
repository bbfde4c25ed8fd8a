/* SPDX-License-Identifier: MIT */
/* readlink(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

ssize_t sys_readlink(const char *path, char *buf, int n)
{
	return sys_readlinkat(PATH_CWD, path, buf, n);
}
