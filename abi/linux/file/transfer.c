/* SPDX-License-Identifier: MIT */
/* Reads and writes of many pieces. */
#include "abi/linux/file/transfer.h"

#define IOV_MAX 1024

/* Check the vectors and sum them up; what they point to is touched when it is used. */
static int transfer_begin(struct io *io, const struct linux_iovec *iov, int n)
{
	size_t total = 0, bits = 0;

	if ((unsigned)n > IOV_MAX)
		return -EINVAL;
	if (!user_readable(iov, (size_t)n * sizeof *iov)) /* of none there is nothing to read */
		return -EFAULT;
	for (int i = 0; i < n; i++) {
		uintptr_t base = (uintptr_t)iov[i].iov_base, end = base + iov[i].iov_len;

		if ((ssize_t)iov[i].iov_len < 0)
			return -EINVAL;
		bits |= base | end;
		total += end - base;
	}
	if (bits >> USER_BITS)
		return -EFAULT;
	io_init(io, NULL, MIN(total, IO_MAX));
	io->run = 0;
	io->next = (const struct io_vec *)iov;
	return 0;
}

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
		why = transfer_begin(&io, iov, n);
		r = why ? why : file_move_why(f, &io, way, pos, &why);
		file_put(f);
		if (likely(!why) || !LINKED(signal_moved))
			return r;
		r = signal_moved(r, why);
	} while (r == SIGNAL_CALL_AGAIN);
	return r;
}
