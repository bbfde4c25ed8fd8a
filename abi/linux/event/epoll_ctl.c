/* SPDX-License-Identifier: MIT */
/* epoll_ctl(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/event/epoll.h"
#include "kern/vfs/fd.h"

LINK_WITH(console_file_poll);

int sys_epoll_ctl(int set, int op, int fd, const struct linux_epoll_event *e)
{
	struct epoll_event event = { 0 };
	struct file *f, *target;
	int err = 0;

	if (op != EPOLL_DEL)
		err = user_get(&event, e, sizeof event);
	if (err)
		return err;
	f = fd_get(set, FILE_IO);
	if (!f)
		return -EBADF;
	err = -EBADF;
	target = fd_get(fd, FILE_IO);
	if (target) {
		err = epoll_change(f, (enum epoll_op)op, fd, target, &event);
		file_put(target);
	}
	file_put(f);
	return err;
}
