/* SPDX-License-Identifier: MIT */
/*
 * The pages of an open file, for mmap().
 */
#include "base/errno.h"
#include "kern/vfs/file.h"

LINK_WITH(ramfs_mem_object);

int file_mem_object(struct file *f, struct mem_object **o)
{
	return f->ops->mem_object ? f->ops->mem_object(f, o) : -ENODEV;
}
