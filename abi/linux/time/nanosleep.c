/* SPDX-License-Identifier: MIT */
/* nanosleep(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"

int sys_nanosleep(const struct linux_timespec *req, struct linux_timespec *rem)
{
	return time_sleep_for(req, rem);
}
