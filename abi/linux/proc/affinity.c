/* SPDX-License-Identifier: MIT */
/* The CPUs that a thread may run on: the boot CPU. */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/sched/thread.h"

static bool knows(int tid)
{
	return tid == 0 || tid == (int)thread_current()->tid;
}

/* Returns how many bytes were stored: Linux stores whole words and leaves the rest. */
int sys_sched_getaffinity(int tid, size_t size, uint64_t *mask)
{
	if (size < sizeof *mask || size % sizeof *mask)
		return -EINVAL;
	if (!knows(tid))
		return -ESRCH;
	if (!user_writable(mask, sizeof *mask))
		return -EFAULT;
	*mask = 1;
	return sizeof *mask;
}

int sys_sched_setaffinity(int tid, size_t size, const uint64_t *mask)
{
	if (!knows(tid))
		return -ESRCH;
	if (size < sizeof *mask)
		return -EINVAL;
	if (!user_readable(mask, sizeof *mask))
		return -EFAULT;
	return *mask & 1 ? 0 : -EINVAL;
}
