/* SPDX-License-Identifier: MIT */
/*
 * What open files of all file systems have in common.
 */
#include "kern/vfs/regular.h"

#include "base/errno.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/mount.h"

int64_t file_size_max = INT64_MAX;

int regular_transfer(struct file *f, struct io *io, const int64_t *pos,
		     int (*at)(struct file *f, struct io *io, int64_t *pos))
{
	int64_t p;
	int err;

	if (pos) {
		p = *pos;
		return at(f, io, &p);
	}
	mutex_lock(&f->lock);
	err = at(f, io, &f->pos);
	mutex_unlock(&f->lock);
	return err;
}

void inode_note_access(struct inode *i, const struct mount *m)
{
	unsigned flags = __atomic_load_n(&m->flags, __ATOMIC_RELAXED);

	if (flags & MOUNT_NOATIME || mount_is_read_only(m) ||
	    (flags & MOUNT_NODIRATIME && inode_is(i, INODE_FOLDER)))
		return;
	if (i->atime <= i->mtime || i->atime <= i->ctime)
		__atomic_store_n(&i->atime, inode_now(), __ATOMIC_RELAXED);
}

int folder_read(struct file *f, struct io *io, const int64_t *pos)
{
	(void)f;
	(void)io;
	(void)pos;
	return -EISDIR;
}
