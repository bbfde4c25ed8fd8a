/* SPDX-License-Identifier: MIT */
/*
 * Changing the table: handing out descriptors, its growth, and the close-on-exec bit.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/vfs/fd.h"

unsigned fd_limit = 1024;

int fd_reserve(int fd)
{
	unsigned want = FD_STATIC;
	uintptr_t *more, *old;

	if (fd < FD_STATIC)
		return 0;
	while (want + FD_STATIC <= (unsigned)fd)
		want *= 2;
	more = heap_alloc_zero(want * sizeof *more);
	if (!more)
		return -EMFILE;
	spin_lock(&fd_table.lock);
	old = more;
	if (want > fd_table.nr_more) {
		old = fd_table.more;
		if (old)
			memcpy(more, old, fd_table.nr_more * sizeof *more);
		fd_table.more = more;
		fd_table.nr_more = want;
	}
	spin_unlock(&fd_table.lock);
	heap_free(old);
	return 0;
}

/* The lowest free descriptor from (min) on; where the table ends when all it has are taken. */
static int fd_find_free(int min) REQUIRES(&fd_table.lock)
{
	const uintptr_t *slot;
	int fd = min;

	while ((slot = fd_slot(fd)) != NULL && *slot)
		fd++;
	return fd;
}

int fd_install(struct file *f, int min, bool cloexec)
{
	if (min < 0 || (unsigned)min >= fd_limit)
		return -EINVAL;
	for (;;) {
		uintptr_t *slot;
		int fd;

		spin_lock(&fd_table.lock);
		fd = fd_find_free(min);
		slot = (unsigned)fd < fd_limit ? fd_slot(fd) : NULL;
		if (slot)
			*slot = (uintptr_t)f | (cloexec ? FD_CLOEXEC_BIT : 0);
		spin_unlock(&fd_table.lock);
		if (slot)
			return fd;
		if ((unsigned)fd >= fd_limit || fd_reserve(fd))
			return -EMFILE;
	}
}

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
	if (old)
		fd_drop(old);
	return fd;
}

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
