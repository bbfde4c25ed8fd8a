/* SPDX-License-Identifier: MIT */
/* epoll_wait(2), and what its kin are made of. */
#include "abi/linux/event/epoll.h"

#include "abi/linux/signal/mask.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/event/epoll.h"
#include "kern/vfs/fd.h"

#define EVENTS_MAX ((int)(INT32_MAX / sizeof(struct linux_epoll_event)))

nsec_t epoll_deadline(int ms)
{
	if (ms < 0)
		return NSEC_NEVER;
	return ms ? plat_clock() + (nsec_t)ms * 1000000 : 0;
}

int epoll_mask_check(const uint64_t *mask, size_t size)
{
	if (mask && size != sizeof *mask)
		return -EINVAL;
	return mask && !user_readable(mask, sizeof *mask) ? -EFAULT : 0;
}

int epoll_wait_masked(int fd, struct linux_epoll_event *e, int max, nsec_t deadline,
		      const uint64_t *mask)
{
	struct signal_mask saved;
	struct file *f;
	int r;

	if (max <= 0 || max > EVENTS_MAX)
		return -EINVAL;
	if (!user_ok(e, (size_t)max * sizeof *e))
		return -EFAULT;
	signal_mask_set(&saved, mask);
	do {
		r = -EBADF;
		f = fd_get(fd, FILE_IO);
		if (!f)
			break;
		r = -EINVAL;
		if (epoll_is(f))
			r = epoll_wait(f, (struct epoll_event *)(void *)e, max, deadline);
		file_put(f);
	} while (signal_mask_again(&saved, r));
	signal_mask_restore(&saved);
	return r;
}

int sys_epoll_wait(int fd, struct linux_epoll_event *e, int max, int timeout_ms)
{
	return epoll_wait_masked(fd, e, max, epoll_deadline(timeout_ms), NULL);
}
