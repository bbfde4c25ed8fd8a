/* SPDX-License-Identifier: MIT */
/* Waiting for a word, and waking who waits. */
#include "abi/linux/futex/futex.h"

#include "base/errno.h"
#include "kern/sched/thread.h"

#define BUCKETS 64

static struct futex_bucket buckets[BUCKETS];

struct futex_bucket *futex_bucket(uintptr_t key)
{
	uint32_t hash = (uint32_t)(key >> 2) * 0x9e3779b1u; /* 2^32 by the golden ratio */

	return &buckets[hash >> 26];
}

/* A bucket that nobody used yet is all zero. */
static void lock_bucket(struct futex_bucket *b) ACQUIRES(&b->lock)
{
	lock_set_rank(&b->lock, LOCK_FUTEX);
	spin_lock(&b->lock);
	if (!b->waiters.next)
		list_init(&b->waiters);
}

struct futex_bucket *futex_lock_bucket_of(struct futex_waiter *w) NO_LOCK_CHECK
{
	for (;;) {
		struct futex_bucket *b = __atomic_load_n(&w->bucket, __ATOMIC_ACQUIRE);

		spin_lock(&b->lock);
		if (b == w->bucket)
			return b;
		spin_unlock(&b->lock);
	}
}

/* Take the waiter out that was not woken. Returns false when it was after all. */
static bool give_up(struct futex_waiter *w) NO_LOCK_CHECK
{
	struct futex_bucket *b = futex_lock_bucket_of(w);
	bool waits = !w->woken;

	if (waits) {
		list_remove(&w->link);
		__atomic_fetch_sub(&b->count, 1, __ATOMIC_RELAXED);
	}
	spin_unlock(&b->lock);
	return waits;
}

int futex_wait_word(const uint32_t *word, uintptr_t key, uint32_t value, uint32_t bitset,
		    nsec_t deadline)
{
	struct futex_bucket *b = futex_bucket(key);
	struct futex_waiter w;
	int err;

	w.bucket = b;
	w.key = key;
	w.bitset = bitset;
	w.woken = 0;
	w.thread = thread_current();
	/* Counted before the word is looked at: who changes it and finds nobody need not lock. */
	__atomic_fetch_add(&b->count, 1, __ATOMIC_SEQ_CST);
	lock_bucket(b);
	if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != value) {
		__atomic_fetch_sub(&b->count, 1, __ATOMIC_RELAXED);
		spin_unlock(&b->lock);
		return -EAGAIN;
	}
	list_push_back(&b->waiters, &w.link);
	spin_unlock(&b->lock);
	err = thread_sleep(&w.woken, deadline);
	return err && give_up(&w) ? err : 0;
}

void futex_wake_one(struct futex_bucket *b, struct futex_waiter *w)
{
	struct thread *t = w->thread;

	list_remove(&w->link);
	__atomic_fetch_sub(&b->count, 1, __ATOMIC_RELAXED);
	/* From here on (w) may be gone; the thread is not, while we hold the lock. */
	__atomic_store_n(&w->woken, 1, __ATOMIC_SEQ_CST);
	if (LINKED(thread_wake))
		thread_wake(t);
}

int futex_wake(uintptr_t key, uint32_t n, uint32_t bitset)
{
	struct futex_bucket *b = futex_bucket(key);
	int woken = 0;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!n || !__atomic_load_n(&b->count, __ATOMIC_RELAXED))
		return 0;
	lock_bucket(b);
	list_for_each_safe (e, &b->waiters) {
		struct futex_waiter *w = list_entry(e, struct futex_waiter, link);

		if (w->key != key || !(w->bitset & bitset))
			continue;
		futex_wake_one(b, w);
		if ((uint32_t)++woken == n)
			break;
	}
	spin_unlock(&b->lock);
	return woken;
}
