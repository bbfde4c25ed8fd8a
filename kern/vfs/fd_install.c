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
	unsigned size = FD_STATIC;
	uintptr_t *slots, *old;

	if ((unsigned)fd < fd_end())
		return 0;
	while (size <= (unsigned)fd)
		size *= 2;
	slots = heap_alloc_zero(size * sizeof *slots);
	if (!slots)
		return -EMFILE;
	spin_lock(&fd_table.lock);
	old = slots;
	if (size > fd_table.size) {
		old = fd_table.slots;
		memcpy(slots, old, fd_table.size * sizeof *slots);
		fd_table.slots = slots;
		fd_table.size = size;
	}
	spin_unlock(&fd_table.lock);
	if (old != fd_table.first)
		heap_free(old);
	return 0;
}

/* The lowest free descriptor from (min) on; where the table ends when all it has are taken. */
static int fd_find_free(int min) REQUIRES(&fd_table.lock)
{
	const uintptr_t *slot;
	int fd = MAX(min, fd_table.taken);

	while ((slot = fd_slot(fd)) != NULL && *slot)
		fd++;
	if (min <= fd_table.taken)
		fd_table.taken = fd;
	return fd;
}

bool fd_is_left(void)
{
	int fd;

	spin_lock(&fd_table.lock);
	fd = fd_find_free(0);
	spin_unlock(&fd_table.lock);
	return (unsigned)fd < fd_limit;
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

int fd_install_new(struct file *f, bool cloexec)
{
	int fd = fd_install(f, 0, cloexec);

	if (fd < 0)
		file_put(f);
	return fd;
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
