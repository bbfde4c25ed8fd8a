/* SPDX-License-Identifier: MIT */
/* utime(2): the times in seconds, of access and of change. */
#include "abi/linux/file/utimes.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/path.h"

int sys_utime(const char *path, const int64_t *times)
{
	struct linux_timeval tv[2] = { { 0, 0 }, { 0, 0 } };

	if (!times)
		return utimes_at(PATH_CWD, path, NULL);
	if (!user_readable(times, 2 * sizeof *times))
		return -EFAULT;
	tv[0].tv_sec = times[0];
	tv[1].tv_sec = times[1];
	return utimes_at(PATH_CWD, path, tv);
}
