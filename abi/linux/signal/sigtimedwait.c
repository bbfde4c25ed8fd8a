/* SPDX-License-Identifier: MIT */
/* rt_sigtimedwait(2): take a signal instead of having it delivered. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "kern/dev/control.h"
#include "kern/dev/plat.h"

/* A signal that no handler runs for does not end the wait. */
static int wait_for(uint64_t set, struct linux_siginfo *info, nsec_t length)
{
	nsec_t now = plat_clock(), deadline = length < NSEC_NEVER - now ? now + length : NSEC_NEVER;
	int r;

	do {
		r = signal_wait(set, info, deadline);
	} while (r == -EINTR && signal_none_ran(NULL));
	return r == -ETIMEDOUT ? -EAGAIN : r;
}

int sys_rt_sigtimedwait(const uint64_t *set, struct linux_siginfo *info,
			const struct linux_timespec *timeout, size_t size)
{
	struct linux_siginfo taken;
	nsec_t length = NSEC_NEVER;
	int sig, err = 0;

	if (size != sizeof *set)
		return -EINVAL;
	if (!user_readable(set, sizeof *set) || (info && !user_writable(info, sizeof *info)))
		return -EFAULT;
	if (timeout)
		err = timespec_get(timeout, &length);
	if (err < 0)
		return err;
	control_listen(*set & SIGNAL_OUTSIDE);
	sig = signal_take(*set & ~SIGNAL_FIXED, &taken);
	if (!sig)
		sig = length ? wait_for(*set & ~SIGNAL_FIXED, &taken, length) : -EAGAIN;
	if (sig > 0 && info)
		*info = taken;
	return sig;
}
