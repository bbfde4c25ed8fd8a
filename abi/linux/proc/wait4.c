/* SPDX-License-Identifier: MIT */
/* wait4(2), waitid(2): there are no children to wait for. */
#include "abi/linux/syscalls.h"
#include "base/errno.h"

#define WAIT_NOHANG    0x1u
#define WAIT_UNTRACED  0x2u
#define WAIT_EXITED    0x4u
#define WAIT_CONTINUED 0x8u
#define WAIT_NOWAIT    0x01000000u
#define WAIT_THREADS   0xe0000000u /* __WNOTHREAD, __WALL, __WCLONE */

#define P_ALL   0
#define P_PIDFD 3

int sys_wait4(int pid, int *status, int options, void *usage)
{
	(void)status;
	(void)usage;
	if ((unsigned)options & ~(WAIT_NOHANG | WAIT_UNTRACED | WAIT_CONTINUED | WAIT_THREADS))
		return -EINVAL;
	return pid == INT32_MIN ? -ESRCH : -ECHILD;
}

int sys_waitid(int kind, int id, void *info, int options, void *usage)
{
	unsigned wanted = WAIT_EXITED | WAIT_UNTRACED | WAIT_CONTINUED;

	(void)info;
	(void)usage;
	if ((unsigned)options & ~(WAIT_NOHANG | WAIT_NOWAIT | WAIT_THREADS | wanted) ||
	    !((unsigned)options & wanted))
		return -EINVAL;
	if (kind < P_ALL || kind > P_PIDFD || (kind && id < (kind == P_PIDFD ? 0 : 1)))
		return -EINVAL;
	return -ECHILD;
}
