/* SPDX-License-Identifier: MIT */
/*
 * Timers: a function to be called at a time on the monotonic clock.
 *
 * A timer is the caller's storage, and all bits zero is one that is not set. It is kept by the CPU
 * that set it, whose interrupt it is. An image that sets none has none of this.
 */
#ifndef KERN_SCHED_TIMER_H
#define KERN_SCHED_TIMER_H

#include "base/tree.h"
#include "base/types.h"

struct timer_queue;

struct timer {
	void (*expired)(struct timer *t); /* constant; context: interrupt, no lock held */

	/* Private: */
	struct timer_queue *queue; /* whose it is; NULL: never set. Atomic */
	bool set;                  /* in the queue; guarded by the queue's lock, as the rest */
	nsec_t deadline;
	struct tree_node node;
};

/*
 * Call (t)->expired once when the monotonic clock has reached (deadline), not before; a (deadline)
 * of NSEC_NEVER does nothing. (t) may be set: it then has the new time. Not by two at once.
 * Context: any.
 */
void timer_set(struct timer *t, nsec_t deadline);

/*
 * Let it not expire. When this returns, (expired) does not run either, unless it is (expired) that
 * calls. Returns whether it was set. Context: any, no lock held that (expired) takes.
 */
bool timer_cancel(struct timer *t);

#endif
