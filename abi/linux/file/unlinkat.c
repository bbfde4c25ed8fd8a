/* SPDX-License-Identifier: MIT */
/* unlinkat(2) */
#include "abi/linux/file/at.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/vfs.h"

int sys_unlinkat(int dir, const char *path, int flags)
{
	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	return flags ? vfs_rmdir(dir, path) : vfs_unlink(dir, path, 0);
}
