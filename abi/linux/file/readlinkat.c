/* SPDX-License-Identifier: MIT */
/* readlinkat(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/vfs/path.h"

/* Copy the text of (link), as far as it fits and without a terminator. */
static ssize_t readlink_copy(struct inode *link, const struct mount *m, char *buf, size_t n)
{
	struct name target;
	int err;

	err = link->ops->readlink(link, &target);
	if (err)
		return err;
	n = MIN(n, target.len);
	if (!user_writable(buf, n))
		return -EFAULT;
	memcpy(buf, target.s, n);
	inode_note_access(link, m);
	return (ssize_t)n;
}

ssize_t sys_readlinkat(int dir, const char *path, char *buf, int n)
{
	struct place at;
	ssize_t r;

	if (n <= 0)
		return -EINVAL;
	r = path_find(dir, path, PATH_EMPTY, &at);
	if (r)
		return r;
	if (inode_is(at.inode, INODE_SYMLINK))
		r = readlink_copy(at.inode, at.mount, buf, (size_t)n);
	else
		r = user_readable(path, 1) && !*path ? -ENOENT : -EINVAL;
	place_put(at);
	return r;
}
