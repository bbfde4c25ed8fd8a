/* SPDX-License-Identifier: MIT */
/*
 * Changing what stat() tells: length, permissions, owner, times.
 */
#include "base/errno.h"
#include "kern/vfs/notify.h"
#include "kern/vfs/regular.h"
#include "kern/vfs/tree/permission.h"
#include "kern/vfs/vfs.h"

int vfs_truncate(struct place at, int64_t size)
{
	struct inode *i = at.inode;
	int err;

	if (size < 0)
		return -EINVAL;
	if (inode_is(i, INODE_FOLDER))
		return -EISDIR;
	if (!inode_is(i, INODE_FILE))
		return -EINVAL;
	if (mount_is_read_only(at.mount) || !i->ops->truncate)
		return -EROFS;
	if (size > file_size_max && size > i->size)
		return -EFBIG;
	err = i->ops->truncate(i, size);
	if (!err && unlikely(vfs_acts.limited)) {
		mutex_lock(&i->lock);
		inode_drop_setid(i);
		mutex_unlock(&i->lock);
	}
	if (!err)
		notify(i, NOTIFY_MODIFY);
	return err;
}

/* One time alone is what reading or writing changes. */
static uint32_t attr_event(const struct vfs_attr *a)
{
	if (a->set_mode || a->chown || a->set_atime == a->set_mtime)
		return NOTIFY_ATTRIB;
	return a->set_atime ? NOTIFY_ACCESS : NOTIFY_MODIFY;
}

int vfs_set_attr(struct place at, const struct vfs_attr *asked)
{
	struct vfs_attr own = *asked, *a = &own;
	struct inode *i = at.inode;
	int err = 0;

	if (mount_is_read_only(at.mount))
		return -EROFS;
	if (a->set_mode && inode_is(i, INODE_SYMLINK))
		return -EOPNOTSUPP;
	mutex_lock(&i->lock);
	if (unlikely(vfs_acts.limited))
		err = permission_set_attr(i, a);
	if (err)
		goto unlock;
	if (a->set_mode)
		i->mode = (i->mode & INODE_KIND) | (a->mode & 07777);
	if (a->set_uid)
		i->uid = a->uid;
	if (a->set_gid)
		i->gid = a->gid;
	if (a->chown)
		inode_drop_setid(i);
	if (a->set_atime)
		i->atime = a->atime;
	if (a->set_mtime)
		i->mtime = a->mtime;
	i->ctime = inode_now();
unlock:
	mutex_unlock(&i->lock);
	if (!err)
		notify(i, attr_event(a));
	return err;
}
