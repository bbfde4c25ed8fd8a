/* SPDX-License-Identifier: MIT */
/* fgetxattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

ssize_t sys_fgetxattr(int fd, const char *name, void *value, size_t n)
{
	return xattr_get((struct xattr_file){ NULL, false, fd }, name, value, n);
}
