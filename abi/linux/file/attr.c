/* SPDX-License-Identifier: MIT */
/* What chmod, chown and utimensat have in common. */
#include "abi/linux/file/attr.h"
#include "abi/linux/file/at.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

int attr_set_at(int dir, const char *path, int flags, const struct vfs_attr *a)
{
	struct place at;
	int err;

	if (at_is_descriptor(dir, path, flags))
		return attr_set_fd(dir, FILE_ANY, a);
	err = path_find(dir, path, at_path_flags(flags), &at);
	if (err)
		return err;
	err = vfs_set_attr(at, a);
	place_put(at);
	return err;
}

int attr_set_fd(int fd, unsigned need, const struct vfs_attr *a)
{
	struct file *f = fd_get(fd, need);
	int err = 0;

	if (!f)
		return -EBADF;
	if (f->mount) /* what has no inode takes it and forgets it */
		err = vfs_set_attr((struct place){ f->mount, f->inode }, a);
	file_put(f);
	return err;
}
