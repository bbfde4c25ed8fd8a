/* SPDX-License-Identifier: MIT */
/* renameat2(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/vfs.h"

LINK_WITH(ramfs_rename);

#define RENAME_BOTH (VFS_RENAME_NOREPLACE | VFS_RENAME_EXCHANGE)

int sys_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	struct path from_path, to_path;
	int err;

	if ((flags & ~RENAME_BOTH) || (flags & RENAME_BOTH) == RENAME_BOTH)
		return -EINVAL;
	err = path_begin(&from_path, from_dir, from);
	if (err)
		return err;
	err = path_begin(&to_path, to_dir, to);
	if (!err) {
		err = vfs_rename(&from_path, &to_path, flags);
		path_end(&to_path);
	}
	path_end(&from_path);
	return err;
}
