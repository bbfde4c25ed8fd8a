/* SPDX-License-Identifier: MIT */
/*
 * Mappings of ramfs files: the frames of the file are the pages of the mapping.
 *
 * A fault may come while the same file's lock is held, from the copy of a read or write, so nothing
 * here takes it. The size is set before pages are cut off, and space_object_shrink() makes faults
 * in between ask again.
 */
#include "base/errno.h"
#include "fs/ramfs_int.h"
#include "kern/mem/frame.h"

LINK_WITH(ramfs_allocate); /* MADV_REMOVE */

static struct ramfs_inode *ramfs_of_object(struct mem_object *o)
{
	return container_of(o, struct ramfs_inode, file.object);
}

extern __typeof__(ramfs_lower_page) ramfs_lower_page WEAK;
extern __typeof__(ramfs_lower_image) ramfs_lower_image WEAK;

static int object_page(struct mem_object *o, uint64_t index, bool write, void **page)
{
	struct ramfs_inode *i = ramfs_of_object(o);
	int64_t size = __atomic_load_n(&i->inode.size, __ATOMIC_ACQUIRE);
	paddr_t pa;
	int err;

	if (index >= ((uint64_t)size + PAGE_SIZE - 1) >> PAGE_SHIFT)
		return -ERANGE;
	if (!write && i->lower && LINKED(ramfs_lower_page) && ramfs_lower_page(i, index, page))
		return 0;
	err = ramfs_take(i, index, false, &pa);
	if (err)
		return err == -EIO ? err : -ENOMEM;
	__atomic_store_n(&i->inode.blocks, ramfs_blocks(i), __ATOMIC_RELAXED);
	if (write)
		__atomic_store_n(&i->inode.mtime, inode_now(), __ATOMIC_RELAXED);
	*page = phys_to_virt(pa);
	return 0;
}

static unsigned object_image(struct mem_object *o, uint64_t index, unsigned max, void **page)
{
	struct ramfs_inode *i = ramfs_of_object(o);

	return i->lower && LINKED(ramfs_lower_image) ? ramfs_lower_image(i, index, max, page) : 0;
}

static void object_get(struct mem_object *o)
{
	inode_get(&ramfs_of_object(o)->inode);
}

static void object_put(struct mem_object *o)
{
	inode_put(&ramfs_of_object(o)->inode);
}

static struct inode *object_inode(struct mem_object *o)
{
	return &ramfs_of_object(o)->inode;
}

static const struct mem_object_ops object_ops = {
	.page = object_page,
	.image = object_image,
	.get = object_get,
	.put = object_put,
	.inode = object_inode,
	.fault = space_object_fault,
};

int ramfs_mem_object(struct file *f, struct mem_object **o)
{
	struct ramfs_inode *i = ramfs_of(f->inode);

	if (f->can & FILE_WRITE) /* a mapping that is shared must not begin with a copy */
		__atomic_store_n(&i->file.own, true, __ATOMIC_RELAXED);
	i->file.object.ops = &object_ops; /* what is there never changes */
	object_get(&i->file.object);
	file_accessed(f);
	*o = &i->file.object;
	return 0;
}
