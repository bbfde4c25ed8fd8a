/* SPDX-License-Identifier: MIT */
/* getxattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

ssize_t sys_getxattr(const char *path, const char *name, void *value, size_t n)
{
	return xattr_get((struct xattr_file){ path, true, -1 }, name, value, n);
}
