/* SPDX-License-Identifier: MIT */
/* timerfd_settime(2) and timerfd_gettime(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/event/timerfd.h"
#include "kern/vfs/fd.h"

#define TFD_TIMER_ABSTIME       1
#define TFD_TIMER_CANCEL_ON_SET 2 /* nobody sets the clock */

/* The time on the monotonic clock that (when), which is not 0, means on (clock). */
static nsec_t timer_first(int clock, nsec_t when, bool absolute)
{
	nsec_t now = plat_clock();
	int64_t distance;

	if (!absolute)
		return when < NSEC_NEVER - now ? now + when : NSEC_NEVER;
	distance = clock_read(clock) - (int64_t)now;
	if (when == NSEC_NEVER)
		return when;
	return (int64_t)when > distance ? when - (nsec_t)distance : 1;
}

static struct linux_itimerspec timer_told(struct timerfd_when w)
{
	return (struct linux_itimerspec){ timespec_of((int64_t)w.interval),
					  timespec_of((int64_t)w.first) };
}

static int timer_set_file(struct file *f, int flags, struct timerfd_when *w)
{
	int clock = timerfd_clock(f);

	if (clock < 0)
		return clock;
	if (w->first)
		w->first = timer_first(clock, w->first, flags & TFD_TIMER_ABSTIME);
	*w = timerfd_set(f, *w);
	return 0;
}

int sys_timerfd_settime(int fd, int flags, const struct linux_itimerspec *new,
			struct linux_itimerspec *old)
{
	struct timerfd_when w;
	struct linux_itimerspec told;
	struct file *f;
	int err;

	if (!user_readable(new, sizeof *new))
		return -EFAULT;
	if (flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET))
		return -EINVAL;
	err = timespec_get(&new->it_value, &w.first);
	if (!err)
		err = timespec_get(&new->it_interval, &w.interval);
	if (err < 0)
		return err;
	f = fd_get(fd, FILE_IO);
	if (!f)
		return -EBADF;
	err = timer_set_file(f, flags, &w);
	file_put(f);
	told = timer_told(w);
	return err || !old ? err : user_put(old, &told, sizeof told);
}

int sys_timerfd_gettime(int fd, struct linux_itimerspec *now)
{
	struct file *f = fd_get(fd, FILE_IO);
	struct linux_itimerspec told;
	int err;

	if (!f)
		return -EBADF;
	err = timerfd_clock(f);
	if (err >= 0)
		told = timer_told(timerfd_get(f));
	file_put(f);
	return err < 0 ? err : user_put(now, &told, sizeof told);
}
