/* SPDX-License-Identifier: MIT */
/* rt_sigsuspend(2): sleep with another mask until a handler ran. */
#include "abi/linux/signal/mask.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

int sys_rt_sigsuspend(const uint64_t *set, size_t size)
{
	static const uint32_t never = 0;
	struct signal_mask saved;

	if (size != sizeof *set)
		return -EINVAL;
	if (!user_readable(set, sizeof *set))
		return -EFAULT;
	signal_mask_set(&saved, set);
	/* It ends with -EINTR whatever the handler's flags say (signal(7)). */
	while (thread_sleep(&never, NSEC_NEVER) == -EINTR)
		if (signal_deliver && signal_deliver(&saved.before) != SIGNAL_NONE)
			break;
	signal_mask_restore(&saved);
	return -EINTR;
}
