/* SPDX-License-Identifier: MIT */
/*
 * fallocate(2). What is more than taking space and punching holes, Linux's tmpfs does not have,
 * either; it refuses that after the tests here.
 */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/notify.h"
#include "kern/vfs/regular.h"

/* All modes that there are; those of our own are the first two. */
#define FALLOC_FL_ALL (1u | 2u | 8u | 16u | 32u | 64u)

#define OURS (ALLOCATE_KEEP_SIZE | ALLOCATE_PUNCH)

LINK_WITH(ramfs_allocate);

static int check_file(const struct file *f)
{
	if (!(f->can & FILE_WRITE))
		return -EBADF;
	if (!f->inode || inode_is(f->inode, INODE_FIFO))
		return -ESPIPE;
	if (inode_is(f->inode, INODE_FOLDER))
		return -EISDIR;
	return inode_is(f->inode, INODE_FILE) ? 0 : -ENODEV;
}

static int allocate(struct file *f, unsigned mode, int64_t offset, int64_t len)
{
	int err = mode & ~FALLOC_FL_ALL || (mode & OURS) == ALLOCATE_PUNCH ? -EOPNOTSUPP
									   : check_file(f);

	if (err)
		return err;
	if (len > INT64_MAX - offset || offset + len > file_size_max)
		return -EFBIG;
	if (mode & ~OURS || !f->inode->ops->allocate)
		return -EOPNOTSUPP;
	err = f->inode->ops->allocate(f->inode, offset, len, mode);
	if (!err)
		notify(f->inode, NOTIFY_MODIFY);
	return err;
}

int sys_fallocate(int fd, int mode, int64_t offset, int64_t len)
{
	struct file *f = fd_get(fd, FILE_IO);
	int err = -EINVAL;

	if (!f)
		return -EBADF;
	if (offset >= 0 && len > 0)
		err = allocate(f, (unsigned)mode, offset, len);
	file_put(f);
	if (err == -EFBIG && LINKED(signal_file_size))
		signal_file_size();
	return err;
}
