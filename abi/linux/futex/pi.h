/* SPDX-License-Identifier: MIT */
/*
 * Private to abi/linux/futex: words that are locks with a holder (FUTEX_LOCK_PI), whose holder
 * runs at least as urgently as the most urgent of those who wait.
 */
#ifndef ABI_LINUX_FUTEX_PI_H
#define ABI_LINUX_FUTEX_PI_H

#include "base/types.h"

struct futex_bucket;
struct futex_wait;
struct futex_waiter;

/*
 * Take the lock of (f), whose word, key and deadline are set, waiting until the deadline unless
 * (try) says not to wait.
 * Errors:  -EDEADLK: the caller holds it; -ESRCH: its holder is no thread; -EAGAIN (try),
 *          -ETIMEDOUT. Context: thread.
 */
must_use int futex_lock_pi(struct futex_wait *f, bool try);

/* Give it to the most urgent who waits. Errors: -EPERM: the caller does not hold it. */
must_use int futex_unlock_pi(const struct futex_wait *f);

/*
 * Let the holder (tid) run at least at (level). Returns false when there is no such thread.
 * Context: thread; a bucket may be locked.
 */
bool futex_raise_holder(uint32_t tid, uint8_t level);

/*
 * The most urgent of those who wait for (key) in (b), which is locked, the first of them; (*more):
 * there are others.
 */
struct futex_waiter *futex_most_urgent(struct futex_bucket *b, uintptr_t key, bool *more);

#endif
