/* SPDX-License-Identifier: MIT */
/*
 * ramfs: files in memory. The root of an image without one, and /tmp.
 *
 * An inode lives while names, open files or mappings refer to it. A folder refers to the one above
 * it, so that ".." leads somewhere even in a removed one. When memory ends a call gets -ENOSPC and
 * what was there stays.
 */
#include "base/errno.h"
#include "base/string.h"
#include "fs/ramfs_int.h"
#include "kern/mem/frame.h"
#include "kern/mem/heap.h"
#include "kern/vfs/mount.h"

#define RAMFS_MAGIC 0x01021994 /* statfs(): tmpfs */

/* The size of a folder without names, as on Linux's tmpfs. */
#define FOLDER_BYTES 40

extern __typeof__(fifo_file_ops) fifo_file_ops WEAK;
extern __typeof__(ramfs_free_gone) ramfs_free_gone WEAK;
extern __typeof__(ramfs_lower_release) ramfs_lower_release WEAK;
extern __typeof__(ramfs_set_options) ramfs_set_options WEAK;
extern __typeof__(ramfs_tell_options) ramfs_tell_options WEAK;
extern __typeof__(ramfs_remount) ramfs_remount WEAK;
extern __typeof__(ramfs_destroy) ramfs_destroy WEAK;
extern __typeof__(ramfs_label) ramfs_label WEAK;
extern __typeof__(ramfs_seal) ramfs_seal WEAK;
extern __typeof__(ramfs_xattr_free) ramfs_xattr_free WEAK;

/* Fill in what is special to the kind of (i). */
static int ramfs_inode_init(struct ramfs_inode *i, const struct inode_new *what)
{
	switch (what->mode & INODE_KIND) {
	case INODE_FOLDER:
		ramfs_folder_init(&i->folder);
		i->inode.file_ops = &ramfs_folder_ops;
		i->inode.nlink = 2;
		i->inode.size = FOLDER_BYTES;
		return 0;
	case INODE_FILE:
		i->inode.file_ops = &ramfs_file_ops;
		lock_set_rank(&i->file.pages.lock, LOCK_RAMFS);
		i->file.seals = what->sealable ? 0 : SEAL_SEAL;
		return 0;
	case INODE_SYMLINK:
		i->target = heap_alloc(what->target.len);
		if (!i->target)
			return -ENOSPC;
		memcpy(i->target, what->target.s, what->target.len);
		i->inode.size = what->target.len;
		return 0;
	case INODE_FIFO:
		i->inode.file_ops = &fifo_file_ops;
		return 0;
	case INODE_CHAR:
		i->inode.rdev = what->rdev;
		if (LINKED(device_file_ops))
			i->inode.file_ops = device_file_ops(what->rdev);
		return 0;
	case INODE_BLOCK:
		i->inode.rdev = what->rdev;
		return 0;
	case INODE_SOCKET:
		return 0;
	default:
		return -EPERM;
	}
}

/* Take one of the files that (r) may have. */
static bool ramfs_count_file(struct ramfs *r)
{
	uint64_t n = __atomic_add_fetch(&r->nr_files, 1, __ATOMIC_RELAXED);
	uint64_t max = __atomic_load_n(&r->max_files, __ATOMIC_RELAXED);

	if (!max || n <= max)
		return true;
	__atomic_fetch_sub(&r->nr_files, 1, __ATOMIC_RELAXED);
	return false;
}

static void ramfs_uncount_file(struct fs *fs)
{
	__atomic_fetch_sub(&ramfs_of_fs(fs)->nr_files, 1, __ATOMIC_RELAXED);
}

int ramfs_inode_alloc(struct fs *fs, uint32_t mode, struct ramfs_inode **out)
{
	struct ramfs_inode *i;

	if (!ramfs_count_file(ramfs_of_fs(fs)))
		return -ENOSPC;
	i = heap_alloc_zero(sizeof *i);
	if (!i) {
		ramfs_uncount_file(fs);
		return -ENOSPC;
	}
	i->inode.ops = &ramfs_ops;
	i->inode.fs = fs;
	i->inode.ino = __atomic_add_fetch(&ramfs_of_fs(fs)->next_ino, 1, __ATOMIC_RELAXED);
	i->inode.refs = 1;
	lock_set_rank(&i->inode.lock, LOCK_INODE);
	i->inode.mode = mode;
	i->inode.uid = vfs_acts.uid;
	i->inode.gid = vfs_acts.gid;
	i->inode.nlink = 1;
	i->inode.mtime = inode_now();
	i->inode.atime = i->inode.mtime;
	i->inode.ctime = i->inode.mtime;
	*out = i;
	return 0;
}

int ramfs_inode_create(struct fs *fs, const struct inode_new *what, struct ramfs_inode **out)
{
	struct ramfs_inode *i;
	int err;

	err = ramfs_inode_alloc(fs, what->mode, &i);
	if (err)
		return err;
	err = ramfs_inode_init(i, what);
	if (err) {
		heap_free(i);
		ramfs_uncount_file(fs);
		return err;
	}
	*out = i;
	return 0;
}

/* A folder may hold the last reference to the one above it, and so on: a loop, not a recursion. */
static void ramfs_release(struct inode *inode)
{
	struct ramfs_inode *i = ramfs_of(inode), *parent;

	do {
		parent = NULL;
		if (inode_is(&i->inode, INODE_FOLDER)) {
			parent = i->folder.parent;
			ramfs_folder_fini(&i->folder);
		} else if (inode_is(&i->inode, INODE_FILE)) {
			ramfs_pages_trim(&i->file.pages, 0);
		} else {
			heap_free(i->target);
		}
		if (LINKED(ramfs_free_gone))
			ramfs_free_gone(i);
		if (LINKED(ramfs_xattr_free))
			ramfs_xattr_free(i);
		if (LINKED(ramfs_lower_release) && i->lower)
			ramfs_lower_release(i);
		__atomic_fetch_sub(&ramfs_of_fs(i->inode.fs)->nr_files, 1, __ATOMIC_RELAXED);
		heap_free(i);
		i = parent;
	} while (i && __atomic_sub_fetch(&i->inode.refs, 1, __ATOMIC_ACQ_REL) == 0);
}

static int ramfs_create_name(struct inode *dir, struct name name, const struct inode_new *what,
			     struct inode **child)
{
	struct ramfs_inode *d = ramfs_of(dir), *i;
	bool folder = (what->mode & INODE_KIND) == INODE_FOLDER;
	int err;

	if (!dir->nlink)
		return -ENOENT;
	err = ramfs_inode_create(dir->fs, what, &i);
	if (err)
		return err;
	/* Folders hand their group on, and that they do. */
	if (dir->mode & MODE_SETGID) {
		i->inode.gid = dir->gid;
		i->inode.mode |= folder ? MODE_SETGID : 0;
	}
	if (!name.len) {
		i->inode.nlink = 0;
		i->linkable = what->linkable;
		if (LINKED(ramfs_label))
			ramfs_label(i, d, what->label);
		*child = &i->inode;
		return 0;
	}
	err = ramfs_folder_add(d, name, i);
	if (err) {
		inode_put(&i->inode);
		return err;
	}
	if (folder) {
		i->folder.parent = ramfs_of(inode_get(dir));
		dir->nlink++;
	}
	*child = &i->inode;
	return 0;
}

static int ramfs_link(struct inode *dir, struct name name, struct inode *child)
{
	int err = -ENOENT;

	if (!dir->nlink)
		return err;
	mutex_lock(&child->lock);
	if (child->nlink || ramfs_of(child)->linkable)
		err = ramfs_folder_add(ramfs_of(dir), name, ramfs_of(child));
	if (!err) {
		ramfs_of(child)->linkable = false;
		child->nlink++;
		child->ctime = dir->ctime;
	}
	mutex_unlock(&child->lock);
	return err;
}

static int ramfs_unlink(struct inode *dir, struct name name, struct inode *child)
{
	struct ramfs_inode *d = ramfs_of(dir), *i = ramfs_of(child);
	bool folder = inode_is(child, INODE_FOLDER);
	int err;

	mutex_lock(&child->lock);
	err = ramfs_folder_fill(d);
	if (!err && folder)
		err = ramfs_folder_fill(i);
	if (!err && folder && i->folder.nr_names)
		err = -ENOTEMPTY;
	if (err)
		goto unlock;
	ramfs_folder_remove(d, ramfs_folder_find(&d->folder, name));
	child->nlink -= folder ? 2 : 1;
	child->ctime = dir->ctime;
	if (folder)
		dir->nlink--;
unlock:
	mutex_unlock(&child->lock);
	return err;
}

static int ramfs_readlink(struct inode *link, struct name *target)
{
	struct ramfs_inode *i = ramfs_of(link);

	if (i->lower)
		return i->lower->ops->readlink(i->lower, target);
	*target = (struct name){ i->target, (unsigned)link->size };
	return 0;
}

/* Give up what is behind (size), which the file has already; see ramfs_object.c. */
static void ramfs_cut(struct ramfs_inode *i, int64_t size)
{
	uint64_t first = ((uint64_t)size + PAGE_SIZE - 1) >> PAGE_SHIFT;
	size_t used = (size_t)size % PAGE_SIZE;
	paddr_t pa;

	i->file.lower_size = MIN(i->file.lower_size, size);
	if (i->file.object.ops && space_object_shrink)
		space_object_shrink(&i->file.object, first);
	ramfs_pages_trim(&i->file.pages, first);
	if (used && ramfs_pages_find(&i->file.pages, first - 1, &pa))
		memset((char *)phys_to_virt(pa) + used, 0, PAGE_SIZE - used);
}

static int ramfs_truncate(struct inode *file, int64_t size)
{
	struct ramfs_inode *i = ramfs_of(file);
	int64_t old;

	mutex_lock(&file->lock);
	old = file->size;
	if ((size < old && i->file.seals & SEAL_SHRINK) ||
	    (size > old && i->file.seals & SEAL_GROW)) {
		mutex_unlock(&file->lock);
		return -EPERM;
	}
	__atomic_store_n(&file->size, size, __ATOMIC_RELEASE);
	if (size < old)
		ramfs_cut(i, size);
	file->blocks = ramfs_blocks(i);
	file->mtime = inode_now();
	file->ctime = file->mtime;
	mutex_unlock(&file->lock);
	return 0;
}

static void ramfs_stats(struct fs *fs, struct fs_stats *s)
{
	struct ramfs *r = ramfs_of_fs(fs);
	uint64_t pages = __atomic_load_n(&r->nr_pages, __ATOMIC_RELAXED);
	uint64_t files = __atomic_load_n(&r->nr_files, __ATOMIC_RELAXED);

	s->type = RAMFS_MAGIC;
	s->blocks = __atomic_load_n(&r->max_pages, __ATOMIC_RELAXED);
	s->free = s->blocks > pages ? s->blocks - pages : 0;
	s->files = __atomic_load_n(&r->max_files, __ATOMIC_RELAXED);
	s->files_free = s->files > files ? s->files - files : 0;
}

int ramfs_create(const char *options, struct fs **out)
{
	struct inode_new what = { .mode = INODE_FOLDER | 0755 };
	struct ramfs *r = heap_alloc_zero(sizeof *r);
	struct frame_stats frames;
	struct ramfs_inode *root;
	int err = -ENOMEM;

	if (!r)
		return err;
	frame_get_stats(&frames);
	r->max_pages = frames.total / 2;
	r->max_files = frames.total / 2;
	if (ramfs_inode_create(&r->fs, &what, &root))
		goto free;
	r->fs.type = "tmpfs";
	r->fs.dev = fs_next_dev();
	r->fs.root = &root->inode;
	r->fs.stats = ramfs_stats;
	r->fs.options = ramfs_tell_options;
	r->fs.remount = ramfs_remount;
	r->fs.destroy = ramfs_destroy;
	err = *options ? ramfs_set_options(r, options) : 0;
	if (err)
		goto put_root;
	*out = &r->fs;
	return 0;
put_root:
	inode_put(&root->inode);
free:
	heap_free(r);
	return err;
}

extern __typeof__(ramfs_rename) ramfs_rename WEAK;
extern __typeof__(ramfs_xattr) ramfs_xattr WEAK;
extern __typeof__(ramfs_allocate) ramfs_allocate WEAK;
extern __typeof__(ramfs_where) ramfs_where WEAK;

const struct inode_ops ramfs_ops = {
	.lookup = ramfs_lookup,
	.create = ramfs_create_name,
	.link = ramfs_link,
	.unlink = ramfs_unlink,
	.rename = ramfs_rename,
	.readlink = ramfs_readlink,
	.where = ramfs_where,
	.seal = ramfs_seal,
	.truncate = ramfs_truncate,
	.allocate = ramfs_allocate,
	.xattr = &ramfs_xattr,
	.list = ramfs_list,
	.release = ramfs_release,
};
