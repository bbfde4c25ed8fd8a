/* SPDX-License-Identifier: MIT */
/* timerfd_create(2) */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "kern/event/timerfd.h"
#include "kern/vfs/fd.h"

LINK_WITH(file_ioctl_any);

int sys_timerfd_create(int clock, int flags)
{
	unsigned given = (unsigned)flags;
	struct file *f;
	int err;

	if (given & ~(FILE_O_CLOEXEC | FILE_O_NONBLOCK))
		return -EINVAL;
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_BOOTTIME_ALARM:
		break;
	default:
		return -EINVAL;
	}
	err = timerfd_create(clock, given & FILE_O_NONBLOCK, &f);
	return err ? err : fd_install_new(f, given & FILE_O_CLOEXEC);
}
