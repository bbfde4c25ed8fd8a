/* SPDX-License-Identifier: MIT */
/* newfstatat(2), which is fstatat(3) */
#include "abi/linux/file/at.h"
#include "abi/linux/file/stat.h"
#include "base/errno.h"
#include "kern/vfs/path.h"

int sys_newfstatat(int dir, const char *path, struct linux_stat *st, int flags)
{
	struct file_stat fst;
	struct place at;
	int err;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
		return -EINVAL;
	if (at_is_descriptor(dir, path, flags))
		return sys_fstat(dir, st);
	err = path_find(dir, path, at_path_flags(flags), &at);
	if (err)
		return err;
	inode_stat(at.inode, &fst);
	place_put(at);
	return stat_store(st, &fst);
}
