/* SPDX-License-Identifier: MIT */
/* lseek(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/vfs.h"

int64_t sys_lseek(int fd, int64_t offset, int whence)
{
	struct file *f = fd_get(fd, FILE_IO);
	int64_t to;

	if (!f)
		return -EBADF;
	to = vfs_seek(f, offset, whence);
	file_put(f);
	return to;
}
