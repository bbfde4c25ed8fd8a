/* SPDX-License-Identifier: MIT */
/* fsetxattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

int sys_fsetxattr(int fd, const char *name, const void *value, size_t n, int flags)
{
	return xattr_set((struct xattr_file){ NULL, false, fd }, name, value, n, flags);
}
