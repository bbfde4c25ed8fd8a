/* SPDX-License-Identifier: MIT */
/* epoll_create1(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/event/epoll.h"
#include "kern/vfs/fd.h"

int sys_epoll_create1(int flags)
{
	bool cloexec = (unsigned)flags & FILE_O_CLOEXEC;
	struct file *f;
	int err;

	if ((unsigned)flags & ~FILE_O_CLOEXEC)
		return -EINVAL;
	err = epoll_create(&f);
	return err ? err : fd_install_new(f, cloexec);
}
