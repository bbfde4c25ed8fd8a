/* SPDX-License-Identifier: MIT */
/*
 * The close-on-exec bit of a descriptor.
 */
#include "base/errno.h"
#include "kern/vfs/fd.h"

int fd_get_cloexec(int fd)
{
	const uintptr_t *slot;
	int err = -EBADF;

	spin_lock(&fd_table.lock);
	slot = fd_slot(fd);
	if (slot && *slot)
		err = (int)(*slot & FD_CLOEXEC_BIT);
	spin_unlock(&fd_table.lock);
	return err;
}

int fd_set_cloexec(int fd, bool on)
{
	uintptr_t *slot;
	int err = -EBADF;

	spin_lock(&fd_table.lock);
	slot = fd_slot(fd);
	if (slot && *slot) {
		*slot = (*slot & ~FD_CLOEXEC_BIT) | (on ? FD_CLOEXEC_BIT : 0);
		err = 0;
	}
	spin_unlock(&fd_table.lock);
	return err;
}
