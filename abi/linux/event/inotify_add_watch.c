/* SPDX-License-Identifier: MIT */
/* Watching files: inotify_add_watch(2), inotify_rm_watch(2). Images with them tell of changes. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/event/inotify.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/notify.h"
#include "kern/vfs/path.h"

LINK_WITH(notify_watchers);
LINK_WITH(ramfs_where);
LINK_WITH(ramfs_keep_gone);
LINK_WITH(ramfs_free_gone);

#define KNOWN                                                                                 \
	(INOTIFY_ALL | NOTIFY_UNMOUNT | INOTIFY_Q_OVERFLOW | INOTIFY_IGNORED | NOTIFY_ISDIR | \
	 INOTIFY_ONLYDIR | INOTIFY_DONT_FOLLOW | INOTIFY_EXCL_UNLINK | INOTIFY_MASK_CREATE |  \
	 INOTIFY_MASK_ADD | INOTIFY_ONESHOT)

/* In Linux's order: the mask says something, the descriptor is one, the mask makes sense. */
static int check(struct file **f, int fd, uint32_t mask)
{
	uint32_t both = INOTIFY_MASK_ADD | INOTIFY_MASK_CREATE;

	if (!(mask & KNOWN))
		return -EINVAL;
	*f = fd_get(fd, FILE_IO);
	if (!*f)
		return -EBADF;
	if ((mask & both) != both && inotify_is(*f))
		return 0;
	file_put(*f);
	return -EINVAL;
}

int sys_inotify_add_watch(int fd, const char *path, uint32_t mask)
{
	struct place at;
	struct file *f;
	int r = check(&f, fd, mask);

	if (r)
		return r;
	r = path_find(PATH_CWD, path, mask & INOTIFY_DONT_FOLLOW ? 0 : PATH_FOLLOW, &at);
	if (r)
		goto end;
	r = -ENOTDIR;
	if (!(mask & INOTIFY_ONLYDIR) || inode_is(at.inode, INODE_FOLDER))
		r = inotify_add(f, at, mask);
	place_put(at);
end:
	file_put(f);
	return r;
}

int sys_inotify_rm_watch(int fd, int number)
{
	struct file *f = fd_get(fd, FILE_IO);
	int err;

	if (!f)
		return -EBADF;
	err = inotify_is(f) ? inotify_remove(f, number) : -EINVAL;
	file_put(f);
	return err;
}
