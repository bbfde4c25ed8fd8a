/* SPDX-License-Identifier: MIT */
/* getcwd(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/vfs.h"

/* Returns the length with the terminator. */
long sys_getcwd(char *buf, size_t n)
{
	if (n && !user_ok(buf, 1))
		return -EFAULT;
	return vfs_getcwd(buf, n);
}
