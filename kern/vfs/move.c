/* SPDX-License-Identifier: MIT */
/* Bytes of one file for another, by memory of the library OS. */
#include "base/errno.h"
#include "kern/vfs/file.h"

ssize_t file_move_part(struct file *f, char *p, size_t n, const int64_t *pos, unsigned way)
{
	int (*op)(struct file *, struct io *, const int64_t *);
	struct io io;
	int err;

	io_init_ours(&io, p, n);
	op = way == FILE_WRITE ? f->ops->write : f->ops->read;
	err = op ? op(f, &io, pos) : -EINVAL;
	n -= io.left + io.lost;
	return n ? (ssize_t)n : err;
}
