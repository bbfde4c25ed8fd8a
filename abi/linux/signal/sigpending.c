/* SPDX-License-Identifier: MIT */
/* rt_sigpending(2) */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_rt_sigpending(uint64_t *set, size_t size)
{
	struct thread *t = thread_current();

	if (size > sizeof *set)
		return -EINVAL;
	if (!user_writable(set, sizeof *set))
		return -EFAULT;
	*set = t->sig_pending & t->sig_blocked;
	return 0;
}
