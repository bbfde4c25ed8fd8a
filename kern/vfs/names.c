/* SPDX-License-Identifier: MIT */
/*
 * Making and removing names: mkdir, symlink, link, unlink, rmdir.
 */
#include "base/errno.h"
#include "kern/vfs/notify.h"
#include "kern/vfs/tree/known.h"
#include "kern/vfs/tree/permission.h"
#include "kern/vfs/vfs.h"

/*
 * Lock the folder that (p) ended in, for a new name there. (folder): a slash may follow it.
 * Errors: with the lock not held, which the analysis of locks cannot follow, here and in callers.
 */
static int names_lock_new(struct path *p, bool folder) NO_LOCK_CHECK
{
	struct inode *dir = p->at.inode, *i;
	int err;

	if (!path_last_is_name(p))
		return -EEXIST;
	mutex_lock(&dir->lock);
	err = path_last_locked(p, &i);
	if (!err) {
		inode_put(i);
		err = -EEXIST;
	} else if (err == -ENOENT) {
		err = p->slash && !folder ? -ENOENT : mount_is_read_only(p->at.mount) ? -EROFS : 0;
	}
	if (err)
		mutex_unlock(&dir->lock);
	return err;
}

/* 0:0 is what an overlay says of a file that is gone; other devices are made by root. */
static int names_may_create(const struct inode *dir, const struct inode_new *what)
{
	uint32_t kind = what->mode & INODE_KIND;
	int err = vfs_may(dir, MAY_WRITE | MAY_EXEC);

	if (!err && vfs_acts.limited && (kind == INODE_BLOCK || (kind == INODE_CHAR && what->rdev)))
		err = -EPERM;
	return err;
}

int vfs_create_inode(int at, const char *s, unsigned resolve, const struct inode_new *what,
		     struct inode **out) NO_LOCK_CHECK
{
	bool folder = (what->mode & INODE_KIND) == INODE_FOLDER;
	struct inode_new made = *what;
	struct inode *dir, *i;
	struct path p;
	int err;

	err = path_begin_within(&p, at, s, resolve);
	if (err)
		return err;
	if ((what->mode & INODE_KIND) != INODE_SYMLINK)
		made.mode &= ~vfs_umask;
	dir = p.at.inode;
	err = names_lock_new(&p, folder);
	if (!err) {
		err = names_may_create(dir, &made);
		if (!err)
			err = dir->ops->create ? dir->ops->create(dir, p.last, &made, &i) : -EPERM;
		mutex_unlock(&dir->lock);
	}
	if (!err && LINKED(notify_name))
		notify_name(dir, p.last, i->mode, NOTIFY_CREATE);
	path_end(&p);
	if (!err)
		*out = i;
	return err;
}

int vfs_create(int at, const char *s, const struct inode_new *what)
{
	struct inode *i;
	int err = vfs_create_inode(at, s, 0, what, &i);

	if (!err)
		inode_put(i);
	return err;
}

int vfs_link(struct place from, int at, const char *s) NO_LOCK_CHECK
{
	struct inode *dir, *i = from.inode;
	struct path p;
	int err;

	err = path_begin(&p, at, s);
	if (err)
		return err;
	dir = p.at.inode;
	err = names_lock_new(&p, false);
	if (err)
		goto end;
	if (p.at.mount != from.mount)
		err = -EXDEV;
	else if (unlikely(vfs_acts.limited))
		err = permission_link(i);
	if (!err)
		err = vfs_may(dir, MAY_WRITE | MAY_EXEC);
	if (!err && (inode_is(i, INODE_FOLDER) || !dir->ops->link))
		err = -EPERM;
	if (!err)
		err = dir->ops->link(dir, p.last, i);
	mutex_unlock(&dir->lock);
	if (!err && LINKED(notify_name)) {
		notify_self(i, NOTIFY_ATTRIB);
		notify_name(dir, p.last, i->mode, NOTIFY_CREATE);
	}
end:
	path_end(&p);
	return err;
}

/* (i), which was (p) and of which this drops the reference, lost its name there. */
static void names_removed(struct path *p, struct inode *i, bool folder)
{
	uint32_t mode = i->mode;

	if (folder)
		known_forget();
	else
		known_forget_file();
	if (!folder && LINKED(notify_self))
		notify_self(i, NOTIFY_ATTRIB);
	inode_put(i);
	if (LINKED(notify_name))
		notify_name(p->at.inode, p->last, mode, NOTIFY_DELETE);
}

/* Remove the name that (p) ended at. (folder): it has to be a folder's, else it must not. */
static int names_remove(struct path *p, bool folder) NO_LOCK_CHECK
{
	struct inode *dir = p->at.inode, *i = NULL;
	int err;

	if (mount_is_read_only(p->at.mount))
		return -EROFS;
	mutex_lock(&dir->lock);
	err = path_last_locked(p, &i);
	if (err)
		goto unlock;
	if (p->slash && !folder)
		err = inode_is(i, INODE_FOLDER) ? -EISDIR : -ENOTDIR;
	else if (unlikely(vfs_acts.limited))
		err = permission_remove(dir, i);
	if (err)
		goto unlock;
	if (folder != inode_is(i, INODE_FOLDER))
		err = folder ? -ENOTDIR : -EISDIR;
	else if (inode_is_covered(i))
		err = -EBUSY;
	else
		err = dir->ops->unlink ? dir->ops->unlink(dir, p->last, i) : -EPERM;
unlock:
	mutex_unlock(&dir->lock);
	if (err)
		inode_put(i);
	else
		names_removed(p, i, folder);
	return err;
}

int vfs_unlink(int at, const char *s, unsigned resolve)
{
	struct path p;
	int err;

	err = path_begin_within(&p, at, s, resolve);
	if (err)
		return err;
	err = path_last_is_name(&p) ? names_remove(&p, false) : -EISDIR;
	path_end(&p);
	return err;
}

int vfs_rmdir(int at, const char *s)
{
	struct path p;
	int err;

	err = path_begin(&p, at, s);
	if (err)
		return err;
	if (path_last_is_name(&p))
		err = names_remove(&p, true);
	else if (!p.last.len)
		err = -EBUSY;
	else
		err = name_is_dot(p.last) ? -EINVAL : -ENOTEMPTY;
	path_end(&p);
	return err;
}
