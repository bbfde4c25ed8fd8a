/* SPDX-License-Identifier: MIT */
/* vmsplice(2): the bytes are copied, which the caller cannot tell but by the time it takes. */
#include "abi/linux/file/transfer.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/pipe/pipe.h"
#include "kern/vfs/fd.h"

#define SPLICE_F_ALL 15u

ssize_t sys_vmsplice(int fd, const struct linux_iovec *iov, size_t n, unsigned flags)
{
	struct file *f;
	unsigned can = 0;

	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	f = fd_get(fd, FILE_IO);
	if (f && pipe_is(f))
		can = f->can;
	if (f)
		file_put(f);
	if (!can)
		return -EBADF;
	return file_transfer(fd, iov, n > INT32_MAX ? -1 : (int)n,
			     can & FILE_WRITE ? FILE_WRITE : FILE_READ, NULL);
}
