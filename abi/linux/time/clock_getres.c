/* SPDX-License-Identifier: MIT */
/* clock_getres(2): as Linux with high-resolution timers and 250 ticks a second. */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"

#define COARSE_NS 4000000

int sys_clock_getres(int clock, struct linux_timespec *ts)
{
	bool coarse;
	int tid;

	if (!clock_is_common(clock) && time_used_clock(clock, &tid) < 0)
		return -EINVAL;
	coarse = clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE;
	if (!ts)
		return 0;
	if (!user_writable(ts, sizeof *ts))
		return -EFAULT;
	*ts = (struct linux_timespec){ 0, coarse ? COARSE_NS : 1 };
	return 0;
}
