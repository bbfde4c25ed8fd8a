/* SPDX-License-Identifier: MIT */
/* symlinkat(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/vfs.h"

int sys_symlinkat(const char *target, int dir, const char *path)
{
	struct inode_new what = { .mode = INODE_SYMLINK | 0777 };
	ssize_t len = user_strnlen(target, PATH_LEN_MAX);

	if (len < 0)
		return (int)len;
	if (!len)
		return -ENOENT;
	if (len == PATH_LEN_MAX)
		return -ENAMETOOLONG;
	what.target = (struct name){ target, (unsigned)len };
	return vfs_create(dir, path, &what);
}
