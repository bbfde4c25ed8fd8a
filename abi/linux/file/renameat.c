/* SPDX-License-Identifier: MIT */
/* renameat(2) */
#include "abi/linux/syscalls.h"

int sys_renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	return sys_renameat2(from_dir, from, to_dir, to, 0);
}
