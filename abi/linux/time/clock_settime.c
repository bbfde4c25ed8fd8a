/* SPDX-License-Identifier: MIT */
/* Setting the clock is the platform's business: the application is told that it may not. */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"

int sys_clock_settime(int clock, const struct linux_timespec *ts)
{
	nsec_t ns;
	int err;

	if (clock != CLOCK_REALTIME)
		return -EINVAL;
	err = timespec_get(ts, &ns);
	return err < 0 ? err : -EPERM;
}

int sys_settimeofday(const struct linux_timeval *tv, const struct linux_timezone *tz)
{
	if ((tv && !user_readable(tv, sizeof *tv)) || (tz && !user_readable(tz, sizeof *tz)))
		return -EFAULT;
	if (tv && (tv->tv_sec < 0 || (uint64_t)tv->tv_usec >= 1000000))
		return -EINVAL;
	return tv || tz ? -EPERM : 0;
}
