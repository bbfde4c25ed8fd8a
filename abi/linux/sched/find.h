/* SPDX-License-Identifier: MIT */
/*
 * Threads by the numbers that calls name them with. Private to abi/linux.
 */
#ifndef ABI_LINUX_SCHED_FIND_H
#define ABI_LINUX_SCHED_FIND_H

#include "kern/sched/thread.h"

/*
 * The thread with number (tid), kept from going until threads_unlock(); NULL, and nothing to
 * unlock, when there is none. WEAK, as the rest: only in an image that can make threads.
 */
WEAK struct thread *threads_lock_find(uint32_t tid);
WEAK void threads_unlock(void);

/* Call (visit) for every thread, none of which goes meanwhile. */
WEAK void threads_each(void (*visit)(struct thread *t, void *arg), void *arg);

/* The first thread whose number is (from) or more, or -1. */
WEAK int threads_next(uint32_t from);

/* The highest number that a thread had. */
WEAK unsigned threads_last(void);

/*
 * The thread (tid), 0 being the caller, or NULL: kept from going until thread_put(). No call that
 * sleeps in between, unless it is the caller. Context: thread.
 */
static inline struct thread *thread_get(int tid)
{
	struct thread *self = thread_current();

	if (tid == 0 || (uint32_t)tid == self->tid)
		return self;
	return LINKED(threads_lock_find) ? threads_lock_find((uint32_t)tid) : NULL;
}

static inline void thread_put(const struct thread *t)
{
	if (t != thread_current() && LINKED(threads_unlock))
		threads_unlock();
}

/* As threads_each(), in any image. */
static inline void thread_each(void (*visit)(struct thread *t, void *arg), void *arg)
{
	if (LINKED(threads_each))
		threads_each(visit, arg);
	else
		visit(thread_current(), arg);
}

#endif
