/* SPDX-License-Identifier: MIT */
/*
 * Mutexes: locks whose holder may sleep, or touch memory that is not there yet.
 *
 * A mutex is one word, so that every file and every inode can have some; who has to wait does so in
 * a queue that it shares with other mutexes. All bits zero is a free mutex. Not for interrupt
 * handlers.
 */
#ifndef KERN_SCHED_MUTEX_H
#define KERN_SCHED_MUTEX_H

#include "base/compiler.h"
#include "base/types.h"
#include "kern/sched/lock_rank.h"

struct CAPABILITY("mutex") mutex {
	uint32_t state; /* 0 free, 1 held, 2 held and perhaps waited for; atomic */
	LOCK_RANK_FIELD
};

/* The paths that meet another thread: out of line, and WEAK, because there may be no other. */
WEAK void mutex_lock_slow(struct mutex *m);
WEAK void mutex_unlock_slow(struct mutex *m);

/* Context: thread, no spin lock held, interrupts on. */
static inline void mutex_lock(struct mutex *m) ACQUIRES(m) NO_LOCK_CHECK
{
	uint32_t free = 0;

	lock_before_take(m, false);
	if (unlikely(!__atomic_compare_exchange_n(&m->state, &free, 1, false, __ATOMIC_ACQUIRE,
						  __ATOMIC_RELAXED)))
		mutex_lock_slow(m);
}

static inline void mutex_unlock(struct mutex *m) RELEASES(m) NO_LOCK_CHECK
{
	lock_after_drop(m);
	if (unlikely(__atomic_exchange_n(&m->state, 0, __ATOMIC_RELEASE) == 2))
		mutex_unlock_slow(m);
}

#endif
