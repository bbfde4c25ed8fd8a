/* SPDX-License-Identifier: MIT */
/* Timeouts of calls that wait for files. */
#include "abi/linux/time/time.h"
#include "kern/dev/plat.h"

nsec_t time_after(nsec_t length)
{
	nsec_t now;

	if (!length)
		return 0;
	now = plat_clock();
	return length < NSEC_NEVER - now ? now + length : NSEC_NEVER;
}

int time_deadline(const struct linux_timespec *timeout, nsec_t *deadline)
{
	nsec_t length;
	int err;

	if (!timeout) {
		*deadline = NSEC_NEVER;
		return 0;
	}
	err = timespec_get(timeout, &length);
	if (!err)
		*deadline = time_after(length);
	return err;
}

bool time_rest(nsec_t deadline, struct linux_timespec *rest)
{
	nsec_t now;

	if (deadline == NSEC_NEVER || !deadline)
		return false;
	now = plat_clock();
	*rest = timespec_of(deadline > now ? (int64_t)(deadline - now) : 0);
	return true;
}

void time_store_rest(struct linux_timespec *timeout, nsec_t deadline)
{
	struct linux_timespec rest;

	if (timeout && time_rest(deadline, &rest) && user_put(timeout, &rest, sizeof rest))
		return; /* as Linux: who cannot be told is not */
}
