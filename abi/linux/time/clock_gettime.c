/* SPDX-License-Identifier: MIT */
/* clock_gettime(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"

int sys_clock_gettime(int clock, struct linux_timespec *ts)
{
	clock = clock_normalise(clock);
	if (clock < 0)
		return clock;
	if (!user_writable(ts, sizeof *ts))
		return -EFAULT;
	*ts = timespec_of(clock_read(clock));
	return 0;
}
