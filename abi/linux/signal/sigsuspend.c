/* SPDX-License-Identifier: MIT */
/* rt_sigsuspend(2): sleep with another mask until a handler ran. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_rt_sigsuspend(const uint64_t *set, size_t size)
{
	static const uint32_t never = 0;
	struct thread *t = thread_current();
	uint64_t before = t->sig_blocked;

	if (size != sizeof *set)
		return -EINVAL;
	if (!user_readable(set, sizeof *set))
		return -EFAULT;
	signal_block(*set & ~SIGNAL_FIXED);
	/* It ends with -EINTR whatever the handler's flags say (signal(7)). */
	while (thread_sleep(&never, NSEC_NEVER) == -EINTR)
		if (signal_deliver && signal_deliver(&before) != SIGNAL_NONE)
			break;
	signal_block(before);
	return -EINTR;
}
