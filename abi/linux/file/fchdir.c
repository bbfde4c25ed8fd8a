/* SPDX-License-Identifier: MIT */
/* fchdir(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/tree/permission.h"
#include "kern/vfs/vfs.h"

int sys_fchdir(int fd)
{
	struct file *f = fd_get(fd, FILE_ANY);
	int err = -ENOTDIR;

	if (!f)
		return -EBADF;
	if (f->mount && inode_is(f->inode, INODE_FOLDER))
		err = vfs_may(f->inode, MAY_EXEC);
	if (!err)
		path_set_cwd(place_get((struct place){ f->mount, f->inode }));
	file_put(f);
	return err;
}
