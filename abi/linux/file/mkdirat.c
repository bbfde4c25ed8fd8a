/* SPDX-License-Identifier: MIT */
/* mkdirat(2) */
#include "abi/linux/syscalls.h"
#include "kern/vfs/vfs.h"

int sys_mkdirat(int dir, const char *path, unsigned mode)
{
	struct inode_new what = { .mode = INODE_FOLDER | (mode & 01777) };

	return vfs_create(dir, path, &what);
}
