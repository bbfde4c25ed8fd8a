/* SPDX-License-Identifier: MIT */
/* epoll_pwait2(2) */
#include "abi/linux/event/epoll.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"

int sys_epoll_pwait2(int fd, struct linux_epoll_event *e, int max,
		     const struct linux_timespec *timeout, const uint64_t *mask, size_t size)
{
	nsec_t deadline;
	int err = time_deadline(timeout, &deadline);

	if (!err)
		err = epoll_mask_check(mask, size);
	return err ? err : epoll_wait_masked(fd, e, max, deadline, mask);
}
