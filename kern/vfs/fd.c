/* SPDX-License-Identifier: MIT */
/*
 * Looking up descriptors: the part of the table that every program with output needs.
 */
#include "kern/vfs/fd.h"

struct fd_table fd_table = { .lock = LOCK_INIT(LOCK_FD_TABLE) };

struct file *fd_get(int fd, unsigned need)
{
	struct file *f;

	spin_lock(&fd_table.lock);
	f = fd_peek(fd, need);
	if (f)
		file_get(f);
	spin_unlock(&fd_table.lock);
	return f;
}

extern __typeof__(file_destroy) file_destroy WEAK;

void file_put(struct file *f)
{
	if (__atomic_sub_fetch(&f->refs, 1, __ATOMIC_ACQ_REL) == 0 && LINKED(file_destroy))
		file_destroy(f);
}
