/* SPDX-License-Identifier: MIT */
/*
 * rename() in ramfs. What can fail comes first, so a rename is done wholly or not at all.
 */
#include "base/errno.h"
#include "fs/ramfs_int.h"

/* Which lock is taken depends on addresses: beyond what the analysis follows, as below. */
static void ramfs_lock_two(struct inode *a, struct inode *b) NO_LOCK_CHECK
{
	if (b && b < a) {
		mutex_lock(&b->lock);
		mutex_lock(&a->lock);
		return;
	}
	mutex_lock(&a->lock);
	if (b)
		mutex_lock(&b->lock);
}

static void ramfs_unlock_two(struct inode *a, struct inode *b) NO_LOCK_CHECK
{
	mutex_unlock(&a->lock);
	if (b)
		mutex_unlock(&b->lock);
}

/* If (i) is a folder, it is in (to) now and no longer in (from). */
static void ramfs_move_folder(struct inode *i, struct inode *from, struct inode *to)
{
	if (from == to || !inode_is(i, INODE_FOLDER))
		return;
	ramfs_of(i)->folder.parent = ramfs_of(inode_get(to));
	from->nlink--;
	to->nlink++;
	inode_put(from);
}

static void ramfs_exchange(const struct inode_rename *r, struct ramfs_name *from,
			   struct ramfs_name *to)
{
	ramfs_name_unlink(from);
	ramfs_name_unlink(to);
	ramfs_name_link(from, ramfs_of(r->to));
	ramfs_name_link(to, ramfs_of(r->from));
	inode_put(r->from); /* what the names were before; the caller has references */
	inode_put(r->to);
	ramfs_move_folder(r->from, r->from_dir, r->to_dir);
	ramfs_move_folder(r->to, r->to_dir, r->from_dir);
	r->from_dir->mtime = inode_now();
	r->from_dir->ctime = r->from_dir->mtime;
	r->to_dir->mtime = r->from_dir->mtime;
	r->to_dir->ctime = r->from_dir->mtime;
	r->to->ctime = r->from_dir->mtime;
}

/* Let the name (to), which is another inode's, be (r->from)'s, too. */
static int ramfs_replace(const struct inode_rename *r, struct ramfs_name *to)
{
	bool folder = inode_is(r->to, INODE_FOLDER);

	if (folder) {
		int err = ramfs_folder_fill(ramfs_of(r->to));

		if (err)
			return err;
		if (ramfs_of(r->to)->folder.nr_names)
			return -ENOTEMPTY;
	}
	ramfs_name_unlink(to);
	ramfs_name_link(to, ramfs_of(r->from));
	r->to->nlink -= folder ? 2 : 1;
	r->to->ctime = inode_now();
	if (folder)
		r->to_dir->nlink--;
	r->to_dir->mtime = r->to->ctime;
	r->to_dir->ctime = r->to->ctime;
	inode_put(r->to);
	return 0;
}

static int ramfs_rename_locked(const struct inode_rename *r)
{
	struct ramfs_inode *from_dir = ramfs_of(r->from_dir), *to_dir = ramfs_of(r->to_dir);
	struct ramfs_name *from = ramfs_folder_find(&from_dir->folder, r->from_name);
	struct ramfs_name *to = NULL;
	int err;

	if (!r->to_dir->nlink)
		return -ENOENT;
	err = ramfs_folder_fill(from_dir);
	if (err)
		return err;
	if (r->to)
		to = ramfs_folder_find(&to_dir->folder, r->to_name);
	if (r->exchange) {
		ramfs_exchange(r, from, to);
		return 0;
	}
	if (to)
		err = ramfs_replace(r, to);
	else
		err = ramfs_folder_add(to_dir, r->to_name, ramfs_of(r->from));
	if (err)
		return err;
	ramfs_folder_remove(from_dir, from);
	ramfs_move_folder(r->from, r->from_dir, r->to_dir);
	return 0;
}

int ramfs_rename(const struct inode_rename *r)
{
	int err;

	ramfs_lock_two(r->from, r->to);
	err = ramfs_rename_locked(r);
	if (!err)
		r->from->ctime = inode_now();
	ramfs_unlock_two(r->from, r->to);
	return err;
}
