/* SPDX-License-Identifier: MIT */
/*
 * Descriptors of a given number, for dup2() and dup3().
 */
#include "base/errno.h"
#include "kern/vfs/fd.h"

extern __typeof__(file_locks_closed) file_locks_closed WEAK;

int fd_replace(int fd, struct file *f, bool cloexec)
{
	struct file *old;
	uintptr_t *slot;
	int err;

	if (fd < 0 || (unsigned)fd >= fd_limit)
		return -EBADF;
	err = fd_reserve(fd);
	if (err)
		return err;
	spin_lock(&fd_table.lock);
	slot = fd_slot(fd);
	old = fd_slot_file(*slot);
	*slot = (uintptr_t)f | (cloexec ? FD_CLOEXEC_BIT : 0);
	spin_unlock(&fd_table.lock);
	if (!old)
		return fd;
	if (file_locks_closed)
		file_locks_closed(old);
	file_put(old);
	return fd;
}
