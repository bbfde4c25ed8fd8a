/* SPDX-License-Identifier: MIT */
/* syncfs(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

int sys_syncfs(int fd)
{
	struct file *f = fd_get(fd, FILE_IO);

	if (!f)
		return -EBADF;
	file_put(f);
	return 0;
}
