/* SPDX-License-Identifier: MIT */
/*
 * getrandom(2). The generator is seeded on its first use or not at all, so nothing waits: without
 * entropy a caller that would wait for ever gets EIO, and one that asked not to wait EAGAIN.
 */
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/dev/random.h"

#define GRND_NONBLOCK 1u
#define GRND_RANDOM   2u
#define GRND_INSECURE 4u

#define GETRANDOM_MAX ((size_t)INT32_MAX & ~(PAGE_SIZE - 1)) /* as Linux limits any transfer */

ssize_t sys_getrandom(void *buf, size_t n, unsigned flags)
{
	size_t done = 0;

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if ((flags & GRND_RANDOM) && (flags & GRND_INSECURE))
		return -EINVAL;
	if (!n)
		return 0;
	n = MIN(n, GETRANDOM_MAX);
	while (done < n) {
		char *at = (char *)buf + done;
		size_t part = MIN(n - done, PAGE_SIZE - (uintptr_t)at % PAGE_SIZE);

		if (!user_writable(at, part))
			return done ? (ssize_t)done : -EFAULT;
		if (random_bytes(at, part))
			return flags & GRND_NONBLOCK ? -EAGAIN : -EIO;
		done += part;
		/* Many take a while. The first page comes, whatever signals do. */
		if (done >= PAGE_SIZE && thread_interrupted(thread_current())) {
			signal_deliver_if_any();
			break;
		}
	}
	return (ssize_t)done;
}
