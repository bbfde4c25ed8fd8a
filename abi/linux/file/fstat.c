/* SPDX-License-Identifier: MIT */
/* fstat(2) */
#include "abi/linux/file/stat.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

int sys_fstat(int fd, struct linux_stat *st)
{
	struct file *f = fd_get(fd, FILE_ANY);
	struct file_stat fst;
	int err;

	if (!f)
		return -EBADF;
	err = file_stat(f, &fst);
	file_put(f);
	return err ? err : stat_store(st, &fst);
}
