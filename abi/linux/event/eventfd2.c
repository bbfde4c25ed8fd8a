/* SPDX-License-Identifier: MIT */
/* eventfd2(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/event/event.h"
#include "kern/vfs/fd.h"

LINK_WITH(file_ioctl_any);

#define EFD_SEMAPHORE 1u

int sys_eventfd2(unsigned count, int flags)
{
	unsigned known = EFD_SEMAPHORE | FILE_O_CLOEXEC | FILE_O_NONBLOCK;
	unsigned given = (unsigned)flags;
	struct file *f;
	int err;

	if (given & ~known)
		return -EINVAL;
	err = eventfd_create(count, given & EFD_SEMAPHORE, given & FILE_O_NONBLOCK, &f);
	if (err)
		return err;
	return fd_install_new(f, given & FILE_O_CLOEXEC);
}
