/* SPDX-License-Identifier: MIT */
/* What the calls that wait for a set of files have in common. */
#ifndef ABI_LINUX_EVENT_EPOLL_H
#define ABI_LINUX_EVENT_EPOLL_H

#include "abi/linux/types.h"

/*
 * Wait for events of the set (fd) until (deadline), 0: not at all, with the signals of (mask)
 * blocked meanwhile unless it is NULL. Returns how many events were stored.
 * Errors:  -EINVAL, -EFAULT, -EBADF, -EINTR; signals are then delivered.
 */
must_use int epoll_wait_masked(int fd, struct linux_epoll_event *e, int max, nsec_t deadline,
			       const uint64_t *mask);

/* Check the mask of epoll_pwait() and epoll_pwait2(). Errors: -EINVAL, -EFAULT. */
must_use int epoll_mask_check(const uint64_t *mask, size_t size);

/* When a wait of (ms) milliseconds ends; negative: never. */
nsec_t epoll_deadline(int ms);

#endif
