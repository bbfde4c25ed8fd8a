/* SPDX-License-Identifier: MIT */
/*
 * rt_sigprocmask(2). It does not link the delivery: an image that sends no signal has none to
 * deliver when one is unblocked. Nor does it link hearing of those that come from outside: who
 * never takes one cannot tell that it was blocked.
 */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/dev/control.h"

#pragma weak control_listen

enum {
	SIG_BLOCK,
	SIG_UNBLOCK,
	SIG_SETMASK,
};

/* Blocked, these wait; nobody but the host can stop a process, and continue it. */
#define WAIT_OUTSIDE (SIGNAL_OUTSIDE & ~SIGNAL_STOPS & ~SIGNAL_BIT(SIGCONT))

int sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *old, size_t size)
{
	struct thread *t = thread_current();
	uint64_t before = t->sig_blocked, mask;

	if (size != sizeof *set)
		return -EINVAL;
	if ((set && !user_readable(set, sizeof *set)) || (old && !user_writable(old, sizeof *old)))
		return -EFAULT;
	if (set) {
		mask = *set & ~SIGNAL_FIXED;
		if (how == SIG_BLOCK)
			mask |= before;
		else if (how == SIG_UNBLOCK)
			mask = before & ~mask;
		else if (how != SIG_SETMASK)
			return -EINVAL;
		if (LINKED(control_listen) && (mask & ~before & WAIT_OUTSIDE))
			control_listen(mask & WAIT_OUTSIDE);
		signal_block(mask);
	}
	if (old)
		*old = before;
	signal_deliver_if_any();
	return 0;
}
