/* SPDX-License-Identifier: MIT */
/* Timeouts of calls that wait for files. */
#include "abi/linux/time/time.h"
#include "kern/dev/plat.h"

int time_deadline(const struct linux_timespec *timeout, nsec_t *deadline)
{
	nsec_t length, now;
	int err;

	if (!timeout) {
		*deadline = NSEC_NEVER;
		return 0;
	}
	err = timespec_get(timeout, &length);
	if (err < 0)
		return err;
	if (length) {
		now = plat_clock();
		length = length < NSEC_NEVER - now ? now + length : NSEC_NEVER;
	}
	*deadline = length;
	return 0;
}

void time_store_rest(struct linux_timespec *timeout, nsec_t deadline)
{
	nsec_t now;

	/* For ever stays for ever, and what was zero was not changed. */
	if (!timeout || deadline == NSEC_NEVER || !deadline ||
	    !user_writable(timeout, sizeof *timeout))
		return;
	now = plat_clock();
	*timeout = timespec_of(deadline > now ? (int64_t)(deadline - now) : 0);
}
