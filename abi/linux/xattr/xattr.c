/* SPDX-License-Identifier: MIT */
/*
 * Extended attributes, in the order of Linux (fs/xattr.c): the name is looked at before the file,
 * rights before whether the file system has such attributes.
 */
#include "abi/linux/xattr/xattr.h"

#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/mount.h"
#include "kern/vfs/notify.h"
#include "kern/vfs/tree/permission.h"

#define NAME_MAX  255
#define VALUE_MAX 65536

#define XATTR_CREATE  1
#define XATTR_REPLACE 2

LINK_WITH(ramfs_xattr);

static bool is_root(void)
{
	return !vfs_acts.limited;
}

static int xattr_copy_name(char to[NAME_MAX + 1], const char *from)
{
	size_t n = 0;

	do {
		if (n > NAME_MAX)
			return -ERANGE;
		if (user_get(&to[n], &from[n], 1))
			return -EFAULT;
	} while (to[n++]);
	return n == 1 ? -ERANGE : 0;
}

/* The file, referenced; it need not have a mount. */
static int xattr_open(struct xattr_file at, struct place *to)
{
	struct file *f;

	*to = (struct place){ NULL, NULL };
	if (at.path)
		return path_find(PATH_CWD, at.path, at.follow ? PATH_FOLLOW : 0, to);
	f = fd_get(at.fd, FILE_IO);
	if (!f)
		return -EBADF;
	if (f->mount)
		*to = place_get((struct place){ f->mount, f->inode });
	file_put(f);
	return 0;
}

static void xattr_close(struct place at)
{
	if (at.mount)
		place_put(at);
}

static bool begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* What users keep with a file is as its content; of a sticky folder it is the owner's. */
static int xattr_permission(const struct inode *i, bool write)
{
	if (write && inode_is(i, INODE_FOLDER) && (i->mode & MODE_STICKY) && !permission_owns(i))
		return -EPERM;
	return vfs_may(i, write ? MAY_WRITE : MAY_READ);
}

/*
 * May the attribute (name) be used, and are there such? Errors: (denied) when it may not be read,
 * -EPERM when it may not be written.
 */
static int xattr_check(struct place at, const char *name, bool write)
{
	static const char *const kinds[] = { "user.", "trusted.", "security." };
	const struct inode *i = at.inode;
	int denied = write ? -EPERM : -ENODATA, err = 0;

	if (write && at.mount && mount_is_read_only(at.mount))
		return -EROFS;
	if (begins(name, "trusted.") && !is_root())
		return denied;
	if (begins(name, "user.") && !(i && (inode_is(i, INODE_FILE) || inode_is(i, INODE_FOLDER))))
		return denied;
	if (begins(name, "user.") && vfs_acts.limited)
		err = xattr_permission(i, write);
	if (err)
		return err;
	if (!i || !i->ops->xattr)
		return -EOPNOTSUPP;
	for (size_t k = 0; k < nitems(kinds); k++) {
		if (begins(name, kinds[k]))
			return name[strlen(kinds[k])] ? 0 : -EINVAL;
	}
	return -EOPNOTSUPP;
}

/* What setting and removing have in common: (how) INODE_XATTR_*. */
static int change(struct xattr_file at, const char *name, const void *value, size_t n, unsigned how)
{
	struct place to;
	int err = xattr_open(at, &to);

	if (err)
		return err;
	err = xattr_check(to, name, true);
	if (!err && begins(name, "security.") && !is_root())
		err = -EPERM;
	if (!err)
		err = to.inode->ops->xattr->set(to.inode, name, value, n, how);
	if (!err)
		notify(to.inode, NOTIFY_ATTRIB);
	xattr_close(to);
	return err;
}

int xattr_set(struct xattr_file at, const char *user_name, const void *value, size_t n, int flags)
{
	unsigned how = (flags & XATTR_CREATE ? INODE_XATTR_CREATE : 0) |
		       (flags & XATTR_REPLACE ? INODE_XATTR_REPLACE : 0);
	char name[NAME_MAX + 1];
	void *copy;
	int err;

	if (flags & ~(XATTR_CREATE | XATTR_REPLACE))
		return -EINVAL;
	err = xattr_copy_name(name, user_name);
	if (err)
		return err;
	if (n > VALUE_MAX)
		return -E2BIG;
	copy = heap_alloc(n + 1);
	if (!copy)
		return -ENOMEM;
	err = n ? user_get(copy, value, n) : 0;
	if (!err)
		err = change(at, name, copy, n, how);
	heap_free(copy);
	return err;
}

int xattr_remove(struct xattr_file at, const char *user_name)
{
	char name[NAME_MAX + 1];
	int err = xattr_copy_name(name, user_name);

	return err ? err : change(at, name, NULL, 0, INODE_XATTR_REMOVE);
}

ssize_t xattr_get(struct xattr_file at, const char *user_name, void *value, size_t n)
{
	size_t room = MIN(n, (size_t)VALUE_MAX);
	char name[NAME_MAX + 1];
	struct place to;
	char *copy = NULL;
	ssize_t r = xattr_copy_name(name, user_name);

	if (!r)
		r = xattr_open(at, &to);
	if (r)
		return r;
	r = xattr_check(to, name, false);
	if (!r && room) {
		copy = heap_alloc(room);
		r = copy ? 0 : -ENOMEM;
	}
	if (!r)
		r = to.inode->ops->xattr->get(to.inode, name, copy, room);
	xattr_close(to);
	if (r > 0 && room && user_put(value, copy, (size_t)r))
		r = -EFAULT;
	heap_free(copy);
	return r;
}

ssize_t xattr_list(struct xattr_file at, char *names, size_t n)
{
	size_t room = MIN(n, (size_t)VALUE_MAX);
	struct place to;
	char *copy = NULL;
	ssize_t r = xattr_open(at, &to);

	if (r)
		return r;
	if (!to.inode || !to.inode->ops->xattr) {
		xattr_close(to);
		return 0; /* no file has attributes that need a file system */
	}
	if (room) {
		copy = heap_alloc(room);
		r = copy ? 0 : -ENOMEM;
	}
	if (!r)
		r = to.inode->ops->xattr->list(to.inode, copy, room, is_root());
	xattr_close(to);
	if (r > 0 && room && user_put(names, copy, (size_t)r))
		r = -EFAULT;
	heap_free(copy);
	return r;
}
