/* SPDX-License-Identifier: MIT */
/* rt_sigtimedwait(2): take a signal instead of having it delivered. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "kern/dev/plat.h"

/* Sleep until one of (set) is there, (length) passed, or another signal came. */
static int wait_for(uint64_t set, nsec_t length)
{
	static const uint32_t never = 0;
	struct thread *t = thread_current();
	uint64_t before = t->sig_blocked;
	nsec_t now = plat_clock();
	int err;

	t->sig_blocked &= ~set;
	err = thread_sleep(&never, length < NSEC_NEVER - now ? now + length : NSEC_NEVER);
	t->sig_blocked = before;
	return err;
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
	sig = signal_take(*set & ~SIGNAL_FIXED, &taken);
	if (!sig && length) {
		err = wait_for(*set & ~SIGNAL_FIXED, length);
		sig = signal_take(*set & ~SIGNAL_FIXED, &taken);
	}
	if (sig && info)
		*info = taken;
	if (sig)
		return sig;
	if (err != -EINTR)
		return -EAGAIN;
	signal_deliver_if_any();
	return -EINTR;
}
