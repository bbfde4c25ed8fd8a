/* SPDX-License-Identifier: MIT */
/* lgetxattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

ssize_t sys_lgetxattr(const char *path, const char *name, void *value, size_t n)
{
	return xattr_get((struct xattr_file){ path, false, -1 }, name, value, n);
}
