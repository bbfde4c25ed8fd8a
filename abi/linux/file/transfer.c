/* SPDX-License-Identifier: MIT */
/*
 * The way of every read and write from the border to the file: descriptor, vectors, operation.
 */
#include "abi/linux/file/transfer.h"

#include "abi/linux/signal/deliver.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

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
	*io = (struct io){ .vec = (const struct io_vec *)iov, .left = MIN(total, IO_MAX) };
	return 0;
}

ssize_t file_move(struct file *f, struct io *io, unsigned way, const int64_t *pos)
{
	int (*op)(struct file *, struct io *, const int64_t *);
	size_t total = io->left;
	int err = -ESPIPE;

	if (pos && !(f->can & FILE_SEEK))
		goto put;
	op = way == FILE_WRITE ? f->ops->write : f->ops->read;
	err = op ? op(f, io, pos) : -EINVAL;
	total -= io->left + io->lost;
	if (total)
		err = (int)total;
	else if (io->lost)
		err = -EFAULT;
put:
	file_put(f);
	if (unlikely(err < 0) && LINKED(signal_file_failed))
		err = signal_file_failed(err);
	return err;
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
		else
			file_put(f);
	} while (unlikely(r == SIGNAL_CALL_AGAIN));
	return r;
}
