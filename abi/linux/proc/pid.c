/* SPDX-License-Identifier: MIT */
/*
 * Process numbers. An image is one process with the numbers that the first process of a container
 * has: its own is 1, nobody is its parent, and it leads its group and session.
 */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/sched/thread.h"

#define PID 1

int sys_getpid(void)
{
	return PID;
}

int sys_getppid(void)
{
	return 0;
}

int sys_gettid(void)
{
	return (int)thread_current()->tid;
}

int sys_getpgrp(void)
{
	return PID;
}

static int own_number(int pid)
{
	return pid == 0 || pid == PID ? PID : -ESRCH;
}

int sys_getpgid(int pid)
{
	return own_number(pid);
}

int sys_getsid(int pid)
{
	return own_number(pid);
}

/* A session leader may not change its group. */
int sys_setpgid(int pid, int group)
{
	if (group < 0)
		return -EINVAL;
	return own_number(pid) < 0 ? -ESRCH : -EPERM;
}

int sys_setsid(void)
{
	return -EPERM;
}
