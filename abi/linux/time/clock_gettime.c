/* SPDX-License-Identifier: MIT */
/* clock_gettime(2): the clocks that are read thousands of times a second come first. */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "kern/dev/plat.h"

static noinline int other_clock(int clock, struct linux_timespec *ts)
{
	struct linux_timespec read;
	int64_t now;
	int tid;

	if (clock_is_common(clock))
		now = clock_read(clock);
	else if (time_used_clock(clock, &tid) < 0 || time_used_read(tid, &now) < 0)
		return -EINVAL;
	read = timespec_of(now);
	return user_put(ts, &read, sizeof read);
}

int sys_clock_gettime(int clock, struct linux_timespec *ts)
{
	int64_t now;

	if (likely(clock == CLOCK_MONOTONIC))
		return user_put_time(ts, plat_clock());
	if (clock == CLOCK_REALTIME) {
		now = time_wall();
		if (likely(now >= 0))
			return user_put_time(ts, (nsec_t)now);
	}
	return other_clock(clock, ts);
}
