/* SPDX-License-Identifier: MIT */
/*
 * Watching a queue: apart from waiting in one, because few images do.
 */
#include "kern/sched/wait.h"

void wait_watch(struct wait_queue *q, struct waiter *w, bool (*wake)(struct waiter *w), bool last)
{
	w->thread = NULL;
	w->woken = 0;
	w->wake = wake;
	spin_lock(&q->lock);
	if (last)
		list_push_back(&q->waiters, &w->link);
	else
		list_push_front(&q->waiters, &w->link);
	spin_unlock(&q->lock);
}
