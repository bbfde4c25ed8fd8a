/* SPDX-License-Identifier: MIT */
/* readahead(2): files are in memory already. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"

ssize_t sys_readahead(int fd, int64_t offset, size_t n)
{
	struct file *f = fd_get(fd, FILE_READ);
	int err = -EINVAL;

	(void)offset;
	(void)n;
	if (!f)
		return -EBADF;
	if (f->inode && inode_is(f->inode, INODE_FILE))
		err = 0;
	file_put(f);
	return err;
}
