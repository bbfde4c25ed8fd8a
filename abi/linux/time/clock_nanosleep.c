/* SPDX-License-Identifier: MIT */
/* clock_nanosleep(2) */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"

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
	} while (err == -EINTR && signal_none_ran(NULL));
	return err;
}

/* Sleep while others use CPU time, until it has come to (when). */
static int sleep_used_until(int tid, nsec_t when)
{
	int64_t now;
	int err;

	for (;;) {
		err = time_used_read(tid, &now);
		if (err < 0 || (nsec_t)now >= when)
			return err < 0 ? 0 : err;
		err = time_sleep(plat_clock() + time_used_step(tid, when - (nsec_t)now));
		if (err < 0)
			return err;
	}
}

static int put_rest(struct linux_timespec *rem, int tid, nsec_t when)
{
	struct linux_timespec rest;
	int64_t now;

	if (time_used_read(tid, &now) < 0)
		now = 0;
	rest = timespec_of(when > (nsec_t)now ? (int64_t)(when - (nsec_t)now) : 0);
	return user_put(rem, &rest, sizeof rest);
}

static int sleep_used(int clock, int flags, const struct linux_timespec *req,
		      struct linux_timespec *rem)
{
	bool absolute = flags & TIMER_ABSTIME;
	int64_t now;
	nsec_t when;
	int tid, err = time_used_clock(clock, &tid);

	if (err < 0 || clock == CLOCK_THREAD_CPUTIME_ID)
		return -EINVAL;
	err = timespec_get(req, &when);
	if (err < 0)
		return err;
	/* A thread cannot wait for itself to run. */
	if (tid == (int)thread_current()->tid || time_used_read(tid, &now) < 0)
		return -EINVAL;
	if (!absolute)
		when = when < NSEC_NEVER - (nsec_t)now ? (nsec_t)now + when : NSEC_NEVER;
	do {
		err = sleep_used_until(tid, when);
		if (err != -EINTR)
			return err;
		if (rem && !absolute && put_rest(rem, tid, when))
			return -EFAULT;
	} while (signal_none_ran(NULL));
	return -EINTR;
}

int sys_clock_nanosleep(int clock, int flags, const struct linux_timespec *req,
			struct linux_timespec *rem)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_BOOTTIME_ALARM:
	case CLOCK_TAI:
		return flags & TIMER_ABSTIME ? sleep_until(clock, req) : time_sleep_for(req, rem);
	default:
		return clock_is_common(clock) ? -EOPNOTSUPP : sleep_used(clock, flags, req, rem);
	}
}
