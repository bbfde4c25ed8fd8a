/* SPDX-License-Identifier: MIT */
/* umount2(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/path.h"

LINK_WITH(mount_destroy);
LINK_WITH(ramfs_destroy);

enum {
	MNT_FORCE = 1,
	MNT_DETACH = 2,
	MNT_EXPIRE = 4,
	UMOUNT_NOFOLLOW = 8,
};

int sys_umount2(const char *target, int flags)
{
	struct mount *m;
	struct place at;
	int err;

	if (flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW))
		return -EINVAL;
	err = path_find(PATH_CWD, target, flags & UMOUNT_NOFOLLOW ? 0 : PATH_FOLLOW, &at);
	if (err)
		return err;
	m = at.mount;
	if (vfs_acts.limited || at.inode != m->root) {
		place_put(at);
		return vfs_acts.limited ? -EPERM : -EINVAL;
	}
	inode_put(at.inode); /* one reference to the mount stays */
	if ((flags & MNT_EXPIRE) && (flags & (MNT_FORCE | MNT_DETACH)))
		err = -EINVAL;
	else if ((flags & MNT_EXPIRE) && !mount_expire(m))
		err = -EAGAIN;
	else
		err = mount_detach(m, flags & MNT_DETACH);
	mount_put(m);
	return err;
}
