/* SPDX-License-Identifier: MIT */
/*
 * Copying from file to file: by a page on the stack, because files move bytes to and from memory of
 * the application, which the stack is.
 */
#include "abi/linux/file/copy.h"

#include "abi/linux/user.h"
#include "base/errno.h"

static ssize_t copy_part(struct file *f, char *p, size_t n, const int64_t *pos, unsigned way)
{
	int (*op)(struct file *, struct io *, const int64_t *);
	struct io io;
	int err;

	io_init(&io, p, n);
	op = way == FILE_WRITE ? f->ops->write : f->ops->read;
	err = op ? op(f, &io, pos) : -EINVAL;
	n -= io.left + io.lost;
	return n ? (ssize_t)n : err;
}

ssize_t file_copy(struct file *in, int64_t *in_pos, struct file *out, int64_t *out_pos, size_t n)
{
	char page[PAGE_SIZE];
	ssize_t got = 0, put = 0;
	size_t done = 0;

	n = MIN(n, IO_MAX);
	while (done < n && put == got) {
		got = copy_part(in, page, MIN(n - done, sizeof page), in_pos, FILE_READ);
		put = got > 0 ? copy_part(out, page, (size_t)got, out_pos, FILE_WRITE) : got;
		if (put <= 0)
			break;
		done += (size_t)put;
		*in_pos += put;
		if (out_pos)
			*out_pos += put;
	}
	return done ? (ssize_t)done : put;
}

int file_copy_begin(struct file *f, const int64_t *offset, int64_t *pos)
{
	if (offset)
		return user_get(pos, offset, sizeof *pos);
	mutex_lock(&f->lock);
	*pos = f->pos;
	mutex_unlock(&f->lock);
	return 0;
}

int file_copy_end(struct file *f, int64_t *offset, int64_t pos)
{
	if (offset)
		return user_put(offset, &pos, sizeof pos);
	mutex_lock(&f->lock);
	f->pos = pos;
	mutex_unlock(&f->lock);
	return 0;
}
