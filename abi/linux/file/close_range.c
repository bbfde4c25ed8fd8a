/* SPDX-License-Identifier: MIT */
/* close_range(2) */
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/fd.h"

#define CLOSE_RANGE_UNSHARE 2u /* nobody shares the table */
#define CLOSE_RANGE_CLOEXEC 4u

int sys_close_range(unsigned first, unsigned last, unsigned flags)
{
	if (first > last || (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)))
		return -EINVAL;
	for (unsigned fd = first; fd <= last && fd < fd_end(); fd++) {
		int err = flags & CLOSE_RANGE_CLOEXEC ? fd_set_cloexec((int)fd, true)
						      : fd_close((int)fd);

		(void)err; /* descriptors that are not open are passed over */
	}
	return 0;
}
