/* SPDX-License-Identifier: MIT */
/* flock(2) */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/locks.h"

enum {
	LOCK_SH = 1,
	LOCK_EX = 2,
	LOCK_NB = 4,
	LOCK_UN = 8,
};

static int flock_once(int fd, unsigned op)
{
	unsigned what = op & ~(unsigned)LOCK_NB;
	struct file_lock l = { .whole = true, .last = INT64_MAX };
	struct file *f;
	int err;

	if (what != LOCK_SH && what != LOCK_EX && what != LOCK_UN)
		return -EINVAL;
	f = fd_get(fd, FILE_IO);
	if (!f)
		return -EBADF;
	l.kind = what == LOCK_SH   ? FILE_LOCK_READ
		 : what == LOCK_EX ? FILE_LOCK_WRITE
				   : FILE_LOCK_NONE;
	l.by = f;
	err = file_lock_set(f, &l, !(op & LOCK_NB));
	file_put(f);
	return (int)signal_call_ends(err);
}

int sys_flock(int fd, unsigned op)
{
	int err;

	do {
		err = flock_once(fd, op);
	} while (err == SIGNAL_CALL_AGAIN);
	return err;
}
