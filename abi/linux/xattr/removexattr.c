/* SPDX-License-Identifier: MIT */
/* removexattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

int sys_removexattr(const char *path, const char *name)
{
	return xattr_remove((struct xattr_file){ path, true, -1 }, name);
}
