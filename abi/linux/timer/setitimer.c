/* SPDX-License-Identifier: MIT */
/* setitimer(2), getitimer(2) and alarm(2): three timers of the process, each with its signal. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/timer/interval.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/sched/mutex.h"

#define TIMERS 3 /* ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF */

#define PROCESS(of, sig)                                               \
	{                                                              \
		.clock = (of), .signal = (sig), .expires = NSEC_NEVER, \
		.info = { .si_signo = (sig), .si_code = SI_KERNEL },   \
	}

static struct interval itimers[TIMERS] = {
	PROCESS(INTERVAL_MONOTONIC, SIGALRM),
	PROCESS(INTERVAL_USED, SIGVTALRM),
	PROCESS(INTERVAL_USED, SIGPROF),
};

static struct mutex setting;

static int get(const struct linux_timeval *tv, nsec_t *ns)
{
	if (tv->tv_sec < 0 || (uint64_t)tv->tv_usec >= 1000000)
		return -EINVAL;
	if ((uint64_t)tv->tv_sec >= NSEC_NEVER / NSEC_PER_SEC)
		*ns = NSEC_NEVER - 1;
	else
		*ns = (uint64_t)tv->tv_sec * NSEC_PER_SEC + (uint64_t)tv->tv_usec * 1000;
	return 0;
}

/* Rounded up, so that what is set is not told as 0. */
static struct linux_timeval timeval_of(nsec_t ns)
{
	uint64_t us = (ns + 999) / 1000;

	return (struct linux_timeval){ (int64_t)(us / 1000000), (int64_t)(us % 1000000) };
}

static struct linux_itimerval value_of(struct interval_times t)
{
	return (struct linux_itimerval){
		.it_interval = timeval_of(t.again),
		.it_value = timeval_of(t.first),
	};
}

static struct interval_times set(unsigned which, struct interval_times t)
{
	struct interval_times was;

	mutex_lock(&setting);
	was = interval_get(&itimers[which]);
	interval_set(&itimers[which], t, false);
	mutex_unlock(&setting);
	return was;
}

int sys_getitimer(unsigned which, struct linux_itimerval *value)
{
	if (which >= TIMERS)
		return -EINVAL;
	if (!user_writable(value, sizeof *value))
		return -EFAULT;
	*value = value_of(interval_get(&itimers[which]));
	return 0;
}

/* Without a new value the timer is stopped: so it has always been on Linux. */
int sys_setitimer(unsigned which, const struct linux_itimerval *new, struct linux_itimerval *old)
{
	struct interval_times t = { 0, 0 };

	if (new && !user_readable(new, sizeof *new))
		return -EFAULT;
	if (new && (get(&new->it_interval, &t.again) || get(&new->it_value, &t.first)))
		return -EINVAL;
	if (which >= TIMERS)
		return -EINVAL;
	t = set(which, t);
	if (!old)
		return 0;
	if (!user_writable(old, sizeof *old))
		return -EFAULT;
	*old = value_of(t);
	return 0;
}

/* Seconds rounded to the nearest, but what is set is not told as 0. */
unsigned sys_alarm(unsigned seconds)
{
	struct interval_times t = set(0, (struct interval_times){ seconds * NSEC_PER_SEC, 0 });

	if (!t.first)
		return 0;
	return t.first < NSEC_PER_SEC ? 1 : (unsigned)((t.first + NSEC_PER_SEC / 2) / NSEC_PER_SEC);
}
