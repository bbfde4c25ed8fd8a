/* SPDX-License-Identifier: MIT */
/* The way of a read or write of one buffer, which most are. */
#include "abi/linux/file/transfer.h"

#include "abi/linux/signal/deliver.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

ssize_t file_transfer_one(int fd, void *buf, size_t n, unsigned way, const int64_t *pos)
{
	const struct io_vec v = { buf, n };
	struct file *f;
	struct io io;
	ssize_t r;

	do {
		f = fd_get(fd, way);
		if (!f)
			return -EBADF;
		/* One by one: a compiler that saves bytes would clear all of it first. */
		io.vec = &v;
		io.used = 0;
		io.left = MIN(n, IO_MAX);
		io.lost = 0;
		if (!user_ok(buf, n)) {
			file_put(f);
			return -EFAULT;
		}
		r = file_move(f, &io, way, pos);
	} while (unlikely(r == SIGNAL_CALL_AGAIN));
	return r;
}
