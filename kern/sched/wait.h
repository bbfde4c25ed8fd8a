/* SPDX-License-Identifier: MIT */
/*
 * Waiting: a thread sleeps on a queue until somebody wakes the queue or a deadline passes.
 *
 * The condition is the caller's. The pattern, which loses no wake-up:
 *
 *	struct waiter w;
 *
 *	wait_begin(&q, &w);                       from here on a wake is noted in w
 *	while (!condition() && !err)
 *		err = wait_sleep(&w, deadline);   0: look again; -ETIMEDOUT, -EINTR
 *	wait_end(&q, &w);
 */
#ifndef KERN_SCHED_WAIT_H
#define KERN_SCHED_WAIT_H

#include "base/list.h"
#include "kern/sched/lock.h"

struct wait_queue {
	struct spinlock lock; /* guards: */
	struct list waiters;  /* struct waiter, first come first */
};

#define WAIT_QUEUE_INIT(q)                            \
	{                                             \
		SPINLOCK_INIT, LIST_INIT((q).waiters) \
	}

struct waiter {
	struct list link;
	struct thread *thread;
	uint32_t woken; /* set by wait_wake(), cleared by wait_sleep(); atomic */
};

void wait_queue_init(struct wait_queue *q);

/* Put (w), on the caller's stack, in (q). Context: thread. */
void wait_begin(struct wait_queue *q, struct waiter *w);

/*
 * Sleep until (w) is woken, (deadline) on the monotonic clock passes, or a signal waits for the
 * thread.
 * Errors:  -ETIMEDOUT, -EINTR.
 * Context: thread, no lock held.
 */
must_use int wait_sleep(struct waiter *w, nsec_t deadline);

void wait_end(struct wait_queue *q, struct waiter *w);

/* Wake at most (n) waiters. Returns how many. Context: any; never sleeps. */
unsigned wait_wake(struct wait_queue *q, unsigned n);

#define WAIT_ALL UINT32_MAX

#endif
