/* SPDX-License-Identifier: MIT */
/* listxattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

ssize_t sys_listxattr(const char *path, char *names, size_t n)
{
	return xattr_list((struct xattr_file){ path, true, -1 }, names, n);
}
