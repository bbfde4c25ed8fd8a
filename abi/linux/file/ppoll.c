/* SPDX-License-Identifier: MIT */
/* ppoll(2) */
#include "abi/linux/file/poll.h"

#include "abi/linux/signal/mask.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

int sys_ppoll(struct linux_pollfd *fds, unsigned long n, struct linux_timespec *timeout,
	      const uint64_t *mask, size_t size)
{
	struct signal_mask saved;
	nsec_t deadline;
	int r;

	if (n > fd_limit || (mask && size != sizeof *mask))
		return -EINVAL;
	if ((n && !user_writable(fds, n * sizeof *fds)) ||
	    (mask && !user_readable(mask, sizeof *mask)))
		return -EFAULT;
	r = time_deadline(timeout, &deadline);
	if (r < 0)
		return r;
	signal_mask_set(&saved, mask);
	do {
		r = poll_wait(fds, n, deadline);
	} while (signal_mask_again(&saved, r));
	signal_mask_restore(&saved);
	time_store_rest(timeout, deadline);
	return r;
}
