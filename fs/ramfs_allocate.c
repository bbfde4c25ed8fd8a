/* SPDX-License-Identifier: MIT */
/*
 * Taking the space of a ramfs file before it is written: fallocate().
 */
#include "fs/ramfs_int.h"

int ramfs_allocate(struct inode *file, int64_t offset, int64_t len, bool keep_size)
{
	uint64_t end = ((uint64_t)offset + (uint64_t)len + PAGE_SIZE - 1) >> PAGE_SHIFT;
	paddr_t pa;
	int err = 0;

	mutex_lock(&file->lock);
	for (uint64_t i = (uint64_t)offset >> PAGE_SHIFT; i < end && !err; i++)
		err = ramfs_take(ramfs_of(file), i, false, &pa);
	if (!err && !keep_size)
		file->size = MAX(file->size, offset + len);
	file->blocks = ramfs_blocks(ramfs_of(file));
	file->ctime = inode_now();
	mutex_unlock(&file->lock);
	return err;
}
