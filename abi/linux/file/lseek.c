/* SPDX-License-Identifier: MIT */
/* lseek(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/vfs.h"

/* In the image if anything in it can have a position: kern/vfs/open.c. */
extern __typeof__(vfs_seek) vfs_seek WEAK;

int64_t sys_lseek(int fd, int64_t offset, int whence)
{
	struct file *f = fd_get(fd, FILE_IO);
	int64_t to;

	if (!f)
		return -EBADF;
	to = f->can & FILE_SEEK ? vfs_seek(f, offset, whence) : -ESPIPE;
	file_put(f);
	return to;
}
