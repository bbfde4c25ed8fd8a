/* SPDX-License-Identifier: MIT */
/* llistxattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

ssize_t sys_llistxattr(const char *path, char *names, size_t n)
{
	return xattr_list((struct xattr_file){ path, false, -1 }, names, n);
}
