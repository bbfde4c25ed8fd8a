/* SPDX-License-Identifier: MIT */
/*
 * Mutexes that somebody waits for. The queues are shared by hash of the address, so a wake-up wakes
 * all of a queue and each looks whether its mutex became free.
 */
#include "kern/sched/mutex.h"

#include "kern/sched/wait.h"

#define QUEUES 8

static struct wait_queue queues[QUEUES] = {
	WAIT_QUEUE_INIT(queues[0]), WAIT_QUEUE_INIT(queues[1]), WAIT_QUEUE_INIT(queues[2]),
	WAIT_QUEUE_INIT(queues[3]), WAIT_QUEUE_INIT(queues[4]), WAIT_QUEUE_INIT(queues[5]),
	WAIT_QUEUE_INIT(queues[6]), WAIT_QUEUE_INIT(queues[7]),
};

static struct wait_queue *mutex_queue(const struct mutex *m)
{
	return &queues[((uintptr_t)m >> 4) % QUEUES];
}

void mutex_lock_slow(struct mutex *m)
{
	struct wait_queue *q = mutex_queue(m);
	struct waiter w;

	wait_begin(q, &w);
	while (__atomic_exchange_n(&m->state, 2, __ATOMIC_ACQUIRE))
		wait_sleep_deaf(&w);
	wait_end(q, &w);
}

void mutex_unlock_slow(struct mutex *m)
{
	wait_wake(mutex_queue(m), WAIT_ALL);
}
