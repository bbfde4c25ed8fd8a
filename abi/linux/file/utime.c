/* SPDX-License-Identifier: MIT */
/* utime(2): the times in seconds, of access and of change. */
#include "abi/linux/file/utimes.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/path.h"

int sys_utime(const char *path, const int64_t *times)
{
	struct linux_timespec ts[2] = { { 0, 0 }, { 0, 0 } };
	int64_t copy[2];

	if (!times)
		return utimens_at(PATH_CWD, path, NULL, 0);
	if (user_get(copy, times, sizeof copy))
		return -EFAULT;
	ts[0].tv_sec = copy[0];
	ts[1].tv_sec = copy[1];
	return utimens_at(PATH_CWD, path, ts, 0);
}
