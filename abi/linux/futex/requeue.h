/* SPDX-License-Identifier: MIT */
/* Private to abi/linux/futex: operations on two words. */
#ifndef ABI_LINUX_FUTEX_REQUEUE_H
#define ABI_LINUX_FUTEX_REQUEUE_H

#include "base/types.h"

struct futex_bucket;
struct futex_wait;
struct futex_waiter;

struct futex_requeue {
	uint32_t *word;
	uint32_t *word2;
	uintptr_t key, key2; /* of both */
	int nr_wake;         /* on (word) */
	int nr_move;         /* from (word) to (word2), or of those on (word2) to wake */
	bool shared;
	bool compare;
	uint32_t value; /* what (*word) must be with (compare); or FUTEX_WAKE_OP's operation */
};

/*
 * Wake some who wait for one word, and let others wait for the other. Returns how many of both.
 * Errors:  -EAGAIN: the word is not what it must be. Context: thread.
 */
must_use int futex_requeue(const struct futex_requeue *r);

/*
 * Change (word2), wake on (word), and on (word2) if its old value was as the operation says.
 * Errors:  -ENOSYS: no such operation. Context: thread.
 */
must_use int futex_wake_op(const struct futex_requeue *r);

/*
 * Wait for (f)'s word until a requeue lets the thread wait for the lock (pi) instead, and have that
 * lock then. (f)'s bitset is 0.
 * Errors:  -EAGAIN: the word is another; -ETIMEDOUT; those of futex_lock_pi(). Context: thread.
 */
must_use int futex_wait_requeue_pi(struct futex_wait *f, struct futex_wait *pi);

/*
 * Let those who wait in this way for the one word, at most nr_wake and nr_move, wait for the lock
 * that is the other; the most urgent of them gets it if it is free. Returns how many.
 * Errors:  -EAGAIN: the word is not what it must be; -EINVAL: others wait, too; -ESRCH: the lock's
 *          holder is no thread; -EDEADLK: it is one of them. Context: thread.
 */
must_use int futex_requeue_pi(const struct futex_requeue *r);

/* --- What the operations on two words share --- */

/* Lock two buckets, which may be one; (w) moves from one to the other, and waits for (key). */
void futex_lock_two(struct futex_bucket *a, struct futex_bucket *b);
void futex_unlock_two(struct futex_bucket *a, struct futex_bucket *b);
void futex_move(struct futex_waiter *w, struct futex_bucket *from, struct futex_bucket *to,
		uintptr_t key);

#endif
