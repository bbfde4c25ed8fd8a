/* SPDX-License-Identifier: MIT */
/* fsync(2): files are in memory, so all is where it can be. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"

/* What has nothing to write back, such as a pipe or a device, is EINVAL. */
int sys_fsync(int fd)
{
	struct file *f = fd_get(fd, FILE_IO);
	int err = -EINVAL;

	if (!f)
		return -EBADF;
	if (f->inode && (inode_is(f->inode, INODE_FILE) || inode_is(f->inode, INODE_FOLDER)))
		err = 0;
	file_put(f);
	return err;
}
