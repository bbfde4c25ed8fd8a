/* SPDX-License-Identifier: MIT */
/* fstat(2) */
#include "abi/linux/file/stat.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

int sys_fstat(int fd, struct linux_stat *st)
{
	bool held;
	struct file *f = fd_hold(fd, FILE_ANY, &held);
	struct file_stat fst;
	int err;

	if (!f)
		return -EBADF;
	err = file_stat(f, &fst);
	fd_let_go(f, held);
	return err ? err : stat_store(st, &fst);
}
