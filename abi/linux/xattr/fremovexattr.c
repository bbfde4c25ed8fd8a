/* SPDX-License-Identifier: MIT */
/* fremovexattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

int sys_fremovexattr(int fd, const char *name)
{
	return xattr_remove((struct xattr_file){ NULL, false, fd }, name);
}
