/* SPDX-License-Identifier: MIT */
/*
 * ioctl(2). The commands that work on any descriptor are ioctl_any.c's, which programs that only
 * ask for the size of the terminal do not carry.
 */
#include "abi/linux/file/ioctl_any.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

extern __typeof__(file_ioctl_any) file_ioctl_any WEAK;

int sys_ioctl(int fd, unsigned cmd, uintptr_t arg)
{
	struct file *f = fd_get(fd, FILE_IO);
	int err = -ENOTTY;

	if (!f)
		return -EBADF;
	if (LINKED(file_ioctl_any))
		err = file_ioctl_any(fd, f, cmd, arg);
	if (err == -ENOTTY && f->ops->ioctl)
		err = f->ops->ioctl(f, cmd, arg);
	file_put(f);
	return err;
}
