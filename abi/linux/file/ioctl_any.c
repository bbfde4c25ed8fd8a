/* SPDX-License-Identifier: MIT */
/* The commands of ioctl(2) that work on any descriptor. */
#include "abi/linux/file/ioctl_any.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"

#define FIONCLEX 0x5450u
#define FIOCLEX  0x5451u
#define FIONBIO  0x5421u
#define FIONREAD 0x541bu

/* Bytes from the position of a regular file to its end. */
static int ioctl_left(struct file *f, int *left)
{
	int64_t n;

	if (!f->inode || !inode_is(f->inode, INODE_FILE))
		return -ENOTTY;
	if (!user_writable(left, sizeof *left))
		return -EFAULT;
	n = f->inode->size - f->pos;
	*left = n < INT32_MIN ? INT32_MIN : n > INT32_MAX ? INT32_MAX : (int)n;
	return 0;
}

static int ioctl_nonblock(struct file *f, const int *on)
{
	if (!user_readable(on, sizeof *on))
		return -EFAULT;
	if (*on)
		__atomic_fetch_or(&f->flags, FILE_O_NONBLOCK, __ATOMIC_RELAXED);
	else
		__atomic_fetch_and(&f->flags, ~FILE_O_NONBLOCK, __ATOMIC_RELAXED);
	return 0;
}

int file_ioctl_any(int fd, struct file *f, unsigned cmd, uintptr_t arg)
{
	switch (cmd) {
	case FIOCLEX:
	case FIONCLEX:
		return fd_set_cloexec(fd, cmd == FIOCLEX);
	case FIONBIO:
		return ioctl_nonblock(f, (const int *)arg);
	case FIONREAD:
		return ioctl_left(f, (int *)arg);
	default:
		return -ENOTTY;
	}
}
