/* SPDX-License-Identifier: MIT */
/* truncate(2) */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/tree/permission.h"
#include "kern/vfs/vfs.h"

int sys_truncate(const char *path, int64_t len)
{
	struct place at;
	int err;

	if (len < 0)
		return -EINVAL;
	err = path_find(PATH_CWD, path, PATH_FOLLOW, &at);
	if (err)
		return err;
	if (inode_is(at.inode, INODE_FILE) && !mount_is_read_only(at.mount))
		err = vfs_may(at.inode, MAY_WRITE);
	if (!err)
		err = vfs_truncate(at, len);
	place_put(at);
	if (err == -EFBIG && LINKED(signal_file_size))
		signal_file_size();
	return err;
}
