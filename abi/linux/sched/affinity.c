/* SPDX-License-Identifier: MIT */
/* The CPUs that a thread may run on: of those that there could be. */
#include "abi/linux/sched/find.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/core/cpus.h"
#include "kern/sched/run.h"

/* Returns how many bytes were stored: Linux stores whole words and leaves the rest. */
int sys_sched_getaffinity(int tid, size_t size, uint64_t *mask)
{
	struct thread *t;
	uint64_t allowed;

	if (size < sizeof *mask || size % sizeof *mask)
		return -EINVAL;
	t = thread_get(tid);
	if (!t)
		return -ESRCH;
	allowed = t->affinity;
	thread_put(t);
	if (!user_writable(mask, sizeof *mask))
		return -EFAULT;
	*mask = LINKED(cpus_possible) ? allowed & cpus_all() : 1;
	return sizeof *mask;
}

/* A CPU that was not needed yet starts when it is asked for by number. */
static int set(int tid, uint64_t mask)
{
	struct thread *t;

	mask &= cpus_all();
	if (mask && LINKED(cpus_start))
		cpus_start(64 - (unsigned)__builtin_clzll(mask));
	mask &= cpus_all();
	if (!mask)
		return -EINVAL;
	t = thread_get(tid);
	if (!t)
		return -ESRCH;
	t->affinity = mask;
	if (LINKED(thread_reschedule))
		thread_reschedule(t);
	thread_put(t);
	return 0;
}

int sys_sched_setaffinity(int tid, size_t size, const uint64_t *mask)
{
	uint64_t wanted = 0;
	struct thread *t;

	if (size && !user_readable(mask, MIN(size, sizeof *mask)))
		return -EFAULT;
	__builtin_memcpy(&wanted, mask, MIN(size, sizeof wanted));
	t = thread_get(tid);
	if (!t)
		return -ESRCH;
	thread_put(t);
	return set(tid, wanted);
}
