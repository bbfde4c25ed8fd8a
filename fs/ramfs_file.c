/* SPDX-License-Identifier: MIT */
/*
 * Reading and writing ramfs files.
 */
#include "base/errno.h"
#include "fs/ramfs_int.h"
#include "kern/mem/frame.h"
#include "kern/vfs/notify.h"
#include "kern/vfs/regular.h"

extern __typeof__(ramfs_lower_read) ramfs_lower_read WEAK;
extern __typeof__(ramfs_lower_take) ramfs_lower_take WEAK;

int ramfs_take(struct ramfs_inode *i, uint64_t index, bool scrap, paddr_t *pa)
{
	if (i->lower && ramfs_shows_lower(i, index) && LINKED(ramfs_lower_take))
		return ramfs_lower_take(i, index, scrap, pa);
	return ramfs_pages_take(&i->file.pages, index, scrap, pa);
}

/*
 * Read one page's share. The inode is locked, the position is in the file. Errors: those of what
 * shows through.
 */
static ssize_t ramfs_read_page(struct ramfs_inode *i, struct io *io, int64_t pos)
{
	size_t offset = (size_t)pos % PAGE_SIZE;
	size_t n = MIN(io->left, PAGE_SIZE - offset);
	paddr_t pa;

	if ((int64_t)n > i->inode.size - pos)
		n = (size_t)(i->inode.size - pos);
	if (ramfs_pages_find(&i->file.pages, (uint64_t)pos >> PAGE_SHIFT, &pa))
		return (ssize_t)io_copy_out(io, (char *)phys_to_virt(pa) + offset, n);
	if (i->lower && pos < i->file.lower_size && LINKED(ramfs_lower_read))
		return ramfs_lower_read(i, io, pos, n);
	return (ssize_t)io_zero(io, n);
}

static int ramfs_read_at(struct file *f, struct io *io, int64_t *pos)
{
	struct ramfs_inode *i = ramfs_of(f->inode);
	int64_t begin = *pos;
	ssize_t n = 0;

	mutex_lock(&f->inode->lock);
	while (io->left && *pos < i->inode.size) {
		n = ramfs_read_page(i, io, *pos);
		if (unlikely(n < 0))
			break;
		*pos += n;
	}
	file_accessed(f);
	mutex_unlock(&f->inode->lock);
	return n < 0 && *pos == begin ? (int)n : 0;
}

static int ramfs_read(struct file *f, struct io *io, const int64_t *pos)
{
	size_t left = io->left;
	int err = regular_transfer(f, io, pos, ramfs_read_at);

	if (io->left + io->lost != left)
		notify(f->inode, NOTIFY_ACCESS);
	return err;
}

/* Write one page's share; the file grows with it. */
static int ramfs_write_page(struct ramfs_inode *i, struct io *io, int64_t *pos)
{
	size_t offset = (size_t)*pos % PAGE_SIZE;
	size_t n, moved;
	paddr_t pa;
	char *p;
	int err;

	/* The memory comes first: a page that is not cleared has to be filled. */
	n = io_run_in(io, MIN(PAGE_SIZE - offset, (size_t)(file_size_max - *pos)), &p);
	if (!n)
		return 0;
	if (i->file.seals & SEAL_GROW && *pos + (int64_t)n > i->inode.size)
		return -EPERM;
	err = ramfs_take(i, (uint64_t)*pos >> PAGE_SHIFT, n == PAGE_SIZE, &pa);
	if (err)
		return err;
	p = (char *)phys_to_virt(pa) + offset;
	moved = io_copy_in(io, p, n);
	if (unlikely(moved < n))
		memset(p + moved, 0, n - moved);
	*pos += (int64_t)moved;
	if (*pos > i->inode.size)
		i->inode.size = *pos;
	return 0;
}

static int ramfs_write_at(struct file *f, struct io *io, int64_t *pos)
{
	struct ramfs_inode *i = ramfs_of(f->inode);
	size_t total = io->left;
	int err = 0;

	mutex_lock(&i->inode.lock);
	if (f->flags & FILE_O_APPEND)
		*pos = i->inode.size;
	if (i->file.seals & (SEAL_WRITE | SEAL_FUTURE_WRITE))
		err = -EPERM;
	while (!err && io->left)
		err = *pos >= file_size_max ? -EFBIG : ramfs_write_page(i, io, pos);
	if (io->left != total) {
		if (unlikely(vfs_acts.limited))
			inode_drop_setid(&i->inode);
		i->inode.blocks = ramfs_blocks(i);
		i->inode.mtime = inode_now();
		i->inode.ctime = i->inode.mtime;
	}
	mutex_unlock(&i->inode.lock);
	return err;
}

static int ramfs_write(struct file *f, struct io *io, const int64_t *pos)
{
	size_t left = io->left;
	int err = regular_transfer(f, io, pos, ramfs_write_at);

	if (io->left + io->lost != left)
		notify(f->inode, NOTIFY_MODIFY);
	return err;
}

static int64_t ramfs_extent(struct file *f, int64_t offset, bool data)
{
	struct ramfs_inode *i = ramfs_of(f->inode);
	uint64_t index = (uint64_t)offset >> PAGE_SHIFT;
	uint64_t end = ((uint64_t)i->inode.size + PAGE_SIZE - 1) >> PAGE_SHIFT;
	uint64_t at = index;
	paddr_t pa;

	if (data && !ramfs_shows_lower(i, at))
		at = ramfs_pages_next(&i->file.pages, index);
	while (!data && at < end &&
	       (ramfs_shows_lower(i, at) || ramfs_pages_find(&i->file.pages, at, &pa)))
		at++;
	if (at == index)
		return offset;
	if (at >= end)
		return data ? -ENXIO : i->inode.size;
	return (int64_t)(at << PAGE_SHIFT);
}

extern __typeof__(ramfs_mem_object) ramfs_mem_object WEAK;

const struct file_ops ramfs_file_ops = {
	.read = ramfs_read,
	.write = ramfs_write,
	.extent = ramfs_extent,
	.mem_object = ramfs_mem_object,
};

const struct file_ops ramfs_folder_ops = {
	.read = folder_read,
};
