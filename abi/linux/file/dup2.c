/* SPDX-License-Identifier: MIT */
/* dup2(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

int sys_dup2(int old, int new)
{
	struct file *f;

	if (old != new)
		return sys_dup3(old, new, 0);
	f = fd_get(old, FILE_ANY);
	if (!f)
		return -EBADF;
	file_put(f);
	return new;
}
