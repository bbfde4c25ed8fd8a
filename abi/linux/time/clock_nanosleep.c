/* SPDX-License-Identifier: MIT */
/* clock_nanosleep(2) */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/dev/plat.h"

#define TIMER_ABSTIME 1

/* Nobody sets the wall clock, so a time on it is one on the monotonic clock. */
static int sleep_until(int clock, const struct linux_timespec *when)
{
	nsec_t deadline;
	int err = timespec_get(when, &deadline);
	int64_t distance = clock_read(clock) - (int64_t)plat_clock();

	if (err < 0)
		return err;
	if (clock != CLOCK_MONOTONIC && deadline != NSEC_NEVER)
		deadline = (int64_t)deadline > distance ? deadline - (uint64_t)distance : 0;
	do {
		err = time_sleep(deadline);
	} while (err == -EINTR && signal_deliver && signal_deliver(NULL) == SIGNAL_NONE);
	return err;
}

int sys_clock_nanosleep(int clock, int flags, const struct linux_timespec *req,
			struct linux_timespec *rem)
{
	clock = clock_normalise(clock);
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_BOOTTIME_ALARM:
	case CLOCK_TAI:
		break;
	case CLOCK_THREAD_CPUTIME_ID:
		return -EINVAL;
	case CLOCK_PROCESS_CPUTIME_ID:
		unsupported_once("clock_nanosleep", "sleep on CPU time, refused");
		return -EOPNOTSUPP;
	default:
		return clock < 0 ? clock : -EOPNOTSUPP;
	}
	return flags & TIMER_ABSTIME ? sleep_until(clock, req) : time_sleep_for(req, rem);
}
