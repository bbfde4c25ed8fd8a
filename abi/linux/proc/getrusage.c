/* SPDX-License-Identifier: MIT */
/* getrusage(2): time is all application time, memory is the frames in use. */
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/frame.h"

#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD   1

int sys_getrusage(int who, struct linux_rusage *r)
{
	struct frame_stats frames;
	nsec_t used;

	if (who < RUSAGE_CHILDREN || who > RUSAGE_THREAD)
		return -EINVAL;
	if (!user_writable(r, sizeof *r))
		return -EFAULT;
	memset(r, 0, sizeof *r);
	if (who == RUSAGE_CHILDREN)
		return 0;
	used = time_used();
	frame_get_stats(&frames);
	r->ru_utime.tv_sec = (int64_t)(used / NSEC_PER_SEC);
	r->ru_utime.tv_usec = (int64_t)(used % NSEC_PER_SEC / 1000);
	r->ru_maxrss = (int64_t)((frames.total - frames.free) * (PAGE_SIZE / KIB));
	return 0;
}
