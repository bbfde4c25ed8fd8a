/* SPDX-License-Identifier: MIT */
/* ftruncate(2) */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/vfs.h"

int sys_ftruncate(int fd, int64_t len)
{
	struct file *f;
	int err = -EINVAL;

	if (len < 0)
		return err;
	f = fd_get(fd, FILE_IO);
	if (!f)
		return -EBADF;
	if (f->mount && inode_is(f->inode, INODE_FILE) && (f->can & FILE_WRITE))
		err = vfs_truncate((struct place){ f->mount, f->inode }, len);
	file_put(f);
	if (err == -EFBIG && LINKED(signal_file_size))
		signal_file_size();
	return err;
}
