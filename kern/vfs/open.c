/* SPDX-License-Identifier: MIT */
/*
 * open(2): the one call that walks, creates, truncates and makes a file.
 */
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/vfs/notify.h"
#include "kern/vfs/tree/permission.h"
#include "kern/vfs/vfs.h"

LINK_WITH(vfs_seek); /* what is opened here may have a position */

uint32_t vfs_umask = 022;

#define OPEN_PATH_FLAGS (FILE_O_DIRECTORY | FILE_O_NOFOLLOW | FILE_O_PATH | FILE_O_CLOEXEC)

/* Flags that no call of F_GETFL tells. */
#define OPEN_ONCE_FLAGS (FILE_O_CREAT | FILE_O_EXCL | FILE_O_NOCTTY | FILE_O_TRUNC | FILE_O_CLOEXEC)

int64_t inode_now(void)
{
	nsec_t mono;

	return plat_wall_clock(&mono);
}

/* Files that are only a place: O_PATH. */
static const struct file_ops path_file_ops = { 0 };

/* May what is at (at) be opened with (flags), or was it (made)? As Linux's may_open(). */
static int open_check(struct place at, unsigned flags, bool made)
{
	const struct inode *i = at.inode;
	bool write = (flags & FILE_O_ACCMODE) != FILE_O_RDONLY || (flags & FILE_O_TRUNC);

	if ((flags & FILE_O_DIRECTORY) && !inode_is(i, INODE_FOLDER))
		return -ENOTDIR;
	if (flags & FILE_O_PATH)
		return 0;
	if (inode_is(i, INODE_SYMLINK))
		return -ELOOP;
	if (inode_is(i, INODE_FOLDER) && write)
		return -EISDIR;
	if (write && inode_is(i, INODE_FILE) && mount_is_read_only(at.mount))
		return -EROFS;
	if ((inode_is(i, INODE_CHAR) || inode_is(i, INODE_BLOCK)) &&
	    (at.mount->flags & MOUNT_NODEV))
		return -EACCES;
	if (unlikely(vfs_acts.limited) && !made) {
		int err = permission_open(i, flags);

		if (err)
			return err;
	}
	return i->file_ops ? 0 : -ENXIO;
}

/* Create the regular file that (p) ended at, or find that somebody else did. */
static int open_create_here(struct path *p, unsigned mode, struct place *to) NO_LOCK_CHECK
{
	struct inode_new what = {
		.mode = INODE_FILE | (mode & 07777 & ~vfs_umask),
	};
	struct inode *dir = p->at.inode;
	bool made = false;
	int err;

	mutex_lock(&dir->lock);
	err = path_last_locked(p, &to->inode);
	if (err == -ENOENT) {
		err = -EROFS;
		if (!mount_is_read_only(p->at.mount))
			err = vfs_may(dir, MAY_WRITE | MAY_EXEC);
		if (!err)
			err = dir->ops->create ? dir->ops->create(dir, p->last, &what, &to->inode)
					       : -EACCES;
		made = !err;
	}
	mutex_unlock(&dir->lock);
	if (made && LINKED(notify_name))
		notify_name(dir, p->last, INODE_FILE, NOTIFY_CREATE);
	if (err)
		return err;
	mount_get(p->at.mount);
	to->mount = p->at.mount;
	place_cross(to); /* somebody else made it, and more */
	return 0;
}

/* Find or create what is to be opened with O_CREAT. (*made): it is new. */
static int open_create(struct path *p, unsigned flags, unsigned mode, struct place *to, bool *made)
{
	bool follow = !(flags & (FILE_O_NOFOLLOW | FILE_O_EXCL));
	int err;

	if (p->slash)
		return -EISDIR;
	err = path_last(p, follow, to);
	if (err == -ENOENT && path_last_is_name(p)) {
		if (p->slash) /* of a symbolic link's text */
			return -EISDIR;
		err = open_create_here(p, mode, to);
		*made = !err;
	}
	if (err || *made)
		return err;
	if (flags & FILE_O_EXCL)
		err = -EEXIST;
	else if (inode_is(to->inode, INODE_FOLDER))
		err = -EISDIR;
	if (err)
		place_put(*to);
	return err;
}

extern __typeof__(fifo_open) fifo_open WEAK;

/* Make a file without a name in the folder that (p) leads to. */
static int open_nameless(struct path *p, const struct vfs_how *how, struct place *to)
{
	struct inode_new what = {
		.mode = INODE_FILE | (how->mode & 07777 & ~vfs_umask),
		.linkable = !(how->flags & FILE_O_EXCL),
	};
	struct inode *dir, *i;
	int err;

	err = path_last(p, !(how->flags & FILE_O_NOFOLLOW), to);
	if (err)
		return err;
	dir = to->inode;
	err = -ENOTDIR;
	if (!inode_is(dir, INODE_FOLDER))
		goto put;
	err = -EROFS;
	if (mount_is_read_only(to->mount))
		goto put;
	err = vfs_may(dir, MAY_WRITE | MAY_EXEC);
	if (err)
		goto put;
	err = -EOPNOTSUPP;
	if (!dir->ops->link)
		goto put;
	mutex_lock(&dir->lock);
	err = dir->ops->create(dir, (struct name){ "", 0 }, &what, &i);
	mutex_unlock(&dir->lock);
	if (err)
		goto put;
	inode_put(dir);
	to->inode = i;
	return 0;
put:
	place_put(*to);
	return err;
}

/* Walk to what is to be opened; (*made): it is new. */
static int open_walk(int at, const char *s, const struct vfs_how *how, struct place *to, bool *made)
{
	bool nameless = (how->flags & FILE_O_TMPFILE) == FILE_O_TMPFILE;
	bool follow = !(how->flags & FILE_O_NOFOLLOW);
	struct path p;
	int err;

	if (!how->resolve && !nameless && !(how->flags & FILE_O_CREAT))
		return path_find(at, s, follow ? PATH_FOLLOW : 0, to);
	err = path_begin_within(&p, at, s, how->resolve);
	if (err)
		return err;
	if (nameless) {
		err = open_nameless(&p, how, to);
		*made = !err;
	} else if (how->flags & FILE_O_CREAT) {
		err = open_create(&p, how->flags, how->mode, to, made);
	} else {
		err = path_last(&p, follow, to);
	}
	path_end(&p);
	return err;
}

/* Find what is to be opened; (*cut): it is there, and its content is to go. */
static int open_find(int at, const char *s, const struct vfs_how *how, struct place *to, bool *cut)
{
	unsigned flags = how->flags;
	bool made = false;
	int err;

	err = open_walk(at, s, how, to, &made);
	if (err)
		return err;
	err = open_check(*to, made ? flags & ~(FILE_O_TRUNC | FILE_O_DIRECTORY) : flags, made);
	if (err)
		place_put(*to);
	else
		*cut = (flags & FILE_O_TRUNC) && !made && inode_is(to->inode, INODE_FILE);
	return err;
}

/* Flags that contradict each other, as Linux refuses them. */
static int open_check_flags(unsigned flags)
{
	if ((flags & (FILE_O_CREAT | FILE_O_DIRECTORY)) == (FILE_O_CREAT | FILE_O_DIRECTORY))
		return -EINVAL;
	if ((flags & FILE_O_TMPFILE) == FILE_O_TMPFILE)
		return file_can(flags) & FILE_WRITE ? 0 : -EINVAL;
	if (flags & (FILE_O_TMPFILE & ~FILE_O_DIRECTORY))
		return -EINVAL;
	return 0;
}

/* Have open files of (i) a position? Of devices, those like memory have. */
static bool open_seeks(const struct inode *i)
{
	return inode_is(i, INODE_FILE) || inode_is(i, INODE_FOLDER) ||
	       (inode_is(i, INODE_CHAR) && i->rdev >> 8 == DEVICE_MEMORY);
}

int vfs_open_place(struct place to, unsigned flags, struct file **out)
{
	struct file *f;
	int err;

	err = file_create(flags & FILE_O_PATH ? &path_file_ops : to.inode->file_ops,
			  flags & ~OPEN_ONCE_FLAGS, &f);
	if (err) {
		place_put(to);
		return err;
	}
	f->inode = to.inode;
	f->mount = to.mount;
	if (flags & FILE_O_PATH)
		f->can = 0;
	else if (open_seeks(to.inode))
		f->can |= FILE_SEEK;
	err = 0;
	if (inode_is(to.inode, INODE_FIFO) && (f->can & FILE_IO) && LINKED(fifo_open))
		err = fifo_open(f);
	if (err) {
		f->ops = &path_file_ops; /* it has nothing to release, and was never open */
		f->can = 0;
		file_put(f);
		return err;
	}
	*out = f;
	return 0;
}

int vfs_open(int at, const char *s, const struct vfs_how *asked, struct file **out)
{
	struct vfs_how how = *asked;
	struct place to;
	bool cut = false;
	int err;

	if (how.flags & FILE_O_PATH)
		how.flags &= OPEN_PATH_FLAGS;
	err = open_check_flags(how.flags);
	if (!err)
		err = open_find(at, s, &how, &to, &cut);
	if (!err)
		err = vfs_open_place(to, how.flags, out);
	if (err)
		return err;
	if ((*out)->can & FILE_IO)
		notify(to.inode, NOTIFY_OPEN);
	if (cut)
		err = vfs_truncate(to, 0);
	if (err)
		file_put(*out);
	return err;
}
