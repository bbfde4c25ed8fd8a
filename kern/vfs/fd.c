/* SPDX-License-Identifier: MIT */
/*
 * Looking up descriptors: the part of the table that every program with output needs.
 */
#include "kern/vfs/fd.h"

struct fd_table fd_table;

struct file *fd_get(int fd, unsigned need)
{
	struct file *f = NULL;
	uintptr_t *slot;

	spin_lock(&fd_table.lock);
	slot = fd_slot(fd);
	if (slot)
		f = fd_slot_file(*slot);
	if (f && (f->can & need) == need)
		file_get(f);
	else
		f = NULL;
	spin_unlock(&fd_table.lock);
	return f;
}

extern __typeof__(file_destroy) file_destroy WEAK;

void file_put(struct file *f)
{
	if (__atomic_sub_fetch(&f->refs, 1, __ATOMIC_ACQ_REL) == 0 && LINKED(file_destroy))
		file_destroy(f);
}
