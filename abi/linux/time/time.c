/* SPDX-License-Identifier: MIT */
/* time(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"

int64_t sys_time(int64_t *t)
{
	int64_t now;

	if (t && !user_writable(t, sizeof *t))
		return -EFAULT;
	now = timespec_of(time_wall()).tv_sec;
	if (t)
		*t = now;
	return now;
}
