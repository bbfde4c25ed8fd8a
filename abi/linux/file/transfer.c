/* SPDX-License-Identifier: MIT */
/* Reads and writes of many pieces. */
#include "abi/linux/file/transfer.h"

ssize_t file_transfer(int fd, const struct linux_iovec *iov, int n, unsigned way,
		      const int64_t *pos)
{
	struct file *f;
	struct io io;
	ssize_t r;
	int why;

	do {
		f = fd_get(fd, way);
		if (!f)
			return -EBADF;
		why = (unsigned)n > IOV_MAX ? -EINVAL : file_begin_vectors(&io, iov, (size_t)n);
		r = why ? why : file_move_why(f, &io, way, pos, &why);
		file_put(f);
		if (likely(!why) || !LINKED(signal_moved))
			return r;
		r = signal_moved(r, why);
	} while (r == SIGNAL_CALL_AGAIN);
	return r;
}
