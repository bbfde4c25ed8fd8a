/* SPDX-License-Identifier: MIT */
/* fallocate(2), of which only taking space is there: no holes are punched. */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/notify.h"
#include "kern/vfs/regular.h"

#define FALLOC_FL_KEEP_SIZE 1

LINK_WITH(ramfs_allocate);

static int allocate(struct file *f, int mode, int64_t offset, int64_t len)
{
	int err;

	if (mode & ~FALLOC_FL_KEEP_SIZE) {
		unsupported_once("fallocate", "mode %#x is not there", (unsigned)mode);
		return -EOPNOTSUPP;
	}
	if (!(f->can & FILE_WRITE))
		return -EBADF;
	if (!f->inode)
		return -ESPIPE;
	if (inode_is(f->inode, INODE_FOLDER))
		return -EISDIR;
	if (!inode_is(f->inode, INODE_FILE) || !f->inode->ops->allocate)
		return -ENODEV;
	if (len > INT64_MAX - offset || offset + len > file_size_max)
		return -EFBIG;
	err = f->inode->ops->allocate(f->inode, offset, len, mode & FALLOC_FL_KEEP_SIZE);
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
		err = allocate(f, mode, offset, len);
	file_put(f);
	if (err == -EFBIG && LINKED(signal_file_size))
		signal_file_size();
	return err;
}
