/* SPDX-License-Identifier: MIT */
/*
 * Private to abi/linux/futex: words that are locks with a holder (FUTEX_LOCK_PI), whose holder
 * runs at least as urgently as the most urgent of those who wait.
 */
#ifndef ABI_LINUX_FUTEX_PI_H
#define ABI_LINUX_FUTEX_PI_H

#include "base/types.h"

struct futex_wait;

/*
 * Take the lock of (f), whose word, key and deadline are set, waiting until the deadline unless
 * (try) says not to wait.
 * Errors:  -EDEADLK: the caller holds it; -ESRCH: its holder is no thread; -EAGAIN (try),
 *          -ETIMEDOUT. Context: thread.
 */
must_use int futex_lock_pi(struct futex_wait *f, bool try);

/* Give it to the most urgent who waits. Errors: -EPERM: the caller does not hold it. */
must_use int futex_unlock_pi(const struct futex_wait *f);

#endif
