/* SPDX-License-Identifier: MIT */
/*
 * EROFS: the root file system that an image carries, read-only and used in place.
 *
 * What the bytes mean is erofs_format.c's; here are inodes for those that are in use, one for each,
 * in a hash table. Reads copy out of the image; the texts of symbolic links are handed out where
 * they are.
 */
#include "base/errno.h"
#include "base/string.h"
#include "fs/disk/disk.h"
#include "fs/erofs_int.h"
#include "kern/mem/heap.h"
#include "kern/vfs/mount.h"
#include "kern/vfs/path.h"
#include "kern/vfs/regular.h"

#define EROFS_MAGIC 0xe0f5e1e2u /* statfs() */
#define BUCKETS     64

/* The file system of the image: plat/image.lds. */
extern const uint8_t pith_root_start[], pith_root_end[];

static struct {
	struct fs fs;
	struct erofs_image image;
	struct mutex lock; /* guards: */
	struct erofs_inode *buckets[BUCKETS];
} erofs;

static const struct inode_ops erofs_ops;
static const struct file_ops erofs_file_ops, erofs_folder_ops;

static struct erofs_inode **erofs_bucket(uint64_t nid)
{
	return &erofs.buckets[nid % BUCKETS];
}

/* The inode of (nid) that is in use, referenced. One that is being released counts as not there. */
static struct erofs_inode *erofs_find(uint64_t nid) REQUIRES(&erofs.lock)
{
	for (struct erofs_inode *i = *erofs_bucket(nid); i; i = i->next) {
		uint32_t refs = __atomic_load_n(&i->inode.refs, __ATOMIC_RELAXED);

		while (i->info.nid == nid && refs) {
			if (__atomic_compare_exchange_n(&i->inode.refs, &refs, refs + 1, false,
							__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
				return i;
		}
	}
	return NULL;
}

static void erofs_fill(struct erofs_inode *e, const struct erofs_info *info)
{
	struct inode *i = &e->inode;

	e->info = *info;
	i->ops = &erofs_ops;
	i->fs = &erofs.fs;
	i->ino = info->nid + 1;
	i->refs = 1;
	lock_set_rank(&i->lock, LOCK_INODE);
	i->mode = info->mode;
	i->uid = info->uid;
	i->gid = info->gid;
	i->nlink = info->nlink;
	i->rdev = info->rdev;
	i->size = (int64_t)info->size;
	i->blocks = (info->size + 511) / 512;
	i->atime = i->mtime = i->ctime = info->time;
	if (inode_is(i, INODE_FILE))
		i->file_ops = &erofs_file_ops;
	else if (inode_is(i, INODE_FOLDER))
		i->file_ops = &erofs_folder_ops;
}

/* The inode of (nid) that is in use, or NULL. */
static struct erofs_inode *erofs_find_used(uint64_t nid)
{
	struct erofs_inode *i;

	mutex_lock(&erofs.lock);
	i = erofs_find(nid);
	mutex_unlock(&erofs.lock);
	return i;
}

/* The same, or else (made), which is new; that is freed when it is not needed. */
static struct erofs_inode *erofs_add(struct erofs_inode *made)
{
	uint64_t nid = made->info.nid;
	struct erofs_inode *i;

	mutex_lock(&erofs.lock);
	i = erofs_find(nid);
	if (!i) {
		made->next = *erofs_bucket(nid);
		*erofs_bucket(nid) = made;
	}
	mutex_unlock(&erofs.lock);
	if (i)
		heap_free(made);
	return i ? i : made;
}

/* The lock is not held over reading: that may take pages away, by erofs_unmap_pages(). */
static int erofs_get(uint64_t nid, struct inode **out)
{
	struct erofs_inode *i = erofs_find_used(nid);
	struct erofs_info info;
	int err;

	if (!i) {
		err = erofs_read_inode(&erofs.image, nid, &info);
		if (err)
			return err;
		i = heap_alloc_zero(sizeof *i);
		if (!i)
			return -ENOMEM;
		erofs_fill(i, &info);
		i = erofs_add(i);
	}
	*out = &i->inode;
	return 0;
}

extern __typeof__(erofs_object_fini) erofs_object_fini WEAK;

static void erofs_release(struct inode *inode)
{
	struct erofs_inode *i = erofs_of(inode), **link = erofs_bucket(i->info.nid);

	mutex_lock(&erofs.lock);
	while (*link != i)
		link = &(*link)->next;
	*link = i->next;
	mutex_unlock(&erofs.lock);
	if (erofs_object_fini)
		erofs_object_fini(i);
	if (LINKED(erofs_packed_fini))
		erofs_packed_fini(i);
	heap_free(i->target);
	heap_free(i);
}

static int erofs_lookup(struct inode *dir, struct name name, struct inode **child)
{
	uint64_t nid;
	int err;

	err = erofs_find_name(&erofs.image, &erofs_of(dir)->info, name.s, name.len, &nid);
	return err ? err : erofs_get(nid, child);
}

/* The text of (link), of (n) bytes at (at) on a disk: it is kept with the inode. */
static int erofs_copy_target(struct erofs_inode *link, uint64_t at, size_t n, const char **text)
{
	char *none = NULL, *copy = __atomic_load_n(&link->target, __ATOMIC_ACQUIRE);
	int err;

	if (!copy) {
		copy = heap_alloc_zero(n + 1);
		if (!copy)
			return -ENOMEM;
		err = erofs_copy(&erofs.image, at, copy, n);
		if (err) {
			heap_free(copy);
			return err;
		}
		if (!__atomic_compare_exchange_n(&link->target, &none, copy, false,
						 __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
			heap_free(copy);
			copy = none;
		}
	}
	*text = copy;
	return 0;
}

static int erofs_readlink(struct inode *link, struct name *target)
{
	struct erofs_inode *i = erofs_of(link);
	const char *text = NULL;
	uint64_t at;
	size_t n;
	int err;

	if (!i->info.size || i->info.size >= PATH_LEN_MAX)
		return -EIO;
	err = erofs_find_data(&erofs.image, &i->info, 0, &at, &n);
	if (!err && n < i->info.size)
		err = -EIO;
	if (!err && erofs.image.source)
		err = erofs_copy_target(i, at, i->info.size, &text);
	else if (!err)
		text = (const char *)erofs.image.base + at;
	if (!err)
		*target = (struct name){ text, (unsigned)strnlen(text, i->info.size) };
	return err;
}

static int erofs_list(struct inode *dir, uint64_t pos, folder_emit *emit, void *arg)
{
	struct erofs_entry e;
	int err;

	while ((err = erofs_read_entry(&erofs.image, &erofs_of(dir)->info, pos, &e)) == 0) {
		if (!emit(arg, (struct name){ e.name, e.len }, e.nid + 1, e.mode, e.next))
			return 0;
		pos = e.next;
	}
	return err == -ENOENT ? 0 : err;
}

static int erofs_read_at(struct file *f, struct io *io, int64_t *pos)
{
	const struct erofs_info *info = &erofs_of(f->inode)->info;

	if (LINKED(erofs_packed_read) && info->index)
		return erofs_packed_read(info, io, pos);
	while (io->left && (uint64_t)*pos < info->size) {
		const uint8_t *p;
		uint64_t at;
		size_t n;
		int err = erofs_find_data(&erofs.image, info, (uint64_t)*pos, &at, &n);

		n = MIN(n, io->left);
		if (!err)
			err = erofs_hold(&erofs.image, at, &n, &p);
		if (err)
			return err;
		n = io_copy_out(io, p, n);
		*pos += (int64_t)n;
		mmu_was_read(p, n);
		erofs_drop(&erofs.image, at);
	}
	return 0;
}

static int erofs_read(struct file *f, struct io *io, const int64_t *pos)
{
	return regular_transfer(f, io, pos, erofs_read_at);
}

static void erofs_stats(struct fs *fs, struct fs_stats *s)
{
	(void)fs;
	*s = (struct fs_stats){
		.type = EROFS_MAGIC,
		.blocks = erofs.image.size >> PAGE_SHIFT,
		.files = erofs.image.inodes,
	};
}

extern __typeof__(space_object_replace) space_object_replace WEAK;

void erofs_unmap_pages(uint64_t nid, uint64_t index, uint64_t n)
{
	struct erofs_inode *i = erofs_find_used(nid);

	if (!i)
		return;
	if (space_object_replace)
		space_object_replace(&i->object, index, n);
	inode_put(&i->inode);
}

int erofs_create(const char *options, struct fs **fs)
{
	size_t size = (size_t)(pith_root_end - pith_root_start);
	int err;

	(void)options;
	if (LINKED(erofs_disk_open))
		err = erofs_disk_open(&erofs.image);
	else
		err = erofs_open_image(&erofs.image, pith_root_start, size, NULL);
	if (err)
		return err;
	erofs.fs.type = "erofs";
	erofs.fs.dev = fs_next_dev();
	erofs.fs.read_only = true;
	erofs.fs.stats = erofs_stats;
	err = erofs_get(erofs.image.root_nid, &erofs.fs.root);
	if (!err && !inode_is(erofs.fs.root, INODE_FOLDER))
		err = -EIO;
	*fs = &erofs.fs;
	return err;
}

const struct erofs_image *erofs_image(void)
{
	return &erofs.image;
}

static const struct inode_ops erofs_ops = {
	.lookup = erofs_lookup,
	.readlink = erofs_readlink,
	.list = erofs_list,
	.release = erofs_release,
};

extern __typeof__(erofs_mem_object) erofs_mem_object WEAK;

static const struct file_ops erofs_file_ops = {
	.read = erofs_read,
	.mem_object = erofs_mem_object,
};

static const struct file_ops erofs_folder_ops = {
	.read = folder_read,
};
