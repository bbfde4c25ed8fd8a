/* SPDX-License-Identifier: MIT */
#include "abi/linux/file/open.h"
#include "abi/linux/signal/deliver.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

LINK_WITH(file_ioctl_any);

int open_descriptor(int dir, const char *path, const struct vfs_how *how)
{
	struct file *f;
	int err;

	if (how->flags & (FILE_O_CREAT | FILE_O_TRUNC) && !fd_is_left())
		return -EMFILE;
	do { /* a FIFO waits for who opens the other end */
		err = (int)signal_call_ends(vfs_open(dir, path, how, &f));
	} while (err == SIGNAL_CALL_AGAIN);
	if (err)
		return err;
	err = fd_install(f, 0, how->flags & FILE_O_CLOEXEC);
	if (err < 0)
		file_put(f);
	return err;
}
