/* SPDX-License-Identifier: MIT */
/*
 * Mappings of EROFS files: whole blocks of the image are the pages. A last page that is not whole
 * may have other things behind it in the image, so it is copied, once.
 */
#include "base/errno.h"
#include "base/string.h"
#include "fs/disk/disk.h"
#include "fs/erofs_int.h"
#include "kern/mem/frame.h"

LINK_WITH(space_object_replace);

static struct erofs_inode *erofs_of_object(struct mem_object *o)
{
	return container_of(o, struct erofs_inode, object);
}

/* The copy of the last page, of whose file (n) bytes at (at) are left. */
static int object_copy_last(struct erofs_inode *i, uint64_t at, size_t n, void **page)
{
	void *none = NULL, *copy = __atomic_load_n(&i->last_page, __ATOMIC_ACQUIRE);
	paddr_t pa;
	int err;

	if (!copy) {
		if (frame_alloc_zero(&pa))
			return -ENOMEM;
		copy = phys_to_virt(pa);
		err = erofs_copy(erofs_image(), at, copy, n);
		if (err) {
			frame_free(pa);
			return err;
		}
		if (!__atomic_compare_exchange_n(&i->last_page, &none, copy, false,
						 __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
			frame_free(pa);
			copy = none;
		}
	}
	*page = copy;
	return 0;
}

/* The page of the image at (at), which is page (index) of (i). */
static int object_whole_page(const struct erofs_inode *i, uint64_t index, uint64_t at, void **page)
{
	const struct erofs_image *im = erofs_image();
	size_t n = PAGE_SIZE;
	const uint8_t *p;
	int err = erofs_hold(im, at, &n, &p);

	if (err)
		return err;
	if (n < PAGE_SIZE || (uintptr_t)p % PAGE_SIZE)
		err = -EIO;
	else if (LINKED(erofs_disk_lend) && im->source)
		err = erofs_disk_lend(at, i->info.nid, index);
	erofs_drop(im, at);
	*page = (void *)(uintptr_t)p;
	return err;
}

static int object_page(struct mem_object *o, uint64_t index, bool write, void **page)
{
	struct erofs_inode *i = erofs_of_object(o);
	uint64_t offset = index << PAGE_SHIFT, at;
	size_t n;
	int err;

	if (index >= (i->info.size + PAGE_SIZE - 1) >> PAGE_SHIFT)
		return -ERANGE;
	if (write)
		return -EIO; /* no file of a read-only file system is open for writing */
	if (LINKED(erofs_packed_page) && i->info.index)
		return erofs_packed_page(i, index, page);
	err = erofs_find_data(erofs_image(), &i->info, offset, &at, &n);
	if (err)
		return err;
	if (i->info.size - offset < PAGE_SIZE)
		return object_copy_last(i, at, MIN(n, i->info.size - offset), page);
	return n < PAGE_SIZE ? -EIO : object_whole_page(i, index, at, page);
}

/* All that is in one piece, but a last page that is not whole. */
static unsigned object_image(struct mem_object *o, uint64_t index, unsigned max, void **page)
{
	const struct erofs_inode *i = erofs_of_object(o);
	const struct erofs_image *im = erofs_image();
	uint64_t whole = i->info.size >> PAGE_SHIFT, at;
	size_t n;

	if (index >= whole || im->source ||
	    erofs_find_data(im, &i->info, index << PAGE_SHIFT, &at, &n) ||
	    (uintptr_t)(im->base + at) % PAGE_SIZE)
		return 0;
	*page = (void *)(uintptr_t)(im->base + at);
	return (unsigned)MIN(MIN(n >> PAGE_SHIFT, whole - index), max);
}

static void object_get(struct mem_object *o)
{
	inode_get(&erofs_of_object(o)->inode);
}

static void object_put(struct mem_object *o)
{
	inode_put(&erofs_of_object(o)->inode);
}

static struct inode *object_inode(struct mem_object *o)
{
	return &erofs_of_object(o)->inode;
}

static const struct mem_object_ops object_ops = {
	.page = object_page,
	.image = object_image,
	.get = object_get,
	.put = object_put,
	.inode = object_inode,
	.fault = space_object_fault,
};

int erofs_mem_object(struct file *f, struct mem_object **o)
{
	struct erofs_inode *i = erofs_of(f->inode);

	if (erofs_image()->block_bits < PAGE_SHIFT)
		return -ENODEV;
	i->object.ops = &object_ops;
	object_get(&i->object);
	*o = &i->object;
	return 0;
}

void erofs_object_fini(struct erofs_inode *i)
{
	if (i->last_page)
		frame_free(virt_to_phys(i->last_page));
}
