/* SPDX-License-Identifier: MIT */
/*
 * What open files of all file systems have in common.
 */
#include "kern/vfs/regular.h"

#include "base/errno.h"

int64_t file_size_max = INT64_MAX;

int regular_transfer(struct file *f, struct io *io, const int64_t *pos,
		     int (*at)(struct file *f, struct io *io, int64_t *pos))
{
	int64_t p;
	int err;

	if (pos) {
		p = *pos;
		return at(f, io, &p);
	}
	mutex_lock(&f->lock);
	err = at(f, io, &f->pos);
	mutex_unlock(&f->lock);
	return err;
}

int folder_read(struct file *f, struct io *io, const int64_t *pos)
{
	(void)f;
	(void)io;
	(void)pos;
	return -EISDIR;
}
