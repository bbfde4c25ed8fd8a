/* SPDX-License-Identifier: MIT */
/* setxattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

int sys_setxattr(const char *path, const char *name, const void *value, size_t n, int flags)
{
	return xattr_set((struct xattr_file){ path, true, -1 }, name, value, n, flags);
}
