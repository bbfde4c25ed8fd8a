/* SPDX-License-Identifier: MIT */
/*
 * Nice values: getpriority(2) and setpriority(2). As on Linux they are a thread's own; a group, and
 * a user, are all threads.
 */
#include "abi/linux/identity/identity.h"
#include "abi/linux/sched/find.h"
#include "abi/linux/sched/policy.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

enum { PRIO_PROCESS, PRIO_PGRP, PRIO_USER };

#define NICE_REFUSED 100 /* RLIMIT_NICE of users is 0 */

static void take_lowest(struct thread *t, void *lowest)
{
	*(int *)lowest = MIN(*(int *)lowest, t->nice);
}

/* What is asked for; it becomes an error where it would take more than a user has. */
static void set_nice(struct thread *t, void *arg)
{
	int *nice = arg;

	if (*nice > NICE_MAX)
		return;
	if (*nice < t->nice && identity_is_limited())
		*nice = NICE_REFUSED;
	else
		t->nice = (int8_t)*nice;
}

static int visit(int which, int who, void (*f)(struct thread *t, void *arg), int *arg)
{
	struct thread *t;

	if ((unsigned)which > PRIO_USER)
		return -EINVAL;
	if (which != PRIO_PROCESS) {
		if (who > 1)
			return -ESRCH;
		thread_each(f, arg);
		return 0;
	}
	t = thread_get(who);
	if (!t)
		return -ESRCH;
	f(t, arg);
	thread_put(t);
	return 0;
}

/* The system call answers 20 - nice, so that no answer looks like an error. */
int sys_getpriority(int which, int who)
{
	int nice = NICE_MAX;
	int err = visit(which, who, take_lowest, &nice);

	return err ? err : 20 - nice;
}

int sys_setpriority(int which, int who, int nice)
{
	int err;

	nice = MAX(NICE_MIN, MIN(NICE_MAX, nice));
	err = visit(which, who, set_nice, &nice);
	return !err && nice == NICE_REFUSED ? -EACCES : err;
}
