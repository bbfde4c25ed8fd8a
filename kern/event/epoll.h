/* SPDX-License-Identifier: MIT */
/*
 * Waiting for many files, epoll(7): a set of files that is told of by their wait queues, so that a
 * wait costs what is ready and not what is watched.
 *
 * A file of the set is known by its descriptor and its open file, of which the set holds no
 * reference: when the last one goes the file leaves all sets.
 */
#ifndef KERN_EVENT_EPOLL_H
#define KERN_EVENT_EPOLL_H

#include "kern/event/event.h"

/* Bits of events beside those of FILE_POLL_*, as Linux numbers them. */
#define EPOLL_EXCLUSIVE (1u << 28)
#define EPOLL_WAKEUP    (1u << 29)
#define EPOLL_ONESHOT   (1u << 30)
#define EPOLL_EDGE      (1u << 31)

/* Laid out as struct epoll_event. */
struct epoll_event {
	uint32_t events;
	uint64_t data; /* the application's own */
} packed;

/* What epoll_change() is to do: the numbers of epoll_ctl(). */
enum epoll_op {
	EPOLL_ADD = 1,
	EPOLL_DEL,
	EPOLL_MOD,
};

/* Make an empty set. Errors: -ENOMEM, -ENFILE. */
must_use int epoll_create(struct file **out);

bool epoll_is(const struct file *f);

/*
 * Change what the set (f) says about descriptor (fd), which refers to (target).
 * Errors:  in the order of Linux: -EPERM when (target) cannot be waited for; -EINVAL when it is
 *          (f), (f) is no set, or (op) and (e) do not go together; -ELOOP when sets would contain
 *          each other, or nest more than four deep; -EEXIST, -ENOENT, -ENOMEM.
 * Context: thread, no lock held.
 */
must_use int epoll_change(struct file *f, enum epoll_op op, int fd, struct file *target,
			  const struct epoll_event *e);

/*
 * Wait until (deadline), 0: not at all, for events of the set (f), and store up to (max) of them.
 * Returns how many. (e) is memory of the application.
 * Errors:  -EINTR, -EFAULT. Context: thread, no lock held.
 */
must_use int epoll_wait(struct file *f, struct epoll_event *e, int max, nsec_t deadline);

#endif
