/* SPDX-License-Identifier: MIT */
/* lremovexattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

int sys_lremovexattr(const char *path, const char *name)
{
	return xattr_remove((struct xattr_file){ path, false, -1 }, name);
}
