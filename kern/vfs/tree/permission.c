/* SPDX-License-Identifier: MIT */
/* The rules by which an application that is not root may do something with files. */
#include "kern/vfs/tree/permission.h"

#include "base/errno.h"
#include "kern/sched/lock.h"
#include "kern/vfs/vfs.h"

/* Groups beside the actor's own. */
static struct {
	struct spinlock lock; /* guards: */
	uint32_t *ids;        /* in ascending order */
	unsigned n;
} groups = { .lock = LOCK_INIT(LOCK_VIEW) };

uint32_t *permission_set_groups(uint32_t *ids, unsigned n)
{
	uint32_t *old;

	spin_lock(&groups.lock);
	old = groups.ids;
	groups.ids = ids;
	groups.n = n;
	spin_unlock(&groups.lock);
	return old;
}

unsigned permission_get_groups(unsigned from, uint32_t *ids, unsigned n)
{
	unsigned all;

	spin_lock(&groups.lock);
	all = groups.n;
	for (unsigned i = from; i < all && i - from < n; i++)
		ids[i - from] = groups.ids[i];
	spin_unlock(&groups.lock);
	return all;
}

static bool is_in_group(const struct vfs_actor *a, uint32_t gid)
{
	unsigned low = 0, high;
	bool found = false;

	if (gid == a->gid)
		return true;
	spin_lock(&groups.lock);
	high = groups.n;
	while (low < high && !found) {
		unsigned middle = low + (high - low) / 2;

		found = groups.ids[middle] == gid;
		if (groups.ids[middle] < gid)
			low = middle + 1;
		else
			high = middle;
	}
	spin_unlock(&groups.lock);
	return found;
}

bool permission_owns(const struct inode *i)
{
	return !vfs_acts.limited || i->uid == vfs_acts.uid;
}

/* Who is the owner, or in the group, has their bits, also where others have more. */
int permission_check(const struct vfs_actor *a, const struct inode *i, unsigned want)
{
	uint32_t mode = i->mode;

	if (!a->limited)
		return 0;
	if (i->uid == a->uid)
		mode >>= 6;
	else if (is_in_group(a, i->gid))
		mode >>= 3;
	return want & ~mode ? -EACCES : 0;
}

int permission_open(const struct inode *i, unsigned flags)
{
	unsigned access = flags & FILE_O_ACCMODE, want = 0;
	int err;

	if (access != FILE_O_WRONLY)
		want |= MAY_READ;
	if (access != FILE_O_RDONLY || (flags & FILE_O_TRUNC))
		want |= MAY_WRITE;
	err = vfs_may(i, want);
	if (!err && (flags & FILE_O_NOATIME) && !permission_owns(i))
		err = -EPERM;
	return err;
}

/* From a sticky folder only the owners of it or of what is in it remove. */
int permission_remove(const struct inode *dir, const struct inode *i)
{
	int err = vfs_may(dir, MAY_WRITE | MAY_EXEC);

	if (!err && (dir->mode & MODE_STICKY) && !permission_owns(dir) && !permission_owns(i))
		err = -EPERM;
	return err;
}

/* As Linux with fs.protected_hardlinks, which distributions set. */
int permission_link(const struct inode *i)
{
	bool program = (i->mode & MODE_SETUID) ||
		       (i->mode & (MODE_SETGID | MODE_XGROUP)) == (MODE_SETGID | MODE_XGROUP);

	if (permission_owns(i))
		return 0;
	return !inode_is(i, INODE_FILE) || program || vfs_may(i, MAY_READ | MAY_WRITE) ? -EPERM : 0;
}

/* A folder that moves to another one changes: it has another above it. */
static int may_move(const struct inode *i)
{
	return inode_is(i, INODE_FOLDER) ? vfs_may(i, MAY_WRITE) : 0;
}

int permission_rename(const struct inode_rename *r)
{
	int err = permission_remove(r->from_dir, r->from);

	if (!err && r->to)
		err = permission_remove(r->to_dir, r->to);
	else if (!err)
		err = vfs_may(r->to_dir, MAY_WRITE | MAY_EXEC);
	if (r->from_dir == r->to_dir)
		return err;
	if (!err)
		err = may_move(r->from);
	if (!err && r->exchange)
		err = may_move(r->to);
	return err;
}

static int may_set_owner(const struct inode *i, const struct vfs_attr *a)
{
	bool owns = permission_owns(i);

	if (a->set_uid && (!owns || a->uid != i->uid))
		return -EPERM;
	if (a->set_gid && (!owns || (a->gid != i->gid && !is_in_group(&vfs_acts, a->gid))))
		return -EPERM;
	return 0;
}

int permission_set_attr(const struct inode *i, struct vfs_attr *a)
{
	int err = may_set_owner(i, a);

	if (err)
		return err;
	if (a->set_mode && !permission_owns(i))
		return -EPERM;
	if (a->set_mode && !is_in_group(&vfs_acts, i->gid))
		a->mode &= ~MODE_SETGID;
	if ((a->set_atime || a->set_mtime) && !permission_owns(i))
		return a->touch ? vfs_may(i, MAY_WRITE) : -EPERM;
	return 0;
}
