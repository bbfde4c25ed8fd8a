/* SPDX-License-Identifier: MIT */
/*
 * Futexes: threads that wait until a word of memory is changed (futex(2)).
 *
 * Waiters stand in buckets by the hash of their word's key. Who waits has looked at the word under
 * the bucket's lock, and who changes the word wakes afterwards, so no wake is lost.
 *
 * Locks: a bucket's lock is taken before that of space (a word may have to be brought in) and of a
 * run queue; two buckets by address.
 */
#ifndef ABI_LINUX_FUTEX_FUTEX_H
#define ABI_LINUX_FUTEX_FUTEX_H

#include "base/list.h"
#include "kern/mem/space.h"
#include "kern/sched/lock.h"

#define FUTEX_ANY UINT32_MAX /* as a bitset: every waiter */

/*
 * What a word is known by: its address, and whether it is private or shared, because as on Linux
 * one that is used in both ways is two. Shared memory of a file may be mapped in several places, so
 * its words are known by the kernel's address. Context: thread; may sleep.
 */
static inline uintptr_t futex_key(const uint32_t *word, bool shared)
{
	uintptr_t at = (uintptr_t)word;

	if (shared && LINKED(space_object_word))
		at = space_object_word(space_current(), at);
	return at | shared;
}

struct futex_bucket {
	struct spinlock lock; /* guards: */
	uint32_t count;       /* of waiters, and of those about to be; atomic */
	struct list waiters;  /* struct futex_waiter, first come first */
} aligned(32);

struct futex_waiter {
	struct list link;
	struct futex_bucket *bucket; /* changed with both locked when it is requeued; atomic */
	uintptr_t key;
	uint32_t bitset; /* 0: only a lock that is handed over wakes it (requeue_pi.c) */
	uint32_t woken;  /* atomic */
	struct thread *thread;
};

/* The bucket of (key). Context: any. */
struct futex_bucket *futex_bucket(uintptr_t key);

/* Lock the bucket of (w), which may be moved meanwhile. */
struct futex_bucket *futex_lock_bucket_of(struct futex_waiter *w);

/* Wake (w), which is taken out of its bucket. Context: the bucket is locked. */
void futex_wake_one(struct futex_bucket *b, struct futex_waiter *w);

/* What somebody waits for. */
struct futex_wait {
	const uint32_t *word;
	uintptr_t key;
	uint32_t value;  /* wait while the word is this */
	uint32_t bitset; /* for a wake that has one of these bits */
	nsec_t deadline;
};

/*
 * Sleep as (f) says, or the same in words.
 * Errors:  -EAGAIN: the word is another; -ETIMEDOUT, -EINTR (signals not yet delivered).
 * Context: thread.
 */
must_use int futex_wait_word(const uint32_t *word, uintptr_t key, uint32_t value, uint32_t bitset,
			     nsec_t deadline);

static inline must_use int futex_wait(const struct futex_wait *f)
{
	return futex_wait_word(f->word, f->key, f->value, f->bitset, f->deadline);
}

/* Wake at most (n) who wait for (key) with a bit of (bitset). Returns how many. Context: any. */
int futex_wake(uintptr_t key, uint32_t n, uint32_t bitset);

#define FUTEX_TID     0x3fffffffu /* of the word of a lock: who holds it */
#define FUTEX_DIED    0x40000000u /* its holder died */
#define FUTEX_WAITERS 0x80000000u

struct thread;

/*
 * (t) ends: give up the locks in its robust list. WEAK: only where there can be such a list.
 * Context: thread (t).
 */
WEAK void robust_list_exit(struct thread *t);

#endif
