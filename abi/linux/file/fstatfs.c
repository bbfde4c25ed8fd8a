/* SPDX-License-Identifier: MIT */
/* fstatfs(2) */
#include "abi/linux/file/statfs.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

int sys_fstatfs(int fd, struct linux_statfs *st)
{
	struct file *f = fd_get(fd, FILE_ANY);
	int err;

	if (!f)
		return -EBADF;
	err = statfs_store(st, f->mount);
	file_put(f);
	return err;
}
