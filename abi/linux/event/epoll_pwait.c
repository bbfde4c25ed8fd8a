/* SPDX-License-Identifier: MIT */
/* epoll_pwait(2) */
#include "abi/linux/event/epoll.h"
#include "abi/linux/syscalls.h"

int sys_epoll_pwait(int fd, struct linux_epoll_event *e, int max, int timeout_ms,
		    const uint64_t *mask, size_t size)
{
	int err = epoll_mask_check(mask, size);

	if (err)
		return err;
	return epoll_wait_masked(fd, e, max, epoll_deadline(timeout_ms), mask);
}
