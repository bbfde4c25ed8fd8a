/* SPDX-License-Identifier: MIT */
/* symlinkat(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/vfs.h"

int sys_symlinkat(const char *target, int dir, const char *path)
{
	struct inode_new what = { .mode = INODE_SYMLINK | 0777 };

	if (!user_ok(target, 1))
		return -EFAULT;
	what.target.s = target;
	what.target.len = (unsigned)strnlen(target, PATH_LEN_MAX);
	if (!what.target.len)
		return -ENOENT;
	if (what.target.len == PATH_LEN_MAX)
		return -ENAMETOOLONG;
	return vfs_create(dir, path, &what);
}
