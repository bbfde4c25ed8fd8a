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
 *
 * Who waits for several queues, or for something that it finds out at a wake, watches: a wake then
 * calls a function of its own, with wait_watch().
 */
#ifndef KERN_SCHED_WAIT_H
#define KERN_SCHED_WAIT_H

#include "base/list.h"
#include "kern/sched/lock.h"

struct wait_queue {
	struct spinlock lock; /* guards: */
	struct list waiters;  /* struct waiter, first come first */
};

#define WAIT_QUEUE_INIT(q)                                         \
	{                                                          \
		LOCK_INIT(LOCK_WAIT_QUEUE), LIST_INIT((q).waiters) \
	}

struct waiter {
	struct list link;
	struct thread *thread;
	uint32_t woken; /* set by a wake, cleared by wait_sleep(); atomic */

	/*
	 * What a wake calls instead of waking (thread), or NULL. Returns whether this was one of
	 * the wakes that were asked for, or comes on top. Context: any, the queue is locked; it may
	 * lock queues of those who watch in turn, no others.
	 */
	bool (*wake)(struct waiter *w);
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

/*
 * The value of (attempt), an expression that is evaluated until it is not -EAGAIN: now, and at each
 * wake of (q); or -ETIMEDOUT, -EINTR as wait_sleep(). For who includes base/errno.h.
 */
#define wait_until(q, deadline, attempt)                    \
	({                                                  \
		struct waiter w_;                           \
		int err_, ended_ = 0;                       \
                                                            \
		wait_begin((q), &w_);                       \
		while ((err_ = (attempt)) == -EAGAIN) {     \
			ended_ = wait_sleep(&w_, deadline); \
			if (ended_)                         \
				break;                      \
		}                                           \
		wait_end((q), &w_);                         \
		ended_ ? ended_ : err_;                     \
	})

/* Sleep until (w) is woken, whatever signals come. Only with a scheduler. Context: thread. */
void wait_sleep_deaf(struct waiter *w);

void wait_end(struct wait_queue *q, struct waiter *w);

/*
 * Put (w) in (q) until wait_end(): a wake calls (wake), once for each. (last) comes behind those
 * who wait, and is passed over when enough of them were woken; else nothing is missed.
 */
void wait_watch(struct wait_queue *q, struct waiter *w, bool (*wake)(struct waiter *w), bool last);

/* Make (w), in no queue, ready for wait_sleep(), which wait_wake_one() ends. Context: thread. */
void wait_init(struct waiter *w);
void wait_wake_one(struct waiter *w);

/* Wake at most (n) waiters. Returns how many. Context: any; never sleeps. */
unsigned wait_wake(struct wait_queue *q, unsigned n);
unsigned wait_wake_locked(struct wait_queue *q, unsigned n) REQUIRES(&q->lock);

/*
 * Does anybody wait? For whoever changed the condition under a lock that waiters look at it with:
 * who is not there yet will see the change.
 */
static inline bool wait_any(const struct wait_queue *q)
{
	return __atomic_load_n(&q->waiters.next, __ATOMIC_RELAXED) != &q->waiters;
}

#define WAIT_ALL UINT32_MAX

#endif
