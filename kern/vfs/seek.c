/* SPDX-License-Identifier: MIT */
/*
 * Positions of open files, and the entries of open folders, which begin at one.
 */
#include "base/errno.h"
#include "kern/vfs/notify.h"
#include "kern/vfs/vfs.h"

enum seek_whence {
	SEEK_FROM_START,
	SEEK_FROM_HERE,
	SEEK_FROM_END,
	SEEK_TO_DATA,
	SEEK_TO_HOLE,
};

/* The next data or hole from (offset) on. A file system that does not tell has data all over. */
static int64_t seek_extent(struct file *f, int64_t offset, bool data)
{
	struct inode *i = f->inode;

	if (offset < 0 || offset >= i->size)
		return -ENXIO;
	if (f->ops->extent)
		return f->ops->extent(f, offset, data);
	return data ? offset : i->size;
}

/* Where (whence) and (offset) lead; f->lock is held. */
static int64_t seek_target(struct file *f, int64_t offset, int whence)
{
	struct inode *i = f->inode;
	int64_t base = 0, to;

	switch (whence) {
	case SEEK_FROM_START:
		break;
	case SEEK_FROM_HERE:
		base = f->pos;
		break;
	case SEEK_FROM_END:
		if (!inode_is(i, INODE_FILE))
			return -EINVAL;
		base = i->size;
		break;
	case SEEK_TO_DATA:
	case SEEK_TO_HOLE:
		if (!inode_is(i, INODE_FILE))
			return -EINVAL;
		return seek_extent(f, offset, whence == SEEK_TO_DATA);
	default:
		return -EINVAL;
	}
	if (__builtin_add_overflow(base, offset, &to) || to < 0)
		return -EINVAL;
	return to;
}

int64_t vfs_seek(struct file *f, int64_t offset, int whence)
{
	int64_t to;

	if (!(f->can & FILE_SEEK))
		return -ESPIPE;
	if (inode_is(f->inode, INODE_CHAR))
		return 0;
	mutex_lock(&f->lock);
	mutex_lock(&f->inode->lock);
	to = seek_target(f, offset, whence);
	mutex_unlock(&f->inode->lock);
	if (to >= 0)
		f->pos = to;
	mutex_unlock(&f->lock);
	return to;
}

/* What vfs_list() keeps while a file system tells entries. */
struct list_state {
	folder_emit *emit;
	void *arg;
	struct file *f;
};

/* folder_emit: pass on, and move the position when the entry was taken. */
static bool list_emit(void *arg, struct name name, uint64_t ino, uint32_t mode, uint64_t next)
{
	struct list_state *s = arg;

	if (!s->emit(s->arg, name, ino, mode, next))
		return false;
	s->f->pos = (int64_t)next;
	return true;
}

int vfs_list(struct file *f, folder_emit *emit, void *arg)
{
	struct list_state s = { emit, arg, f };
	struct inode *dir = f->inode;
	int err;

	if (!dir || !inode_is(dir, INODE_FOLDER))
		return -ENOTDIR;
	mutex_lock(&f->lock);
	mutex_lock(&dir->lock);
	err = dir->nlink ? dir->ops->list(dir, (uint64_t)f->pos, list_emit, &s) : -ENOENT;
	if (!err)
		file_accessed(f);
	mutex_unlock(&dir->lock);
	mutex_unlock(&f->lock);
	if (!err)
		notify(dir, NOTIFY_ACCESS);
	return err;
}
