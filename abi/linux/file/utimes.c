/* SPDX-License-Identifier: MIT */
/* utimes(2) */
#include "abi/linux/file/utimes.h"

#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/path.h"

int utimes_at(int dir, const char *path, const struct linux_timeval *tv)
{
	struct linux_timespec ts[2];

	if (!tv)
		return utimens_at(dir, path, NULL, 0);
	if (!user_readable(tv, 2 * sizeof *tv))
		return -EFAULT;
	for (unsigned i = 0; i < 2; i++) {
		if (tv[i].tv_usec < 0 || tv[i].tv_usec >= 1000000)
			return -EINVAL;
		ts[i] = (struct linux_timespec){ tv[i].tv_sec, tv[i].tv_usec * 1000 };
	}
	return utimens_at(dir, path, ts, 0);
}

int sys_utimes(const char *path, const struct linux_timeval *tv)
{
	return utimes_at(PATH_CWD, path, tv);
}
