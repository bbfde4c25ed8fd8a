/* SPDX-License-Identifier: MIT */
/* openat(2) */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/vfs.h"

LINK_WITH(file_ioctl_any);

/* What Linux knows; it ignores the rest. */
#define OPEN_FLAGS                                                                               \
	(FILE_O_ACCMODE | FILE_O_CREAT | FILE_O_EXCL | FILE_O_NOCTTY | FILE_O_TRUNC |            \
	 FILE_O_APPEND | FILE_O_NONBLOCK | FILE_O_SYNC | FILE_O_ASYNC | FILE_O_DIRECT |          \
	 FILE_O_LARGEFILE | FILE_O_TMPFILE | FILE_O_NOFOLLOW | FILE_O_NOATIME | FILE_O_CLOEXEC | \
	 FILE_O_PATH)

int sys_openat(int dir, const char *path, int flags, unsigned mode)
{
	struct vfs_how how = {
		.flags = ((unsigned)flags & OPEN_FLAGS) | FILE_O_LARGEFILE,
		.mode = mode,
	};
	struct file *f;
	int err;

	if (how.flags & (FILE_O_CREAT | FILE_O_TRUNC) && !fd_is_left())
		return -EMFILE;
	do { /* a FIFO waits for who opens the other end */
		err = (int)signal_call_ends(vfs_open(dir, path, &how, &f));
	} while (err == SIGNAL_CALL_AGAIN);
	if (err)
		return err;
	err = fd_install(f, 0, how.flags & FILE_O_CLOEXEC);
	if (err < 0)
		file_put(f);
	return err;
}
