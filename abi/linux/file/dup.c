/* SPDX-License-Identifier: MIT */
/* dup(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

int sys_dup(int fd)
{
	struct file *f = fd_get(fd, FILE_ANY);
	int err;

	if (!f)
		return -EBADF;
	err = fd_install(f, 0, false);
	if (err < 0)
		file_put(f);
	return err;
}
