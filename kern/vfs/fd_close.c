/* SPDX-License-Identifier: MIT */
/*
 * Freeing a descriptor.
 */
#include "base/errno.h"
#include "kern/vfs/fd.h"

extern __typeof__(file_locks_closed) file_locks_closed WEAK;

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
	if (file_locks_closed)
		file_locks_closed(f);
	file_put(f);
	return 0;
}
