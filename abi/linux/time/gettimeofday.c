/* SPDX-License-Identifier: MIT */
/* gettimeofday(2): the time zone is always UTC. */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"

int sys_gettimeofday(struct linux_timeval *tv, struct linux_timezone *tz)
{
	if ((tv && !user_writable(tv, sizeof *tv)) || (tz && !user_writable(tz, sizeof *tz)))
		return -EFAULT;
	if (tv) {
		struct linux_timespec now = timespec_of(time_wall());

		*tv = (struct linux_timeval){ now.tv_sec, now.tv_nsec / 1000 };
	}
	if (tz)
		*tz = (struct linux_timezone){ 0, 0 };
	return 0;
}
