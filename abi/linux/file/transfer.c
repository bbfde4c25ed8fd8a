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

/*
 * Check the vectors and sum them up. A vector in the NULL page ends the transfer before it, as the
 * fault would in Linux; the first one is an error.
 */
static int transfer_begin(struct io *io, const struct linux_iovec *iov, int n)
{
	size_t total = 0;

	if (n < 0 || n > IOV_MAX)
		return -EINVAL;
	if (n && !user_ok(iov, (size_t)n * sizeof *iov))
		return -EFAULT;
	for (int i = 0; i < n; i++) {
		size_t len = iov[i].iov_len;

		if ((ssize_t)len < 0)
			return -EINVAL;
		if (len && !user_ok(iov[i].iov_base, len)) {
			if (!total)
				return -EFAULT;
			break;
		}
		total += len;
		if (total > IO_MAX)
			total = IO_MAX;
	}
	*io = (struct io){ .vec = (const struct io_vec *)iov, .left = total };
	return 0;
}

ssize_t file_transfer(int fd, const struct linux_iovec *iov, int n, unsigned way,
		      const int64_t *pos)
{
	int (*op)(struct file *, struct io *, const int64_t *);
	struct file *f = fd_get(fd, way);
	struct io io;
	size_t total;
	int err = -ESPIPE;

	if (!f)
		return -EBADF;
	if (pos && !(f->can & FILE_SEEK))
		goto put;
	err = transfer_begin(&io, iov, n);
	if (err)
		goto put;
	total = io.left;
	op = way == FILE_WRITE ? f->ops->write : f->ops->read;
	err = op ? op(f, &io, pos) : -EINVAL;
	if (io.left != total)
		err = (int)(total - io.left);
put:
	file_put(f);
	if (unlikely(err == -EPIPE) && LINKED(signal_broken_pipe))
		signal_broken_pipe();
	return err;
}
