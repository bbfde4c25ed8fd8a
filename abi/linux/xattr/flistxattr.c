/* SPDX-License-Identifier: MIT */
/* flistxattr(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/xattr/xattr.h"

ssize_t sys_flistxattr(int fd, char *names, size_t n)
{
	return xattr_list((struct xattr_file){ NULL, false, fd }, names, n);
}
