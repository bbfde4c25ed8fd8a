/* SPDX-License-Identifier: MIT */
/*
 * Flags of descriptors and of their files: fcntl(2) where it is known what is asked for, without
 * the locks and pipes that it has for those who ask for anything.
 */
#include "abi/linux/file/fcntl_flags.h"

#include "abi/linux/libc.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/tree/permission.h"

/* What can be changed. */
#define SETFL_FLAGS \
	(FILE_O_APPEND | FILE_O_NONBLOCK | FILE_O_ASYNC | FILE_O_DIRECT | FILE_O_NOATIME)

/* That a read is not noted is for the owner to say. */
int fcntl_set_flags(struct file *f, unsigned flags)
{
	if (unlikely(vfs_acts.limited) && (flags & ~f->flags & FILE_O_NOATIME) && f->inode &&
	    !permission_owns(f->inode))
		return -EPERM;
	f->flags = (f->flags & ~SETFL_FLAGS) | (flags & SETFL_FLAGS);
	return 0;
}

int sys_get_cloexec(int fd)
{
	return fd_get_cloexec(fd);
}

int sys_set_cloexec(int fd, int on)
{
	return fd_set_cloexec(fd, on & 1);
}

int sys_set_flags(int fd, unsigned flags)
{
	struct file *f = fd_get(fd, FILE_IO);
	int err;

	if (!f)
		return -EBADF;
	err = fcntl_set_flags(f, flags);
	file_put(f);
	return err;
}
