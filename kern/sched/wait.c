/* SPDX-License-Identifier: MIT */
#include "kern/sched/thread.h"
#include "kern/sched/wait.h"

void wait_queue_init(struct wait_queue *q)
{
	q->lock = (struct spinlock)LOCK_INIT(LOCK_WAIT_QUEUE);
	list_init(&q->waiters);
}

void wait_init(struct waiter *w)
{
	list_init(&w->link);
	w->thread = thread_current();
	w->woken = 0;
	w->wake = NULL;
}

void wait_begin(struct wait_queue *q, struct waiter *w)
{
	wait_init(w);
	spin_lock_here(&q->lock);
	list_push_back(&q->waiters, &w->link);
	spin_unlock_here(&q->lock);
}

int wait_sleep(struct waiter *w, nsec_t deadline)
{
	int err = thread_sleep(&w->woken, deadline);

	__atomic_store_n(&w->woken, 0, __ATOMIC_RELAXED);
	return err;
}

void wait_end(struct wait_queue *q, struct waiter *w)
{
	spin_lock_here(&q->lock);
	list_remove(&w->link);
	spin_unlock_here(&q->lock);
}

static always_inline void wake_one(struct waiter *w)
{
	__atomic_store_n(&w->woken, 1, __ATOMIC_SEQ_CST);
	if (LINKED(thread_wake))
		thread_wake(w->thread);
}

void wait_wake_one(struct waiter *w)
{
	wake_one(w);
}

static always_inline unsigned wake(struct wait_queue *q, unsigned n) REQUIRES(&q->lock)
{
	unsigned woken = 0;

	list_for_each (e, &q->waiters) {
		struct waiter *w = list_entry(e, struct waiter, link);

		if (woken == n)
			break;
		if (w->wake) {
			woken += w->wake(w);
			continue;
		}
		wake_one(w);
		woken++;
	}
	return woken;
}

unsigned wait_wake_locked(struct wait_queue *q, unsigned n)
{
	return wake(q, n);
}

unsigned wait_wake(struct wait_queue *q, unsigned n)
{
	unsigned woken;

	spin_lock_here(&q->lock);
	woken = wake(q, n);
	spin_unlock_here(&q->lock);
	return woken;
}
