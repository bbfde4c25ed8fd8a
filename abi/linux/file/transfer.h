/* SPDX-License-Identifier: MIT */
/*
 * What read, write and their kin have in common: the way of every one of them from the border to
 * the file.
 */
#ifndef ABI_LINUX_FILE_TRANSFER_H
#define ABI_LINUX_FILE_TRANSFER_H

#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/types.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

static_assert(sizeof(struct linux_iovec) == sizeof(struct io_vec) &&
		      offsetof(struct linux_iovec, iov_len) == offsetof(struct io_vec, len),
	      "one layout, so that vectors are passed on and not copied");

#define IOV_MAX 1024 /* vectors of one call */

/*
 * Check the (n) vectors and sum them up in (io); what they point to is touched when it is used.
 * Errors: -EINVAL, -EFAULT. Inline: its callers are one in most images.
 */
static always_inline int file_begin_vectors(struct io *io, const struct linux_iovec *iov, size_t n)
{
	size_t total = 0, bits = 0;

	if (!user_readable(iov, n * sizeof *iov)) /* of none there is nothing to read */
		return -EFAULT;
	for (size_t i = 0; i < n; i++) {
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

/*
 * Move bytes between descriptor (fd) and the (n) vectors at (iov): to it when (way) is FILE_WRITE,
 * from it when it is FILE_READ. At (*pos) when (pos) is not NULL, else at the position of the file.
 * Returns how many bytes were moved. Context: thread.
 */
must_use ssize_t file_transfer(int fd, const struct linux_iovec *iov, int n, unsigned way,
			       const int64_t *pos);

/*
 * Move what (io) says, whose addresses were looked at. Returns how many bytes were moved; (*why) is
 * the error that ended it, also when some were.
 */
static always_inline ssize_t file_move_why(struct file *f, struct io *io, unsigned way,
					   const int64_t *pos, int *why)
{
	int (*op)(struct file *, struct io *, const int64_t *);
	size_t total = io->left;

	if (pos && !(f->can & FILE_SEEK))
		return -ESPIPE;
	op = way == FILE_WRITE ? f->ops->write : f->ops->read;
	*why = op ? op(f, io, pos) : -EINVAL;
	total -= io->left + io->lost;
	if (total)
		return (ssize_t)total;
	return unlikely(io->lost) ? -EFAULT : *why;
}

/* With one thread nobody closes the other end of a pipe while a write waits. */
static always_inline ssize_t file_move(struct file *f, struct io *io, unsigned way,
				       const int64_t *pos)
{
	int why;

	return file_move_why(f, io, way, pos, &why);
}

/*
 * As file_transfer() with the (n) bytes at (buf), for any number of threads; and what is left to do
 * when a first attempt moved nothing because of (err).
 */
must_use ssize_t file_transfer_shared(int fd, void *buf, size_t n, unsigned way,
				      const int64_t *pos);
must_use ssize_t file_transfer_failed(int fd, void *buf, size_t n, unsigned way, const int64_t *pos,
				      int err);

/*
 * What most reads and writes are, and what most of them meet: one buffer, one thread, no error.
 * Inline, so that each of them has a way of its own with little to decide.
 */
static always_inline ssize_t file_transfer_one(int fd, void *buf, size_t n, unsigned way,
					       const int64_t *pos)
{
	struct file *f;
	struct io io;
	ssize_t r;

	if (unlikely(threads_many))
		return file_transfer_shared(fd, buf, n, way, pos);
	f = fd_borrow(fd, way);
	if (!f)
		return -EBADF;
	io_init(&io, buf, MIN(n, IO_MAX));
	r = user_ok(buf, n) ? file_move(f, &io, way, pos) : -EFAULT;
	return likely(r >= 0) ? r : file_transfer_failed(fd, buf, n, way, pos, (int)r);
}

#endif
