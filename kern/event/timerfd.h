/* SPDX-License-Identifier: MIT */
/* Timers that are files, timerfd_create(2): a read tells how often one has expired. */
#ifndef KERN_EVENT_TIMERFD_H
#define KERN_EVENT_TIMERFD_H

#include "kern/event/event.h"

/* When a timer expires next, and then how often; 0: not at all. */
struct timerfd_when {
	nsec_t first;
	nsec_t interval;
};

/*
 * Make a timer that is not set. (clock) is the caller's, who asks for it with timerfd_clock().
 * Errors:  -ENOMEM, -ENFILE.
 */
must_use int timerfd_create(int clock, unsigned flags, struct file **out);

/* The clock of (f). Errors: -EINVAL when it is no timer. */
must_use int timerfd_clock(const struct file *f);

/* What is left until it expires, and how often it does. Context: thread, as the next. */
struct timerfd_when timerfd_get(struct file *f);

/*
 * Let it expire when the monotonic clock is at (when).first, and forget what expired before.
 * Returns what was left of the old time.
 */
struct timerfd_when timerfd_set(struct file *f, struct timerfd_when when);

#endif
