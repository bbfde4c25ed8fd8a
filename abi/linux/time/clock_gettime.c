/* SPDX-License-Identifier: MIT */
/* clock_gettime(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"

static noinline int read_used(int clock, int64_t *now)
{
	int tid;

	return time_used_clock(clock, &tid) < 0 ? -EINVAL : time_used_read(tid, now);
}

int sys_clock_gettime(int clock, struct linux_timespec *ts)
{
	int64_t now;

	if (clock_is_common(clock))
		now = clock_read(clock);
	else if (read_used(clock, &now) < 0)
		return -EINVAL;
	if (!user_writable(ts, sizeof *ts))
		return -EFAULT;
	*ts = timespec_of(now);
	return 0;
}
