/* SPDX-License-Identifier: MIT */
/*
 * The order of locks, for images that check themselves (make DEBUG=1): docs/locking.md as numbers.
 *
 * Who holds a lock may take one of a higher rank only. A lock is given its rank where it begins;
 * one without is not checked against others. In other builds there are no ranks.
 */
#ifndef KERN_SCHED_LOCK_RANK_H
#define KERN_SCHED_LOCK_RANK_H

#include "base/compiler.h"
#include "base/types.h"

enum lock_rank {
	LOCK_UNRANKED,
	/* mutexes: */
	LOCK_EPOLL_NESTING,
	LOCK_EPOLL, /* a set before those of sets in it */
	LOCK_RENAME,
	LOCK_FILE,
	LOCK_INODE, /* folders before files, and so on: see docs/locking.md */
	LOCK_PIPE,  /* by address, as are buckets of futexes */
	LOCK_INOTIFY,
	/* spin locks: */
	LOCK_FUTEX,
	LOCK_WAIT_QUEUE, /* who watches a queue has one, too */
	LOCK_TIMERS,
	LOCK_INTERVAL,
	LOCK_THREADS,
	LOCK_SIGNALS,
	LOCK_SPACE,
	LOCK_RAMFS,
	LOCK_HEAP,
	LOCK_FD_TABLE,
	LOCK_VIEW,
	LOCK_MOUNTS,
	LOCK_RUN_QUEUE,
	LOCK_TIMER_QUEUE,
	LOCK_FRAMES,
	LOCK_FLUSH,
	LOCK_CONTROL,
	LOCK_RANKS,
};

#define LOCKS_HELD 16 /* at once */

struct lock_held {
	const void *lock;
	uint8_t rank;
};

#ifdef DEBUG
#define LOCK_RANK_FIELD uint8_t rank; /* enum lock_rank */
#define LOCK_INIT(r)   \
	{              \
		0, (r) \
	}
#define lock_set_rank(l, r) ((void)((l)->rank = (r)))
#define lock_before_take(l, spin) \
	((void)(lock_note_take ? (lock_note_take((l), (l)->rank, (spin)), 0) : 0))
#define lock_after_drop(l)  ((void)(lock_note_drop ? (lock_note_drop(l), 0) : 0))
#define lock_before_sleep() ((void)(lock_note_sleep ? (lock_note_sleep(), 0) : 0))
#else
#define LOCK_RANK_FIELD
#define LOCK_INIT(r) \
	{            \
		0    \
	}
#define lock_set_rank(l, r)       ((void)sizeof(*(l)))
#define lock_before_take(l, spin) ((void)0)
#define lock_after_drop(l)        ((void)0)
#define lock_before_sleep()       ((void)0)
#endif

/*
 * The lock (l) is about to be taken, was dropped; the thread is about to sleep. A panic names both
 * locks when one is taken out of order, or twice. WEAK: in images with threads, when they check
 * themselves. Context: that of the lock.
 */
WEAK void lock_note_take(const void *l, unsigned rank, bool spin);
WEAK void lock_note_drop(const void *l);
WEAK void lock_note_sleep(void);

/* Forget what is held, and report again: for tests. */
void lock_checks_begin(void);

#endif
