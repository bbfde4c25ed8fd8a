/* SPDX-License-Identifier: MIT */
/*
 * rename(2): two folders, two names, and the order in which all of it is locked.
 *
 * One lock of the whole image lets only one rename that moves between folders look at the tree's
 * shape at a time: so no folder becomes its own ancestor, and two folders can be locked in the
 * order of the tree.
 */
#include "base/errno.h"
#include "kern/vfs/notify.h"
#include "kern/vfs/tree/known.h"
#include "kern/vfs/tree/permission.h"
#include "kern/vfs/vfs.h"

static struct mutex rename_lock = LOCK_INIT(LOCK_RENAME);

/*
 * Which child of (top) is on the way down to (dir), referenced? NULL: (dir) is not below (top).
 * rename_lock keeps the answer true.
 */
static struct inode *rename_child_towards(struct inode *top, struct inode *dir)
{
	struct inode *i = inode_get(dir), *up;

	while (i != i->fs->root) { /* of the file system: a mount may show a part of it only */
		int err;

		mutex_lock(&i->lock);
		err = i->ops->lookup(i, (struct name){ "..", 2 }, &up);
		mutex_unlock(&i->lock);
		if (err)
			break;
		if (up == top) {
			inode_put(up);
			return i;
		}
		inode_put(i);
		i = up;
	}
	inode_put(i);
	return NULL;
}

/* The two folders, and what stands on the way from one down to the other. */
struct rename_way {
	struct inode *from, *to;
	struct inode *child_of_from; /* referenced: (to) is it or below it */
	struct inode *child_of_to;
	bool folders; /* the name of one went */
};

static void rename_lock_both(struct rename_way *w) NO_LOCK_CHECK
{
	mutex_lock(&rename_lock);
	w->child_of_from = NULL;
	w->child_of_to = NULL;
	if (w->from == w->to) {
		mutex_lock(&w->from->lock);
		return;
	}
	w->child_of_from = rename_child_towards(w->from, w->to);
	if (!w->child_of_from)
		w->child_of_to = rename_child_towards(w->to, w->from);
	if (w->child_of_to || (!w->child_of_from && w->to < w->from)) {
		mutex_lock(&w->to->lock);
		mutex_lock(&w->from->lock);
	} else {
		mutex_lock(&w->from->lock);
		mutex_lock(&w->to->lock);
	}
}

static void rename_unlock_both(struct rename_way *w) NO_LOCK_CHECK
{
	mutex_unlock(&w->from->lock);
	if (w->from != w->to)
		mutex_unlock(&w->to->lock);
	mutex_unlock(&rename_lock);
	inode_put(w->child_of_from);
	inode_put(w->child_of_to);
}

/* Do the kinds of what is renamed and what is replaced go together? In Linux's order. */
static int rename_check(const struct path *from, const struct path *to,
			const struct inode_rename *r, const struct rename_way *w)
{
	bool folder = inode_is(r->from, INODE_FOLDER);
	bool to_folder = r->to && inode_is(r->to, INODE_FOLDER);

	if (!folder && (from->slash || (!r->exchange && to->slash)))
		return -ENOTDIR;
	if (r->exchange && to->slash && !to_folder)
		return -ENOTDIR;
	if (r->from == w->child_of_from)
		return -EINVAL;
	if (r->to && r->to == w->child_of_to)
		return r->exchange ? -EINVAL : -ENOTEMPTY;
	if (r->from == r->to)
		return 0;
	if (unlikely(vfs_acts.limited)) {
		int err = permission_rename(r);

		if (err)
			return err;
	}
	if (!r->exchange && r->to && folder != to_folder)
		return folder ? -ENOTDIR : -EISDIR;
	if (inode_is_covered(r->from) || (r->to && inode_is_covered(r->to)))
		return -EBUSY;
	return 0;
}

/* Both folders are locked: find the two inodes and rename. */
static int rename_locked(struct path *from, struct path *to, unsigned flags,
			 struct rename_way *w) NO_LOCK_CHECK
{
	struct inode_rename r = {
		.from_dir = from->at.inode,
		.to_dir = to->at.inode,
		.from_name = from->last,
		.to_name = to->last,
		.exchange = flags & VFS_RENAME_EXCHANGE,
	};
	int err;

	err = path_last_locked(from, &r.from);
	if (err)
		return err;
	err = path_last_locked(to, &r.to);
	if (!err && (flags & VFS_RENAME_NOREPLACE))
		err = -EEXIST;
	else if (err == -ENOENT && !r.exchange)
		err = 0;
	if (!err)
		err = rename_check(from, to, &r, w);
	if (!err && r.from != r.to) {
		err = r.from_dir->ops->rename ? r.from_dir->ops->rename(&r) : -EPERM;
		if (!err && LINKED(notify_rename))
			notify_rename(&r);
		w->folders =
			inode_is(r.from, INODE_FOLDER) || (r.to && inode_is(r.to, INODE_FOLDER));
	}
	inode_put(r.from);
	inode_put(r.to);
	return err;
}

int vfs_rename(struct path *from, struct path *to, unsigned flags)
{
	struct rename_way w = { .from = from->at.inode, .to = to->at.inode };
	int err;

	if (from->at.mount != to->at.mount)
		return -EXDEV;
	if (!path_last_is_name(from))
		return -EBUSY;
	if (!path_last_is_name(to))
		return flags & VFS_RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	if (mount_is_read_only(from->at.mount))
		return -EROFS;
	rename_lock_both(&w);
	err = rename_locked(from, to, flags, &w);
	rename_unlock_both(&w);
	if (w.folders)
		known_forget();
	else
		known_forget_file();
	return err;
}
