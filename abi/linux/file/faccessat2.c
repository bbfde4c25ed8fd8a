/* SPDX-License-Identifier: MIT */
/* faccessat2(2): faccessat(3) with flags */
#include "abi/linux/file/at.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fs.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/tree/permission.h"

enum {
	X_OK = 1,
	W_OK = 2,
	R_OK = 4,
};

/* What (as) may do: root everything, but execute what nobody may. */
static int access_check(struct place at, int mode, const struct vfs_actor *as)
{
	const struct inode *i = at.inode;

	if ((mode & X_OK) && inode_is(i, INODE_FILE) && (at.mount->flags & MOUNT_NOEXEC))
		return -EACCES;
	if (unlikely(as->limited) && permission_check(as, i, (unsigned)mode))
		return -EACCES;

	if ((mode & X_OK) && !inode_is(i, INODE_FOLDER) && !(i->mode & 0111))
		return -EACCES;
	if ((mode & W_OK) && mount_is_read_only(at.mount) && !inode_is(i, INODE_CHAR))
		return -EROFS;
	return 0;
}

int sys_faccessat2(int dir, const char *path, int mode, int flags)
{
	struct place at;
	bool real;
	int err;

	if (mode & ~(R_OK | W_OK | X_OK))
		return -EINVAL;
	if (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	real = !(flags & AT_EACCESS);
	err = path_find(dir, path, at_path_flags(flags) | (real ? PATH_REAL : 0), &at);
	if (err)
		return err;
	err = access_check(at, mode, real ? &vfs_asks : &vfs_acts);
	place_put(at);
	return err;
}
