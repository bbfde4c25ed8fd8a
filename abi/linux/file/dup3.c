/* SPDX-License-Identifier: MIT */
/* dup3(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

/* Make (new) refer to the file behind (old), closing whatever (new) was. */
int sys_dup3(int old, int new, int flags)
{
	unsigned cloexec = (unsigned)flags & FILE_O_CLOEXEC;
	struct file *f;
	int err;

	if (old == new || (unsigned)flags != cloexec)
		return -EINVAL;
	f = fd_get(old, FILE_ANY);
	if (!f)
		return -EBADF;
	err = fd_replace(new, f, cloexec);
	if (err < 0)
		file_put(f);
	return err;
}
