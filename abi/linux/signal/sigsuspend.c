/* SPDX-License-Identifier: MIT */
/* rt_sigsuspend(2): sleep with another mask until a handler ran. */
#include "abi/linux/signal/mask.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int signal_suspend(const uint64_t *set)
{
	static const uint32_t never = 0;
	struct signal_mask saved;

	signal_mask_set(&saved, set);
	/* It ends with -EINTR whatever the handler's flags say (signal(7)). */
	while (thread_sleep(&never, NSEC_NEVER) == -EINTR)
		if (signal_deliver && signal_deliver(&saved.before) != SIGNAL_NONE)
			break;
	signal_mask_restore(&saved);
	return -EINTR;
}

int sys_rt_sigsuspend(const uint64_t *set, size_t size)
{
	if (size != sizeof *set)
		return -EINVAL;
	return user_readable(set, sizeof *set) ? signal_suspend(set) : -EFAULT;
}
