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
	struct fd_table *t = &fd_table;
	struct file *f = NULL;

	__asm__("" : "+r"(t)); /* every image has this: short addresses */
	spin_lock(&t->lock);
	if ((unsigned)fd < t->size) {
		f = fd_slot_file(t->slots[fd]);
		t->slots[fd] = 0;
		if (fd < t->taken)
			t->taken = fd;
	}
	spin_unlock(&t->lock);
	if (!f)
		return -EBADF;
	fd_drop(f);
	return 0;
}
