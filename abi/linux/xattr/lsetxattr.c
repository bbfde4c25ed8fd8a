/* SPDX-License-Identifier: MIT */
/* lsetxattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

int sys_lsetxattr(const char *path, const char *name, const void *value, size_t n, int flags)
{
	return xattr_set((struct xattr_file){ path, false, -1 }, name, value, n, flags);
}
