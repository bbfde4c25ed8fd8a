/* SPDX-License-Identifier: MIT */
/* pipe2(2) */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/pipe/pipe.h"
#include "kern/vfs/fd.h"

LINK_WITH(signal_broken_pipe);
LINK_WITH(file_ioctl_any);
LINK_WITH(pipe_set_size);

int sys_pipe2(int *fds, int flags)
{
	unsigned known = FILE_O_CLOEXEC | FILE_O_NONBLOCK | FILE_O_DIRECT;
	bool cloexec = (unsigned)flags & FILE_O_CLOEXEC;
	struct file *ends[2];
	int in, out, err;

	if ((unsigned)flags & ~known)
		return -EINVAL;
	if (!user_writable(fds, 2 * sizeof *fds))
		return -EFAULT;
	err = pipe_create((unsigned)flags, ends);
	if (err)
		return err;
	in = fd_install(ends[0], 0, cloexec);
	if (in < 0) {
		file_put(ends[0]);
		file_put(ends[1]);
		return in;
	}
	out = fd_install(ends[1], 0, cloexec);
	if (out < 0) {
		file_put(ends[1]);
		err = fd_close(in);
		return out;
	}
	fds[0] = in;
	fds[1] = out;
	return 0;
}
