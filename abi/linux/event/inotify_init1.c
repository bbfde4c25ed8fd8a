/* SPDX-License-Identifier: MIT */
/* inotify_init1(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/event/inotify.h"
#include "kern/vfs/fd.h"

LINK_WITH(file_ioctl_any);

int sys_inotify_init1(int flags)
{
	unsigned given = (unsigned)flags;
	struct file *f;
	int err;

	if (given & ~(FILE_O_CLOEXEC | FILE_O_NONBLOCK))
		return -EINVAL;
	err = inotify_create(given & FILE_O_NONBLOCK, &f);
	return err ? err : fd_install_new(f, given & FILE_O_CLOEXEC);
}
