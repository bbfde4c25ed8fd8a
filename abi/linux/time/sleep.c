/* SPDX-License-Identifier: MIT */
/*
 * Sleeping until a time. A sleep that a handled signal interrupts is not taken up again
 * (signal(7)): the caller is told what was left of it.
 */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"

int timespec_check(const struct linux_timespec *ts, nsec_t *ns)
{
	if (ts->tv_sec < 0 || (uint64_t)ts->tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	/* What the clock will never show is as good as for ever. */
	if ((uint64_t)ts->tv_sec >= NSEC_NEVER / NSEC_PER_SEC)
		*ns = NSEC_NEVER;
	else
		*ns = (uint64_t)ts->tv_sec * NSEC_PER_SEC + (uint64_t)ts->tv_nsec;
	return 0;
}

int timespec_get(const struct linux_timespec *from, nsec_t *ns)
{
	struct linux_timespec ts;

	return user_get(&ts, from, sizeof ts) ? -EFAULT : timespec_check(&ts, ns);
}

int time_sleep(nsec_t deadline)
{
	static const uint32_t never = 0;
	int err = thread_sleep(&never, deadline);

	return err == -ETIMEDOUT ? 0 : err;
}

int time_sleep_for(const struct linux_timespec *req, struct linux_timespec *rem)
{
	nsec_t now = plat_clock(), length, deadline;
	int err = timespec_get(req, &length);

	if (err < 0)
		return err;
	deadline = length < NSEC_NEVER - now ? now + length : NSEC_NEVER;
	do {
		err = time_sleep(deadline);
		if (err != -EINTR)
			return err;
		now = plat_clock();
		if (rem && !user_writable(rem, sizeof *rem))
			return -EFAULT;
		if (rem)
			*rem = timespec_of(deadline > now ? (int64_t)(deadline - now) : 0);
	} while (signal_none_ran(NULL));
	return -EINTR;
}
