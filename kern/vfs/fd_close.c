/* SPDX-License-Identifier: MIT */
/*
 * Freeing a descriptor: apart from handing one out, because an image that only closes needs no
 * heap.
 */
#include "base/errno.h"
#include "kern/vfs/fd.h"

extern __typeof__(file_locks_closed) file_locks_closed WEAK;

/* (f) is no longer in the slot that it was in. */
void fd_drop(struct file *f)
{
	if (LINKED(file_locks_closed))
		file_locks_closed(f);
	file_put(f);
}

int fd_close(int fd)
{
	struct file *f = NULL;
	uintptr_t *slot;

	spin_lock(&fd_table.lock);
	slot = fd_slot(fd);
	if (slot) {
		f = fd_slot_file(*slot);
		*slot = 0;
	}
	spin_unlock(&fd_table.lock);
	if (!f)
		return -EBADF;
	fd_drop(f);
	return 0;
}
