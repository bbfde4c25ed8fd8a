/* SPDX-License-Identifier: MIT */
/* stat(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_stat(const char *path, struct linux_stat *st)
{
	return sys_newfstatat(PATH_CWD, path, st, 0);
}
