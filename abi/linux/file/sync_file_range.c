/* SPDX-License-Identifier: MIT */
/* sync_file_range(2): there is nothing that files would have to be written to. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"

#define RANGE_FLAGS 7u /* WAIT_BEFORE, WRITE, WAIT_AFTER */

int sys_sync_file_range(int fd, int64_t offset, int64_t n, unsigned flags)
{
	struct file *f = fd_get(fd, FILE_IO);
	int err = -EINVAL;

	if (!f)
		return -EBADF;
	if (!(flags & ~RANGE_FLAGS) && offset >= 0 && n >= 0 && n <= INT64_MAX - offset)
		err = f->inode && (inode_is(f->inode, INODE_FILE) ||
				   inode_is(f->inode, INODE_FOLDER))
			      ? 0
			      : -ESPIPE;
	file_put(f);
	return err;
}
