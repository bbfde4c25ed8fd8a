/* SPDX-License-Identifier: MIT */
#include "kern/sched/thread.h"
#include "kern/sched/wait.h"

void wait_queue_init(struct wait_queue *q)
{
	q->lock = (struct spinlock)SPINLOCK_INIT;
	list_init(&q->waiters);
}

void wait_begin(struct wait_queue *q, struct waiter *w)
{
	w->thread = thread_current();
	w->woken = 0;
	spin_lock(&q->lock);
	list_push_back(&q->waiters, &w->link);
	spin_unlock(&q->lock);
}

int wait_sleep(struct waiter *w, nsec_t deadline)
{
	int err = thread_sleep(&w->woken, deadline);

	__atomic_store_n(&w->woken, 0, __ATOMIC_RELAXED);
	return err;
}

void wait_end(struct wait_queue *q, struct waiter *w)
{
	spin_lock(&q->lock);
	list_remove(&w->link);
	spin_unlock(&q->lock);
}

unsigned wait_wake(struct wait_queue *q, unsigned n)
{
	unsigned woken = 0;

	spin_lock(&q->lock);
	list_for_each (e, &q->waiters) {
		if (woken == n)
			break;
		__atomic_store_n(&list_entry(e, struct waiter, link)->woken, 1, __ATOMIC_RELEASE);
		woken++;
	}
	spin_unlock(&q->lock);
	return woken;
}
