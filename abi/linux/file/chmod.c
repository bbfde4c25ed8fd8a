/* SPDX-License-Identifier: MIT */
/* chmod(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_chmod(const char *path, unsigned mode)
{
	return sys_fchmodat(PATH_CWD, path, mode);
}
