/* SPDX-License-Identifier: MIT */
/* times(2): in ticks of 1/100 s (AT_CLKTCK). */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/dev/plat.h"

#define NSEC_PER_TICK (NSEC_PER_SEC / 100)

long sys_times(struct linux_tms *tms)
{
	if (tms) {
		if (!user_writable(tms, sizeof *tms))
			return -EFAULT;
		*tms = (struct linux_tms){ .tms_utime = (int64_t)(time_used() / NSEC_PER_TICK) };
	}
	return (long)(plat_clock() / NSEC_PER_TICK);
}
