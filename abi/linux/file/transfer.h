/* SPDX-License-Identifier: MIT */
/*
 * What read, write and their kin have in common.
 */
#ifndef ABI_LINUX_FILE_TRANSFER_H
#define ABI_LINUX_FILE_TRANSFER_H

#include "abi/linux/syscalls.h"
#include "abi/linux/types.h"
#include "kern/vfs/file.h"

static_assert(sizeof(struct linux_iovec) == sizeof(struct io_vec) &&
		      offsetof(struct linux_iovec, iov_len) == offsetof(struct io_vec, len),
	      "one layout, so that vectors are passed on and not copied");

/*
 * Move bytes between descriptor (fd) and the (n) bytes at (buf), or the (n) vectors at (iov): to it
 * when (way) is FILE_WRITE, from it when it is FILE_READ. At (*pos) when (pos) is not NULL, else at
 * the position of the file.
 * Returns how many bytes were moved. Context: thread.
 */
must_use ssize_t file_transfer_one(int fd, void *buf, size_t n, unsigned way, const int64_t *pos);
must_use ssize_t file_transfer(int fd, const struct linux_iovec *iov, int n, unsigned way,
			       const int64_t *pos);

/*
 * The same for (f), whose reference it takes over, and an (io) whose addresses were looked at. It
 * may return SIGNAL_CALL_AGAIN: do it all once more.
 */
must_use ssize_t file_move(struct file *f, struct io *io, unsigned way, const int64_t *pos);

#endif
