/* SPDX-License-Identifier: MIT */
/* Priorities: with one thread a change changes nothing, but what was set can be read back. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"

#define PRIO_USER 2
#define NICE_MIN  (-20)
#define NICE_MAX  19

static int nice_now;

/* The system call answers 20 - nice, so that no answer looks like an error. */
int sys_getpriority(int which, int who)
{
	if ((unsigned)which > PRIO_USER)
		return -EINVAL;
	return who > 1 ? -ESRCH : 20 - nice_now;
}

int sys_setpriority(int which, int who, int nice)
{
	if ((unsigned)which > PRIO_USER)
		return -EINVAL;
	if (who > 1)
		return -ESRCH;
	nice_now = MAX(NICE_MIN, MIN(NICE_MAX, nice));
	return 0;
}

enum {
	SCHED_FIFO = 1,
	SCHED_RR = 2,
	SCHED_DEADLINE = 6,
};

int sys_sched_get_priority_max(int policy)
{
	if (policy == SCHED_FIFO || policy == SCHED_RR)
		return 99;
	return policy < 0 || policy == 4 || policy > SCHED_DEADLINE ? -EINVAL : 0;
}

int sys_sched_get_priority_min(int policy)
{
	if (policy == SCHED_FIFO || policy == SCHED_RR)
		return 1;
	return policy < 0 || policy == 4 || policy > SCHED_DEADLINE ? -EINVAL : 0;
}
