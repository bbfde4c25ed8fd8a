/* SPDX-License-Identifier: MIT */
/* Reads and writes of many pieces. */
#include "abi/linux/file/transfer.h"

#define IOV_MAX 1024

/* Check the vectors and sum them up; what they point to is touched when it is used. */
static int transfer_begin(struct io *io, const struct linux_iovec *iov, int n)
{
	size_t total = 0, bits = 0;

	if (n < 0 || n > IOV_MAX)
		return -EINVAL;
	if (n && !user_readable(iov, (size_t)n * sizeof *iov))
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

	do {
		r = -EBADF;
		f = fd_get(fd, way);
		if (!f)
			break;
		r = transfer_begin(&io, iov, n);
		if (!r)
			r = file_move(f, &io, way, pos);
		file_put(f);
		if (unlikely(r < 0) && LINKED(signal_file_failed))
			r = signal_file_failed((int)r);
	} while (unlikely(r == SIGNAL_CALL_AGAIN));
	return r;
}
