/* SPDX-License-Identifier: MIT */
/*
 * Private to abi/linux/futex: words that are locks with a holder (FUTEX_LOCK_PI), whose holder
 * runs at least as urgently as the most urgent of those who wait.
 */
#ifndef ABI_LINUX_FUTEX_PI_H
#define ABI_LINUX_FUTEX_PI_H

#include "base/types.h"

/*
 * Take the lock (word), waiting until (deadline) unless (try) says not to wait.
 * Errors:  -EDEADLK: the caller holds it; -ESRCH: its holder is no thread; -EAGAIN (try),
 *          -ETIMEDOUT. Context: thread.
 */
must_use int futex_lock_pi(uint32_t *word, nsec_t deadline, bool try);

/* Give it to the most urgent who waits. Errors: -EPERM: the caller does not hold it. */
must_use int futex_unlock_pi(uint32_t *word);

#endif
