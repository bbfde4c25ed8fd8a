/* SPDX-License-Identifier: MIT */
/* rt_sigpending(2) */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_rt_sigpending(uint64_t *set, size_t size)
{
	struct thread *t = thread_current();
	uint64_t pending = t->sig_pending;

	if (size > sizeof *set)
		return -EINVAL;
	if (!user_writable(set, sizeof *set))
		return -EFAULT;
	if (LINKED(signal_pending_process))
		pending |= signal_pending_process();
	*set = pending & t->sig_blocked;
	return 0;
}
