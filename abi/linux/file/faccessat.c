/* SPDX-License-Identifier: MIT */
/* faccessat(2) as the kernel has it: without flags */
#include "abi/linux/syscalls.h"
#include "kern/vfs/path.h"

int sys_faccessat(int dir, const char *path, int mode)
{
	return sys_faccessat2(dir, path, mode, 0);
}
